import type { Clock, Random } from '../clock.ts'
import {
  type Breaker,
  breakerAdmit,
  breakerAnswer,
  type BreakerOptions,
  breakerRecord,
  breakerRemainingMs,
  type BreakerResult,
} from '../machines/breaker.ts'
import { safely } from '../user-code.ts'

export type CircuitState = 'CLOSED' | 'OPEN' | 'HALF_OPEN'

/** One change of state. */
export type CircuitChange = Readonly<{
  name: string
  from: CircuitState
  to: CircuitState
  /** Milliseconds since the epoch. */
  at: number
  /** Until the next probe; 0 unless open. */
  retryAfterMs: number
}>

/** A breaker with all that people want to know of it: its name, its totals, what it has been through. */
export type NamedCircuit = {
  readonly name: string
  readonly limits: BreakerOptions
  readonly onChange: ((change: CircuitChange) => void) | undefined
  readonly clock: Clock
  readonly random: Random
  readonly breaker: Breaker
  readonly history: CircuitChange[]
  /** What was told last. */
  state: CircuitState
  /** Isolations that nobody has released. */
  holds: number
  successes: number
  failures: number
  refusals: number
  openings: number
}

/** @returns the generation to record the call's result under, or `undefined` where it is refused */
export function admit(circuit: NamedCircuit): number | undefined {
  const { breaker, limits, clock, random } = circuit
  if (circuit.holds > 0) return undefined
  const nowMs = clock.monotonic()
  const passes = breakerAnswer(breaker, limits, nowMs, random()) === 'pass'
  const generation = passes ? breakerAdmit(breaker, nowMs) : undefined
  tell(circuit)
  return generation
}

/** Takes a result in; one of an older generation counts in the totals alone. */
export function record(
  circuit: NamedCircuit,
  generation: number,
  result: BreakerResult['result'],
  serverMs?: number,
): void {
  const { breaker, limits, clock, random } = circuit
  if (result === 'success') circuit.successes += 1
  if (result === 'failure') circuit.failures += 1
  breakerRecord(
    breaker,
    limits,
    { result, generation, serverMs, random: random() },
    clock.monotonic(),
  )
  tell(circuit)
}

/** @returns the function that releases this isolation; a second call of it does nothing */
export function isolate(circuit: NamedCircuit): () => void {
  let held = true
  circuit.holds += 1
  tell(circuit)
  return () => {
    if (!held) return
    held = false
    circuit.holds -= 1
    tell(circuit)
  }
}

/** Until the next probe; 0 unless open; the longest open time while isolated: nobody knows. */
export function remainingMs({ holds, breaker, limits: { openMs }, clock }: NamedCircuit): number {
  if (holds > 0) return typeof openMs === 'number' ? openMs : openMs.max
  return breakerRemainingMs(breaker, clock.monotonic())
}

const stateNames = { closed: 'CLOSED', open: 'OPEN', 'half-open': 'HALF_OPEN' } as const

const longestHistory = 20

function tell(circuit: NamedCircuit): void {
  const { name, state: from, history, clock } = circuit
  const to = circuit.holds > 0 ? 'OPEN' : stateNames[circuit.breaker.phase]
  if (from === to) return
  circuit.state = to
  if (to === 'OPEN') circuit.openings += 1
  const change = { name, from, to, at: clock.wall(), retryAfterMs: remainingMs(circuit) }
  history.push(change)
  if (history.length > longestHistory) history.shift()
  safely(() => circuit.onChange?.(change))
}
