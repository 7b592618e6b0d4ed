import {
  emptyRollingWindow,
  type RollingWindow,
  rollingAdd,
  rollingCounts,
} from './rolling-window.ts'

export type BreakerOptions = Readonly<{
  /** Failures in a row that open the circuit: 1 or more. */
  failures: number
  /**
   * Milliseconds until the first probe: a number is a fixed time; a range starts at `min`, doubles
   * each time a probe fails, up to `max`, and strays downward by up to a half, so that a fleet
   * which lost its backend in one instant does not probe as one.
   */
  openMs: number | Readonly<{ min: number; max: number }>
  /** Successful probes that close it: 1 or more. */
  successes: number
  /** Opens too when `failureRatio` of at least `minimumCalls` in `durationMs` failed. */
  window: Readonly<{ durationMs: number; minimumCalls: number; failureRatio: number }>
  /** A probe without a result counts as failed after this many milliseconds. */
  probeMs: number
}>

/** Plain JSON: it can be stored, shown, sent to another tab and taken up there. */
export type Breaker = {
  phase: 'closed' | 'open' | 'half-open'
  /** Counts the changes of phase: a result that belongs to an older one changes nothing. */
  generation: number
  failuresInARow: number
  recent: RollingWindow
  /** Openings since it was last closed. */
  openings: number
  /** The instant from which a probe may go. */
  probeAt: number
  /** Start of the probe in flight; `undefined` while there is none. */
  probingSince: number | undefined
  probesSucceeded: number
}

export const closedBreaker = (): Breaker => ({
  phase: 'closed',
  generation: 0,
  failuresInARow: 0,
  recent: emptyRollingWindow(),
  openings: 0,
  probeAt: 0,
  probingSince: undefined,
  probesSucceeded: 0,
})

/** `pass`: admit now. `wait`: a probe is deciding. `refuse`: open, see {@link breakerRemainingMs}. */
export type BreakerAnswer = 'pass' | 'wait' | 'refuse'

/** What a call may do now. A probe that hangs is judged here, so it cannot block for good. */
export function breakerAnswer(
  breaker: Breaker,
  options: BreakerOptions,
  nowMs: number,
  random: number,
): BreakerAnswer {
  const { phase, probingSince } = breaker
  if (phase === 'open') return nowMs >= breaker.probeAt ? 'pass' : 'refuse'
  // Closed, or half-open without a probe in flight.
  if (probingSince === undefined) return 'pass'
  if (nowMs - probingSince < options.probeMs) return 'wait'
  open(breaker, options, nowMs, random, 0)
  return 'refuse'
}

/**
 * Lets one call through after {@link breakerAnswer} said `pass`.
 * @returns the generation, to be handed to {@link breakerRecord} with the result
 */
export function breakerAdmit(breaker: Breaker, nowMs: number): number {
  if (breaker.phase === 'open') {
    breaker.phase = 'half-open'
    breaker.generation += 1
    breaker.probesSucceeded = 0
  }
  if (breaker.phase === 'half-open') breaker.probingSince = nowMs
  return breaker.generation
}

/**
 * A result. `slow` is an answer that took too long: it counts in the window, and against a probe,
 * but ends a row of failures and
 * begins none. `ignored` gives a probe's permit back and says nothing of the backend.
 */
export type BreakerResult = Readonly<{
  result: 'success' | 'slow' | 'failure' | 'ignored'
  generation: number
  /** A wait that the server named; the circuit stays open at least as long. */
  serverMs?: number | undefined
  random: number
}>

/** Takes a result in. One that was admitted in an older phase changes nothing. */
export function breakerRecord(
  breaker: Breaker,
  options: BreakerOptions,
  { result, generation, serverMs = 0, random }: BreakerResult,
  nowMs: number,
): void {
  if (generation !== breaker.generation) return
  const probing = breaker.phase === 'half-open'
  breaker.probingSince = undefined
  if (result === 'ignored') return
  breaker.failuresInARow = result === 'failure' ? breaker.failuresInARow + 1 : 0
  rollingAdd(breaker.recent, options.window, result !== 'success', nowMs)
  if (result !== 'success') {
    if (probing || tripped(breaker, options, nowMs)) open(breaker, options, nowMs, random, serverMs)
  } else if (probing && ++breaker.probesSucceeded >= options.successes) {
    Object.assign(breaker, closedBreaker(), { generation: breaker.generation + 1 })
  }
}

/**
 * The body of a probe whose success was taken in already has broken: the circuit opens again, unless
 * something has succeeded since.
 */
export function breakerTakeBack(
  breaker: Breaker,
  options: BreakerOptions,
  { generation, random }: Pick<BreakerResult, 'generation' | 'random'>,
  nowMs: number,
): void {
  const age = breaker.generation - generation
  const isProven = breaker.recent.successes.some(Boolean)
  const rests = breaker.phase === 'closed' ? age === 1 && !isProven : age === 0
  if (rests) open(breaker, options, nowMs, random, 0)
}

/** Milliseconds until a probe may go; 0 where the circuit is not open, or there is none. */
export const breakerRemainingMs = (breaker: Breaker | undefined, nowMs: number): number =>
  breaker?.phase === 'open' ? Math.max(0, breaker.probeAt - nowMs) : 0

function tripped(breaker: Breaker, options: BreakerOptions, nowMs: number): boolean {
  if (breaker.failuresInARow >= options.failures) return true
  const { minimumCalls, failureRatio } = options.window
  const { calls, failures } = rollingCounts(breaker.recent, options.window, nowMs)
  // A quotient is rounded as the literal is; 100 * 0.55 is more than 55.
  return calls >= minimumCalls && failures / calls >= failureRatio
}

function open(
  breaker: Breaker,
  { openMs }: BreakerOptions,
  nowMs: number,
  random: number,
  serverMs: number,
): void {
  const ownMs =
    typeof openMs === 'number'
      ? openMs
      : Math.min(openMs.max, openMs.min * 2 ** breaker.openings) * (1 - random / 2)
  breaker.phase = 'open'
  breaker.generation += 1
  breaker.openings += 1
  breaker.probeAt = nowMs + Math.max(ownMs, serverMs)
  breaker.probingSince = undefined
}
