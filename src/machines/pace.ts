/**
 * Slow start after a standstill: when a pause or an outage ends, the line leaves with shrinking
 * gaps instead of in one burst. Plain JSON.
 */
export type Pace = { gapMs: number; nextAt: number }

const firstGapMs = 200
const shrinkRatio = 0.75
/** Below this the line flows freely again: after some 13 departures, 0.8 s. */
const lastGapMs = 5

export const freePace = (): Pace => ({ gapMs: 0, nextAt: 0 })

/** The standstill has ended: from now on departures keep a distance. */
export function paceRestart(pace: Pace, nowMs: number): void {
  pace.gapMs = firstGapMs
  pace.nextAt = nowMs
}

/** Milliseconds until the next may leave; 0 where it may now. */
export const paceWaitMs = (pace: Pace, nowMs: number): number =>
  pace.gapMs === 0 ? 0 : Math.max(0, pace.nextAt - nowMs)

/** One leaves. The gap behind it strays by half to both sides; `random` in [0, 1). */
export function paceTake(pace: Pace, nowMs: number, random: number): void {
  pace.nextAt = nowMs + pace.gapMs * (0.5 + random)
  pace.gapMs *= shrinkRatio
  if (pace.gapMs < lastGapMs) pace.gapMs = 0
}
