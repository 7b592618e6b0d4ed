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

/** A server's wait is spread upward by up to as long again, but no further than this… */
const longestSpreadMs = 10_000
/** …and by up to this share of itself at least. */
const leastSpreadRatio = 0.1

/**
 * Says how long to wait before a retry.
 *
 * A wait that the server named wins: see {@link spreadMs}. It is not bound by `maxMs`. Otherwise the wait doubles from `baseMs`, strays by `jitterRatio` to both sides and
 * is then cut at `maxMs`.
 *
 * @returns milliseconds, 0 or more
 * @see RFC 9110 §10.2.3 (Retry-After)
 */
export function backoff({ retry, serverMs, random }: Failure, options: BackoffOptions): number {
  if (serverMs !== undefined) return spreadMs(serverMs, random)
  const { baseMs, maxMs, jitterRatio } = options
  // Bounded, because 0 times an infinite factor is no number.
  const middleMs = Math.min(maxMs, baseMs * 2 ** Math.min(retry - 1, 1000))
  return Math.min(maxMs, middleMs * (1 + (random * 2 - 1) * jitterRatio))
}

/**
 * A server's wait, never shorter and somewhat longer, so that a fleet that was told the same does
 * not return as one: by up to as long again, at most 10 s, or by up to a tenth of a long one.
 *
 * @param random  in [0, 1)
 * @returns milliseconds
 */
export const spreadMs = (serverMs: number, random: number): number =>
  serverMs + random * Math.max(serverMs * leastSpreadRatio, Math.min(serverMs, longestSpreadMs))
