import { useCallback, useEffect, useRef, useState } from 'react'
import { client } from './api.ts'

/** What came of the calls of the generator, retries included. */
export type TrafficCounts = Readonly<{ sent: number; answered: number; failed: number }>

/**
 * Sends calls through the client under test: not shared with others, each one counts.
 *
 * @param paths  read in turn
 */
export function useTraffic(paths: readonly string[]): {
  counts: TrafficCounts
  send: (calls: number) => void
} {
  const [counts, setCounts] = useState<TrafficCounts>({ sent: 0, answered: 0, failed: 0 })
  const turn = useRef(0)
  const leaving = useRef<AbortController>(undefined)
  useEffect(() => {
    const controller = new AbortController()
    leaving.current = controller
    return () => controller.abort()
  }, [])

  const send = useCallback(
    (calls: number) => {
      const signal = leaving.current?.signal
      const add = (change: Partial<TrafficCounts>) => {
        if (signal?.aborted) return
        setCounts((before) => ({
          sent: before.sent + (change.sent ?? 0),
          answered: before.answered + (change.answered ?? 0),
          failed: before.failed + (change.failed ?? 0),
        }))
      }
      add({ sent: calls })
      for (let call = 0; call < calls; call += 1) {
        const path = paths[turn.current++ % paths.length] ?? 'projects?limit=1'
        client
          .get(path, { holdfast: { dedupe: false }, ...(signal && { signal }) })
          .json()
          .then(() => add({ answered: 1 }))
          .catch(() => add({ failed: 1 }))
      }
    },
    [paths],
  )
  return { counts, send }
}
