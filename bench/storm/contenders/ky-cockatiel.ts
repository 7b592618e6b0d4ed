import {
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel'
import ky, { HTTPError } from 'ky'
import type { Contender } from './contender.ts'
import { intent, isTransientStatus } from './intent.ts'

const transient = handleWhen((error: unknown) =>
  error instanceof HTTPError
    ? isTransientStatus(error.response.status)
    : error instanceof Error && error.name !== 'AbortError',
)

/** `wrap` in the order of cockatiel's docs, around ky without retries of its own. */
export const kyCockatiel: Contender = {
  name: 'ky + cockatiel',
  hasTimeout: true,
  open(wire) {
    const client = ky.create({ fetch: wire, retry: 0 })
    const policy = wrap(
      timeout(intent.totalMs, TimeoutStrategy.Aggressive),
      retry(transient, {
        maxAttempts: intent.retries,
        backoff: new ExponentialBackoff({ initialDelay: intent.baseMs, maxDelay: intent.maxMs }),
      }),
      circuitBreaker(transient, {
        halfOpenAfter: intent.breakerOpenMs,
        breaker: new ConsecutiveBreaker(intent.breakerFailures),
      }),
      bulkhead(intent.concurrent, 1000),
    )
    return {
      get: (url, caller) =>
        policy.execute(({ signal }) => client.get(url, { signal }).json(), caller),
    }
  },
}
