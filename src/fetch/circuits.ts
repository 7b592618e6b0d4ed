import {
  type Breaker,
  breakerAdmit,
  breakerAnswer,
  breakerRecord,
  breakerRemainingMs,
  type BreakerResult,
  breakerTakeBack,
  closedBreaker,
} from '../machines/breaker.ts'
import { type CircuitStats, type Engine, tell } from './engine.ts'
import { askHealth } from './health-check.ts'
import type { Outcome } from './outcome.ts'
import type { CircuitSettings } from './settings.ts'
import type { Admission, Ticket } from './ticket.ts'

/** Past this many endpoints the healthy are forgotten, or, where that is not enough, all that are not shut. */
const mostEndpoints = 200

/** Method and route; `undefined` stands for the whole gate. */
type Endpoint = string | undefined

/** The circuits of one gate: one for each endpoint, and one for all of them. */
export class Circuits {
  /** Counts every opening, so that the line knows when to look for those who wait in vain. */
  openings = 0
  /** A probe without a result counts as failed after this long. */
  readonly probeMs: number
  readonly #engine: Engine
  readonly #gate: string
  readonly #options: CircuitSettings
  readonly #onRecovery: (nowMs: number) => void
  /** The whole gate's is the first, and always there. */
  readonly #breakers = new Map<Endpoint, Breaker>([[undefined, closedBreaker()]])
  #callOff: (() => void) | undefined
  /** Isolations that nobody has released. */
  #holds = 0

  /** @param onRecovery  called when the gate's circuit has closed: who waited may leave */
  constructor(
    engine: Engine,
    gate: string,
    options: CircuitSettings,
    onRecovery: (nowMs: number) => void,
  ) {
    this.#engine = engine
    this.#gate = gate
    this.#options = options
    this.#onRecovery = onRecovery
    this.probeMs = options.probeMs
  }

  /** Takes up a circuit of the page before, where there is one at this level. */
  restore(endpoint: Endpoint, breaker: Breaker): void {
    if (this.#counts(endpoint)) this.#breakers.set(endpoint, breaker)
  }

  /** True while a hold or one of the circuits refuses somebody; young ones also if they soon may. */
  matter(isYoung: boolean, nowMs: number): boolean {
    const matters = isYoung ? isWorried : isShut
    return this.#holds > 0 || [...this.#breakers.values()].some((one) => matters(one, nowMs))
  }

  /** Opens it by hand. @returns the function that releases this hold; calling it again does nothing */
  isolate(): () => void {
    let held = true
    this.#hold(1)
    return () => {
      if (held) this.#hold(-1)
      held = false
    }
  }

  #hold(by: 1 | -1): void {
    const from = this.#state(undefined)
    this.#holds += by
    this.openings += 1
    this.#tell(undefined, from, this.#engine.now())
  }

  /** Milliseconds that the circuit of this endpoint, or of the gate, holds everyone; 0 for none. */
  waitMs(endpoint: Endpoint, nowMs: number): number {
    const breaker = this.#breakers.get(endpoint)
    if (!breaker || breaker.phase === 'closed') return 0
    const from = this.#state(endpoint)
    const answer = breakerAnswer(breaker, this.#options, nowMs, this.#engine.settings.random())
    this.#tell(endpoint, from, nowMs)
    if (answer === 'pass' || this.#options.observeOnly) return 0
    // Never 0, which would let a second probe pass: the difference of two instants is rounded.
    if (answer === 'wait') return Math.max(1, (breaker.probingSince ?? 0) + this.probeMs - nowMs)
    // A check that hung has been judged.
    if (endpoint === undefined) this.endCheck()
    return breakerRemainingMs(breaker, nowMs)
  }

  /** Milliseconds until both circuits of this endpoint let a probe through. */
  remainingMs(endpoint: string, nowMs: number): number {
    if (this.#holds > 0) return Number.POSITIVE_INFINITY
    if (this.#options.observeOnly) return 0
    const shutMs = (of: Endpoint) => breakerRemainingMs(this.#breakers.get(of), nowMs)
    return Math.max(shutMs(endpoint), shutMs(undefined))
  }

  /** True where the gate is to be probed by a health check, not by a call. */
  get checks(): boolean {
    const { healthCheck, observeOnly } = this.#options
    return !!healthCheck && !observeOnly && this.#breakers.get(undefined)?.phase !== 'closed'
  }

  /** Makes the probe of the gate, where {@link waitMs} was 0. @param then  called after its result */
  check(then: () => void): void {
    const { healthCheck } = this.#options
    if (!healthCheck) return
    const generation = this.#admit(undefined, this.#engine.now())
    this.#callOff = askHealth(healthCheck, this.#gate, (result) => {
      this.#callOff = undefined
      this.#record(undefined, generation, result, undefined, this.#engine.now())
      if (result !== 'ignored') then()
    })
  }

  /** Nobody waits for its result any more, or it has hung. */
  endCheck(): void {
    this.#callOff?.()
  }

  /** Lets one attempt through both circuits, after both had it wait no longer. */
  admit(endpoint: string, admission: Admission, nowMs: number): void {
    admission.gateGeneration = this.#admit(undefined, nowMs)
    admission.endpointGeneration = this.#admit(endpoint, nowMs)
  }

  /** Takes in what an attempt says of the backend, or after it its body. @param at  of the headers */
  record(ticket: Ticket, { verdict, everywhere, serverMs }: Outcome, at: number): void {
    const { slowMs } = this.#options
    const answer = slowMs !== false && ticket.tookMs(at) > slowMs ? 'slow' : 'success'
    const result = verdict === 'success' ? answer : verdict === 'throttled' ? 'ignored' : verdict
    // A failure of one endpoint alone proves that the backend as a whole answers.
    const whole = result === 'failure' && !everywhere ? answer : result
    // What opens nothing counts for the instant of the headers, which spares a look at the clock.
    const nowMs = result === 'success' ? at : this.#engine.now()
    // Its end will say more: enough for a probe, on which others wait.
    const isBegun = ticket.arriving?.bodyUsed
    const { gateGeneration: gate, endpointGeneration: own, order } = ticket
    ticket.gateGeneration = this.#record(undefined, gate, whole, serverMs, nowMs, isBegun)
    ticket.endpointGeneration = this.#record(order.endpoint, own, result, serverMs, nowMs, isBegun)
  }

  stats(nowMs: number): CircuitStats[] {
    return [...this.#breakers].map(([endpoint, breaker]) => ({
      gate: this.#gate,
      endpoint,
      state: this.#state(endpoint),
      failuresInARow: breaker.failuresInARow,
      openings: breaker.openings,
      retryAfterMs: breakerRemainingMs(breaker, nowMs),
    }))
  }

  /** Whether there are circuits of this level. */
  #counts(endpoint: Endpoint): boolean {
    return this.#options.scope !== (endpoint === undefined ? 'endpoint' : 'gate')
  }

