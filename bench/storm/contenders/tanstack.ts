import { QueryClient } from '@tanstack/react-query'
import { type Contender, read } from './contender.ts'
import { backoffMs, intent } from './intent.ts'

const attemptMs = 10_000

/**
 * TanStack Query's own retries around fetch. It has no timeout: one for each attempt is made as
 * its docs on cancellation show, and the total cancels the query.
 */
export const tanstack: Contender = {
  name: 'TanStack Query',
  hasTimeout: true,
  open(wire) {
    const client = new QueryClient()
    return {
      get(url, caller) {
        const queryKey = [url]
        const cancel = () => void client.cancelQueries({ queryKey })
        caller.addEventListener('abort', cancel)
        const timer = setTimeout(cancel, intent.totalMs)
        const answer = client.query({
          queryKey,
          queryFn: async ({ signal }) => {
            const either = AbortSignal.any([signal, AbortSignal.timeout(attemptMs)])
            return read(await wire(url, { signal: either }))
          },
          retry: intent.retries,
          retryDelay: (failures) => backoffMs(failures + 1),
        })
        return answer.finally(() => {
          clearTimeout(timer)
          caller.removeEventListener('abort', cancel)
        })
      },
      close: () => client.clear(),
    }
  },
}
