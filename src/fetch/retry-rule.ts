import { backoff } from '../machines/backoff.ts'
import type { FailedAttempt } from './options.ts'
import type { Outcome } from './outcome.ts'
import { type CallRequest, isRepeatable, isReplayable, urlOf } from './request.ts'
import type { RetrySettings } from './settings.ts'

/** A request, how often it has been sent, and what came of it the last time. */
export type Tried = Readonly<{ request: CallRequest; attempts: number; outcome: Outcome }>

/**
 * Says whether the rules allow another attempt, and after how long. Deadline, budget and the
 * user's own word come after.
 *
 * @param random  in [0, 1)
 * @returns milliseconds, or `undefined` for none
 */
export function retryDelayMs(
  retry: RetrySettings,
  tried: Tried,
  random: number,
): number | undefined {
  const { request, attempts, outcome } = tried
  if (attempts > retry.limit || !isTransient(outcome, retry)) return undefined
  if (!mayRepeat(request, retry)) return undefined
  // "Whenever you like" is no wait that the server named: our own spreads the attempts.
  return backoff({ retry: attempts, serverMs: outcome.serverMs || undefined, random }, retry)
}

/** True where sending the request again has the same effect, and its body is still there. */
export const mayRepeat = (request: CallRequest, { methods }: RetrySettings): boolean =>
  isReplayable(request) && isRepeatable(request, methods)

/** What the user's callbacks are shown. */
export const failedAttempt = ({ request, attempts, outcome }: Tried): FailedAttempt => ({
  attempt: attempts,
  method: request.method,
  url: urlOf(request.input),
  response: outcome.response,
  error: outcome.error,
})

/** True where the answer, or the lack of one, is worth a retry by the rules. */
export const isTransient = (
  { response, transient }: Outcome,
  { statuses }: Partial<Pick<RetrySettings, 'statuses'>>,
): boolean => (response && statuses ? statuses.includes(response.status) : transient)