  /** As people see it: a hold counts as open. */
  #state(endpoint: Endpoint): Breaker['phase'] {
    const isHeld = endpoint === undefined && this.#holds > 0
    return isHeld ? 'open' : (this.#breakers.get(endpoint)?.phase ?? 'closed')
  }

  /** @returns the generation, or one that no result belongs to where it passed unasked */
  #admit(endpoint: Endpoint, nowMs: number): number {
    if (!this.#counts(endpoint)) return -1
    let breaker = this.#breakers.get(endpoint)
    if (!breaker) {
      this.#forgetHealthy(nowMs)
      this.#breakers.set(endpoint, (breaker = closedBreaker()))
    }
    if (breakerAnswer(breaker, this.#options, nowMs, 0) !== 'pass') return -1
    const from = this.#state(endpoint)
    const generation = breakerAdmit(breaker, nowMs)
    this.#tell(endpoint, from, nowMs)
    return generation
  }

  /** @returns the generation, negative where it was a probe's: what comes then can only take it back */
  #record(
    endpoint: Endpoint,
    generation: number,
    result: BreakerResult['result'],
    serverMs: number | undefined,
    nowMs: number,
    isBegun = false,
  ): number {
    const breaker = this.#breakers.get(endpoint)
    if (!breaker) return generation
    const isProbe = breaker.phase === 'half-open' && breaker.generation === generation
    if (isBegun && !isProbe) return generation
    const from = this.#state(endpoint)
    const random = result === 'success' ? 0 : this.#engine.settings.random()
    if (generation < -1 && result === 'failure') {
      breakerTakeBack(breaker, this.#options, { generation: -generation, random }, nowMs)
    } else breakerRecord(breaker, this.#options, { result, generation, serverMs, random }, nowMs)
    this.#tell(endpoint, from, nowMs)
    return isProbe ? -generation : generation
  }

  /** Tells of a change of state, where there was one. */
  #tell(endpoint: Endpoint, from: Breaker['phase'], nowMs: number): void {
    const to = this.#state(endpoint)
    if (from === to) return
    if (to === 'open') this.openings += 1
    const isRecovery = to === 'closed' && endpoint === undefined
    if (isRecovery && !this.#options.observeOnly) this.#onRecovery(nowMs)
    const retryAfterMs = breakerRemainingMs(this.#breakers.get(endpoint), nowMs) || undefined
    tell(this.#engine, this.#gate, { type: 'circuit-changed', endpoint, from, to, retryAfterMs })
  }

  /** Where those in trouble are too many as well, only those that refuse somebody are kept. */
  #forgetHealthy(nowMs: number): void {
    for (const isKept of [isWorried, isShut]) {
      if (this.#breakers.size <= mostEndpoints) return
      for (const [endpoint, breaker] of this.#breakers) {
        if (endpoint !== undefined && !isKept(breaker, nowMs)) this.#breakers.delete(endpoint)
      }
    }
  }
}

const isWorried = ({ phase, failuresInARow }: Breaker): boolean =>
  phase !== 'closed' || failuresInARow > 0

const isShut = (breaker: Breaker, nowMs: number): boolean =>
  breakerRemainingMs(breaker, nowMs) > 0 || breaker.probingSince !== undefined
