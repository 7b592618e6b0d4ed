import { useEffect, useEffectEvent, useState } from 'react'
import { crash } from './crash.ts'
import { Pick } from './pick.tsx'
import { Switch } from './switch.tsx'
import { useSamplePaths } from './use-sample-paths.ts'
import { useTraffic } from './use-traffic.ts'

const INTERVALS_MS = [100, 250, 500, 1_000, 2_000]
const PERIODS_S = [5, 10, 30]
/** A few of these fit within the rate limit of a minute. */
export const BURST = 20

/** Requests without a hand, so that the machinery is seen moving. */
export function TrafficGenerator() {
  const { counts, send } = useTraffic(useSamplePaths())
  const [steady, setSteady] = useState(false)
  const [everyMs, setEveryMs] = useState(1_000)
  const [bursts, setBursts] = useState(false)
  const [periodS, setPeriodS] = useState(10)
  useRepeated(() => send(1), steady ? everyMs : undefined)
  useRepeated(() => send(BURST), bursts ? periodS * 1_000 : undefined)
  return (
    <section className="panel traffic" aria-labelledby="traffic-title">
      <header className="panel-header">
        <h2 id="traffic-title">Traffic</h2>
        <p>through the client</p>
        <button type="button" className="small" onClick={() => send(BURST)}>
          Burst of {BURST}
        </button>
      </header>
      <div className="controls">
        <Switch label="Steady" checked={steady} onChange={setSteady}>
          one every
          <Pick label="Interval" value={everyMs} all={INTERVALS_MS} onChange={setEveryMs} />
          ms
        </Switch>
        <Switch label="Bursts" checked={bursts} onChange={setBursts}>
          {BURST} every
          <Pick label="Seconds between" value={periodS} all={PERIODS_S} onChange={setPeriodS} />s
        </Switch>
        <div className="control">
          <span>Page fault</span>
          <span className="hint">a component throws</span>
          <button type="button" className="small" onClick={crash}>
            Throw
          </button>
        </div>
      </div>
      <p className="traffic-counts">
        {counts.sent} called <i /> {counts.answered} answered <i /> {counts.failed} failed
      </p>
    </section>
  )
}

/** Calls at once and then again and again, while there is an interval. */
function useRepeated(work: () => void, everyMs: number | undefined): void {
  const latest = useEffectEvent(work)
  useEffect(() => {
    if (everyMs === undefined) return undefined
    latest()
    const timer = setInterval(() => latest(), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
}
