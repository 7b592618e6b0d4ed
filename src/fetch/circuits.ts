import {
  type Breaker,
  type BreakerAnswer,
  breakerAdmit,
  breakerAnswer,
  breakerRecord,
  breakerRemainingMs,
  type BreakerResult,
  closedBreaker,
} from '../machines/breaker.ts'
import { type CircuitSnapshot, restoredBreaker } from '../machines/circuit-snapshot.ts'
import { type CircuitStats, type Engine, tell } from './engine.ts'
import { askHealth } from './health-check.ts'
import type { Outcome } from './outcome.ts'
import type { CircuitSettings } from './settings.ts'
import type { Admission } from './ticket.ts'

/** Past this many endpoints, those that give no reason for worry are forgotten. */
const mostEndpoints = 200

/** The circuits of one gate: one for each endpoint, and one for all of them. */
export class Circuits {
  /** Counts every opening, so that the line knows when to look for those who wait in vain. */
  openings = 0
  /** A probe without a result counts as failed after this long. */
  readonly probeMs: number
  readonly #engine: Engine
  readonly #gate: string
  readonly #options: CircuitSettings
  readonly #whole = closedBreaker()
  readonly #endpoints = new Map<string, Breaker>()
  #callOff: (() => void) | undefined
  /** Isolations that nobody has released. */
  #holds = 0

  constructor(engine: Engine, gate: string, options: CircuitSettings) {
    this.#engine = engine
    this.#gate = gate
    this.#options = options
    this.probeMs = options.probeMs
    for (const saved of options.initialState ?? []) if (saved.gate === gate) this.#restore(saved)
  }

