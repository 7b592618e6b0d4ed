/** Instants of the errors of one boundary, in milliseconds of a monotonic clock. */
export type Crashes = readonly number[]

/** So many errors within so long, and trying again is no longer offered. */
const most = 3
const withinMs = 60_000

/** Takes one more in, and forgets those that are out of date. */
export const addCrash = (crashes: Crashes, nowMs: number): Crashes => [
  ...crashes.filter((at) => nowMs - at < withinMs),
  nowMs,
]

/** True from the third error within a minute. */
export const areRepeated = (crashes: Crashes): boolean => crashes.length >= most
