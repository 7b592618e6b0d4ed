import { longestServerWaitMs } from '../machines/retry-after.ts'

/**
 * The wait that an error names in `retryAfterMs`, as every error of ours does that knows one.
 *
 * @returns milliseconds above 0, at most an hour; `undefined` where none is named. A wait of 0 is
 *   none: it says that nobody asked to wait, not that the next call should go out at once.
 */
export function serverWaitMs(error: unknown): number | undefined {
  const { retryAfterMs } = Object(error) as { retryAfterMs?: unknown }
  // Written so that NaN fails.
  if (typeof retryAfterMs !== 'number' || !(retryAfterMs > 0)) return undefined
  return Math.min(retryAfterMs, longestServerWaitMs)
}
