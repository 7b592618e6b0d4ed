import {
  type Breaker,
  type BreakerAnswer,
  breakerAdmit,
  breakerAnswer,
  breakerRecord,
  breakerRemainingMs,
  closedBreaker,
} from '../machines/breaker.ts'
import { type CircuitStats, type Engine, tell } from './engine.ts'
import type { Outcome } from './outcome.ts'
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
  readonly #options: Exclude<Engine['settings']['circuit'], false>
  readonly #whole = closedBreaker()
  readonly #endpoints = new Map<string, Breaker>()

  constructor(
    engine: Engine,
    gate: string,
    options: Exclude<Engine['settings']['circuit'], false>,
  ) {
    this.#engine = engine
    this.#gate = gate
    this.#options = options
    this.probeMs = options.probeMs
  }

  /** True while one of the circuits is not closed, or may soon be. */
  get worried(): boolean {
    return [this.#whole, ...this.#endpoints.values()].some(
      ({ phase, failuresInARow }) => phase !== 'closed' || failuresInARow > 0,
    )
  }

  /** True where a circuit is open: this call need not wait. */
  refuses(endpoint: string, nowMs: number): boolean {
    return this.#answer(undefined, nowMs) === 'refuse' || this.#answer(endpoint, nowMs) === 'refuse'
  }

  /** True while a probe of this endpoint, or of the gate, is on its way: what it finds decides. */
  probing(endpoint: string | undefined, nowMs: number): boolean {
    return this.#answer(endpoint, nowMs) === 'wait'
  }

  /** Milliseconds until both circuits of this endpoint let a probe through. */
  remainingMs(endpoint: string, nowMs: number): number {
    const breaker = this.#endpoints.get(endpoint)
    const ownMs = breaker ? breakerRemainingMs(breaker, nowMs) : 0
    return Math.max(ownMs, breakerRemainingMs(this.#whole, nowMs))
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

  record(endpoint: string, admission: Admission, outcome: Outcome, nowMs: number): void {
    const { scope } = this.#options
    const { verdict, everywhere } = outcome
    if (scope !== 'endpoint') {
      // A failure of one endpoint alone proves that the backend as a whole answers.
      const result = verdict === 'failure' && !everywhere ? 'success' : verdict
      this.#record(this.#whole, undefined, admission.gate, { ...outcome, verdict: result }, nowMs)
    }
    const breaker = this.#endpoints.get(endpoint)
    if (breaker) this.#record(breaker, endpoint, admission.endpoint, outcome, nowMs)
  }

  stats(nowMs: number): CircuitStats[] {
    const all: [string | undefined, Breaker][] = [[undefined, this.#whole], ...this.#endpoints]
    return all.map(([endpoint, breaker]) => ({
      gate: this.#gate,
      endpoint,
      state: breaker.phase,
      failuresInARow: breaker.failuresInARow,
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
    return answer
  }

  #admit(breaker: Breaker, endpoint: string | undefined, nowMs: number): number {
    const from = breaker.phase
    const generation = breakerAdmit(breaker, nowMs)
    this.#tell(breaker, endpoint, from, nowMs)
    return generation
  }

  #record(
    breaker: Breaker,
    endpoint: string | undefined,
    generation: number,
    { verdict, serverMs }: Outcome,
    nowMs: number,
  ): void {
    const from = breaker.phase
    const result = verdict === 'throttled' ? 'ignored' : verdict
    const random = verdict === 'failure' ? this.#engine.settings.random() : 0
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
