import type { Clock } from '../clock.ts'

type FakeTimer = { at: number; order: number; callback: () => void }

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /**
   * Moves time forward and runs what falls due on the way, in order, letting promises settle after
   * each. The wall clock moves along.
   */
  advance(ms: number): Promise<void>
  /** Sets the wall clock alone, as a user or a time server does. */
  setWall(ms: number): void
  /**
   * Lets time pass in which no timer can run, as in a frozen tab or behind a busy page. What fell
   * due rings late, with the next `advance`.
   */
  freeze(ms: number): void
  /** Timers that are set: 0 where nothing was left behind. */
  readonly pending: number
}

/** @param wallMs  start of the wall clock, default 2026-01-01 */
export function fakeClock(wallMs: number = Date.UTC(2026, 0, 1)): FakeClock {
  const timers = new Set<FakeTimer>()
  let nowMs = 0
  let skewMs = wallMs
  let order = 0

  const next = (until: number): FakeTimer | undefined =>
    [...timers]
      .filter(({ at }) => at <= until)
      .sort((one, other) => one.at - other.at || one.order - other.order)[0]

  return {
    monotonic: () => nowMs,
    wall: () => skewMs + nowMs,
    setTimer(callback, ms) {
      const timer = { at: nowMs + Math.max(0, ms), order: order++, callback }
      timers.add(timer)
      return timer
    },
    clearTimer: (timer) => void timers.delete(timer as FakeTimer),
    setWall: (ms) => void (skewMs = ms - nowMs),
    freeze: (ms) => void (nowMs += ms),
    get pending() {
      return timers.size
    },
    async advance(ms) {
      const until = nowMs + ms
      await settled()
      for (let due = next(until); due; due = next(until)) {
        timers.delete(due)
        nowMs = Math.max(nowMs, due.at)
        due.callback()
        await settled()
      }
      nowMs = until
    },
  }
}

/** Lets every promise that can settle do so: more turns than any chain here is long. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await Promise.resolve()
}
