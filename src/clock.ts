/**
 * A timer that a clock has set: pass it back to {@link Clock.clearTimer} and to nothing else. One with
 * `ref()` and `unref()`, as Node's have, is told by them whether it alone keeps the process running.
 */
export type Timer = unknown

/**
 * Time, passed in. No other file reads a clock, sets a timer or draws a random number, so a test
 * can hold time still and a policy can be asked about an idle hour in one line.
 */
export interface Clock {
  /** Milliseconds that only grow, from an arbitrary start. May stand still while the machine sleeps. */
  monotonic(): number
  /** Milliseconds since the epoch. May jump in both directions. */
  wall(): number
  /** Calls back once, after at least `ms` milliseconds. */
  setTimer(callback: () => void, ms: number): Timer
  /** Does nothing where the timer has called back, was cleared before, or is `undefined`. */
  clearTimer(timer: Timer): void
}

/** A source of numbers in [0, 1), such as `Math.random`. */
export type Random = () => number

/** Above 2³¹ − 1 ms the platform's timers fire at once, so longer waits are cut into pieces. */
const longestTimerMs = 2 ** 31 - 1

/** The platform's own time. Its timers are the platform's, or for a long one the function that stops it. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  setTimer(callback, ms) {
    if (ms <= longestTimerMs) return setTimeout(callback, ms)
    const next = () => (piece = systemClock.setTimer(callback, ms - longestTimerMs))
    let piece: Timer = setTimeout(next, longestTimerMs)
    return () => systemClock.clearTimer(piece)
  },
  clearTimer(timer) {
    if (typeof timer === 'function') (timer as () => void)()
    else clearTimeout(timer as number | undefined)
  },
}

/** The platform's own randomness; enough for jitter, not for secrets. */
export const systemRandom: Random = () => Math.random()

/** A random id in the form of a UUID, for correlation and idempotency keys. */
export const randomId = (): string =>
  // Outside secure contexts (plain http on a LAN) browsers have no randomUUID.
  globalThis.crypto.randomUUID?.() ??
  '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) => {
    const [random = 0] = crypto.getRandomValues(new Uint8Array(1))
    return (Number(digit) ^ (random & (15 >> (Number(digit) / 4)))).toString(16)
  })
