import {
  emptyRollingWindow,
  type RollingWindow,
  rollingAdd,
  rollingCounts,
} from './rolling-window.ts'

export type ThrottleOptions = Readonly<{
  /** How long a request counts: at least as long as the longest call. Default 120 000 ms. */
  durationMs: number
  /**
   * Requests for each accepted one before any is refused here: 1 to 100, default 2. A lower value
   * refuses sooner, and lets fewer through to find out that the backend is well again.
   */
  multiplier: number
  /**
   * With fewer requests none is refused: 1 or more, default 20. At least twice what may be in
   * flight at once, so that a burst without an answer yet is not taken for an outage.
   */
  minimumRequests: number
  /** Never refuses more than this share, so that somebody finds out: 0 to 1, default 0.9. */
  mostRatio: number
}>

export const throttleDefaults: ThrottleOptions = {
  ...{ durationMs: 120_000, multiplier: 2, minimumRequests: 20, mostRatio: 0.9 },
}

/** A request counts as failed until it is accepted. Plain JSON. */
export type Throttle = RollingWindow

export const idleThrottle = (): Throttle => emptyRollingWindow()

/**
 * The share of requests to refuse here, before they cost the backend anything:
 * `(requests − multiplier · accepted) / (requests + 1)` of the recent ones, where that is above 0.
 *
 * Requests that were refused here count as well, and so do those in flight: a backend that answers
 * nothing at all is noticed before the first of them has timed out.
 *
 * @returns 0 to `mostRatio`
 * @see "Handling Overload", Site Reliability Engineering, Google, 2016: client-side throttling
 */
export function throttleRatio(throttle: Throttle, options: ThrottleOptions, nowMs: number): number {
  const { calls, failures } = rollingCounts(throttle, options, nowMs)
  const accepted = calls - failures
  // A request may be forgotten before its answer, and leave its own debit behind.
  const requests = accepted + Math.max(0, failures)
  if (requests < options.minimumRequests) return 0
  const ratio = (requests - options.multiplier * accepted) / (requests + 1)
  return Math.max(0, Math.min(options.mostRatio, ratio))
}

/**
 * Asks for one request, and counts it whatever the answer; `random` in [0, 1).
 * @returns false where it is refused here
 */
export function throttleAsk(
  throttle: Throttle,
  options: ThrottleOptions,
  random: number,
  nowMs: number,
): boolean {
  const admitted = random >= throttleRatio(throttle, options, nowMs)
  rollingAdd(throttle, options, true, nowMs)
  return admitted
}

/**
 * The end of an admitted request. `accepted`: the backend did the work, or said why it is not its
 * to do. `ignored`: nobody knows, because the caller left or the page slept; it is taken back.
 * A request that failed or was throttled has been counted already: say nothing.
 */
export function throttleRecord(
  throttle: Throttle,
  options: ThrottleOptions,
  result: 'accepted' | 'ignored',
  nowMs: number,
): void {
  rollingAdd(throttle, options, true, nowMs, -1)
  if (result === 'accepted') rollingAdd(throttle, options, false, nowMs)
}