  #restore(saved: CircuitSnapshot): void {
    const { now, settings } = this.#engine
    const breaker = restoredBreaker(saved, this.#options, now(), settings.clock.wall())
    const { scope } = this.#options
    if (!breaker || scope === (saved.endpoint === undefined ? 'endpoint' : 'gate')) return
    if (saved.endpoint === undefined) Object.assign(this.#whole, breaker)
    else this.#endpoints.set(saved.endpoint, breaker)
  }

  /** True while one of the circuits is not closed, or may soon be. */
  get worried(): boolean {
    const breakers = [this.#whole, ...this.#endpoints.values()]
    return (
      this.#holds > 0 ||
      breakers.some(({ phase, failuresInARow }) => phase !== 'closed' || failuresInARow > 0)
    )
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
    const own = this.#whole.phase
    const from = this.#holds > 0 ? 'open' : own
    this.#holds += by
    const to = this.#holds > 0 ? 'open' : own
    this.openings += 1
    if (from === to) return
    const change = { from, to, endpoint: undefined, retryAfterMs: undefined }
    tell(this.#engine, this.#gate, { type: 'circuit-changed', ...change })
  }

  /** Milliseconds that the circuit of this endpoint, or of the gate, holds everyone; 0 for none. */
  waitMs(endpoint: string | undefined, nowMs: number): number {
    const answer = this.#answer(endpoint, nowMs)
    if (answer === 'pass') return 0
    const breaker = endpoint === undefined ? this.#whole : this.#endpoints.get(endpoint)
    return answer === 'wait' || !breaker ? this.probeMs : breakerRemainingMs(breaker, nowMs)
  }

  /** Milliseconds until both circuits of this endpoint let a probe through. */
  remainingMs(endpoint: string, nowMs: number): number {
    if (this.#holds > 0) return Number.POSITIVE_INFINITY
    if (this.#options.observeOnly) return 0
    const breaker = this.#endpoints.get(endpoint)
    const ownMs = breaker ? breakerRemainingMs(breaker, nowMs) : 0
    return Math.max(ownMs, breakerRemainingMs(this.#whole, nowMs))
  }

  /** True where the gate is to be probed by a health check, not by a call. */
  checks(): boolean {
    const { healthCheck, observeOnly } = this.#options
    return healthCheck !== undefined && !observeOnly && this.#whole.phase !== 'closed'
  }

  /** Makes the probe of the gate, after `probing` was false. @param then  called after its result */
  check(then: () => void): void {
    const { healthCheck } = this.#options
    if (!healthCheck) return
    const generation = this.#admit(this.#whole, undefined, this.#engine.now())
    const settle = (result: BreakerResult['result']) => {
      this.#callOff = undefined
      this.#record(this.#whole, undefined, generation, result, undefined, this.#engine.now())
    }
    const abort = askHealth(healthCheck, this.#gate, (isWell) => {
      settle(isWell ? 'success' : 'failure')
      then()
    })
    this.#callOff = () => {
      abort()
      settle('ignored')
    }
  }

  /** Nobody waits for its result any more, or it has hung. */
  endCheck(): void {
    this.#callOff?.()
  }

  /** Lets one attempt through both circuits, after both have said `pass`. */
  admit(endpoint: string, admission: Admission, nowMs: number): void {
    const { scope } = this.#options
    if (scope !== 'endpoint') admission.gate = this.#admit(this.#whole, undefined, nowMs)
    if (scope === 'gate') return
    let breaker = this.#endpoints.get(endpoint)
    if (!breaker) {
      if (this.#endpoints.size >= mostEndpoints) this.#forgetHealthy()
      this.#endpoints.set(endpoint, (breaker = closedBreaker()))
    }
    admission.endpoint = this.#admit(breaker, endpoint, nowMs)
  }

  /** @param tookMs  from departure to headers */
  record(
    endpoint: string,
    admission: Admission,
    outcome: Outcome,
    nowMs: number,
    tookMs: number,
  ): void {
    const { scope, slowMs } = this.#options
    const { verdict, everywhere } = outcome
    const answer = slowMs !== false && tookMs > slowMs ? 'slow' : 'success'
    const result = verdict === 'success' ? answer : verdict === 'throttled' ? 'ignored' : verdict
    if (scope !== 'endpoint') {
      // A failure of one endpoint alone proves that the backend as a whole answers.
      const whole = verdict === 'failure' && !everywhere ? answer : result
      this.#record(this.#whole, undefined, admission.gate, whole, outcome.serverMs, nowMs)
    }
    const breaker = this.#endpoints.get(endpoint)
    if (!breaker) return
    this.#record(breaker, endpoint, admission.endpoint, result, outcome.serverMs, nowMs)
  }

  stats(nowMs: number): CircuitStats[] {
    const all: [string | undefined, Breaker][] = [[undefined, this.#whole], ...this.#endpoints]
    return all.map(([endpoint, breaker]) => ({
      gate: this.#gate,
      endpoint,
      state: this.#holds > 0 && endpoint === undefined ? 'open' : breaker.phase,
      failuresInARow: breaker.failuresInARow,
      openings: breaker.openings,
      retryAfterMs: breakerRemainingMs(breaker, nowMs),
    }))
  }

  #answer(endpoint: string | undefined, nowMs: number): BreakerAnswer {
    const breaker = endpoint === undefined ? this.#whole : this.#endpoints.get(endpoint)
    if (!breaker || breaker.phase === 'closed') return 'pass'
    const from = breaker.phase
    const random = this.#engine.settings.random()
    const answer = breakerAnswer(breaker, this.#options, nowMs, random)
    this.#tell(breaker, endpoint, from, nowMs)
    return this.#options.observeOnly ? 'pass' : answer
  }

  /** @returns the generation, or one that no result belongs to where it passed unasked */
  #admit(breaker: Breaker, endpoint: string | undefined, nowMs: number): number {
    const from = breaker.phase
    if (from !== 'closed' && breakerAnswer(breaker, this.#options, nowMs, 0) !== 'pass') return -1
    const generation = breakerAdmit(breaker, nowMs)
    this.#tell(breaker, endpoint, from, nowMs)
    return generation
  }

  #record(
    breaker: Breaker,
    endpoint: string | undefined,
    generation: number,
    result: BreakerResult['result'],
    serverMs: number | undefined,
    nowMs: number,
  ): void {
    const from = breaker.phase
    const random = result === 'success' ? 0 : this.#engine.settings.random()
    breakerRecord(breaker, this.#options, { result, generation, serverMs, random }, nowMs)
    this.#tell(breaker, endpoint, from, nowMs)
  }

  #tell(
    breaker: Breaker,
    endpoint: string | undefined,
    from: Breaker['phase'],
    nowMs: number,
  ): void {
    const to = breaker.phase
    if (from === to) return
    if (to === 'open') this.openings += 1
    const retryAfterMs = to === 'open' ? breakerRemainingMs(breaker, nowMs) : undefined
    tell(this.#engine, this.#gate, { type: 'circuit-changed', endpoint, from, to, retryAfterMs })
  }

  #forgetHealthy(): void {
    for (const [endpoint, { phase, failuresInARow }] of this.#endpoints) {
      if (phase === 'closed' && failuresInARow === 0) this.#endpoints.delete(endpoint)
    }
  }
}
