/** Waits between attempts, in milliseconds. */
export type BackoffOptions = Readonly<{
  /** The first wait, doubled by each further one. */
  baseMs: number
  /** No wait of ours is longer, jitter included. */
  maxMs: number
  /** How far a wait strays to both sides, as a share of itself: 0 to 1. */
  jitterRatio: number
}>

/** `retry` counts from 1; `serverMs` is the wait the server named, if it did; `random` in [0, 1). */
export type Failure = Readonly<{ retry: number; serverMs: number | undefined; random: number }>

/** A server's wait is spread upward by up to this share, so that a fleet does not return as one. */
const spreadRatio = 0.1

/**
 * Says how long to wait before a retry.
 *
 * A wait that the server named wins: never shorter, spread upward by at most a tenth and not bound
 * by `maxMs`. Otherwise the wait doubles from `baseMs`, strays by `jitterRatio` to both sides and
 * is then cut at `maxMs`.
 *
 * @returns milliseconds, 0 or more
 * @see RFC 9110 §10.2.3 (Retry-After)
 */
export function backoff({ retry, serverMs, random }: Failure, options: BackoffOptions): number {
  if (serverMs !== undefined) return serverMs * (1 + random * spreadRatio)
  const { baseMs, maxMs, jitterRatio } = options
  // Bounded, because 0 times an infinite factor is no number.
  const middleMs = Math.min(maxMs, baseMs * 2 ** Math.min(retry - 1, 1000))
  return Math.min(maxMs, middleMs * (1 + (random * 2 - 1) * jitterRatio))
}
