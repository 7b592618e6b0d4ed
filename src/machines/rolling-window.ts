/** How long a result counts. The window moves in {@link bucketCount} steps. */
export type RollingWindowOptions = Readonly<{ durationMs: number }>

/**
 * Counts by step of time, where there were any; `step` is the newest one that is filled. Plain JSON.
 */
export type RollingWindow = { step: number; successes: number[]; failures: number[] }

/** The window in steps: a result is forgotten between 9/10 and 10/10 of the duration later. */
const bucketCount = 10

export const emptyRollingWindow = (): RollingWindow => ({ step: 0, successes: [], failures: [] })

/** Counts one result; `amount` −1 takes one back. */
export function rollingAdd(
  window: RollingWindow,
  options: RollingWindowOptions,
  failed: boolean,
  nowMs: number,
  amount = 1,
): void {
  turn(window, options, nowMs)
  const counts = failed ? window.failures : window.successes
  const index = window.step % bucketCount
  counts[index] = (counts[index] ?? 0) + amount
}

/** The results of the last `durationMs`, by elapsed time: an idle hour empties the window. */
export function rollingCounts(
  window: RollingWindow,
  options: RollingWindowOptions,
  nowMs: number,
): { calls: number; failures: number } {
  turn(window, options, nowMs)
  const failures = sum(window.failures)
  return { calls: failures + sum(window.successes), failures }
}

const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0)

/** Clears every step that has passed since the newest; a clock that steps back clears nothing. */
function turn(window: RollingWindow, { durationMs }: RollingWindowOptions, nowMs: number): void {
  const step = Math.floor((nowMs * bucketCount) / durationMs)
  const passed = Math.min(bucketCount, step - window.step)
  for (let offset = 0; offset < passed; offset++) {
    const index = (step - offset) % bucketCount
    window.successes[index] = 0
    window.failures[index] = 0
  }
  window.step = Math.max(window.step, step)
}
