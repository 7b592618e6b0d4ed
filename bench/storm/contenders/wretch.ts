import wretch from 'wretch'
import AbortAddon from 'wretch/addons/abort'
import { retry } from 'wretch/middlewares/retry'
import type { Contender } from './contender.ts'
import { backoffMs, intent, isTransientStatus } from './intent.ts'

/** With its retry middleware and its abort addon, whose controller ends the whole call. */
export const wretchRetry: Contender = {
  name: 'wretch',
  hasTimeout: true,
  open(wire) {
    const client = wretch()
      .addon(AbortAddon())
      .fetchPolyfill((url, options) => wire(url, options))
      .middlewares([
        retry({
          maxAttempts: intent.retries,
          retryOnNetworkError: true,
          delayRamp: (_delay, attempt) => backoffMs(attempt),
          // Its own default takes a 429 for an answer, and tries again after an abort.
          until: (response, error) =>
            response ? !isTransientStatus(response.status) : error?.name === 'AbortError',
        }),
      ])
    return {
      get(url, signal) {
        const controller = new AbortController()
        signal.addEventListener('abort', () => controller.abort(signal.reason))
        return client
          .url(url)
          .signal(controller)
          .get()
          .setTimeout(intent.totalMs, { controller })
          .json()
      },
    }
  },
}
