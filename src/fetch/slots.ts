import { RateLimitedError, TimeoutError } from '../errors.ts'
import type { Adaptive } from './adaptive.ts'
import type { Engine } from './engine.ts'
import type { Outcome } from './outcome.ts'
import type { Ticket } from './ticket.ts'

/** What a call that is refused at random is told: soon enough to notice that the backend is well. */
const throttledMs = 1000

/** The fourth lock of a gate: so many attempts at once, from departure to headers. */
export class Slots {
  inFlight = 0
  readonly #engine: Engine
  readonly #adaptive: Adaptive | undefined

  constructor(engine: Engine) {
    this.#engine = engine
    this.#adaptive = engine.settings.adaptive?.()
  }

  get limit(): number {
    const { limit } = this.#engine.settings.concurrency
    return Math.min(limit, this.#adaptive?.limit ?? limit)
  }

  get full(): boolean {
    return this.inFlight >= this.limit
  }

  /** Why an attempt is better not sent at all: the backend accepts too few. */
  refusal({ facts }: Ticket, nowMs: number): RateLimitedError | undefined {
    if (this.#adaptive?.admits(this.#engine.settings.random(), nowMs) !== false) return undefined
    return new RateLimitedError('client', throttledMs, facts)
  }

  /** One that was not refused stands in line, and counts no more (-1), or leaves it, and counts (1). */
  count(by: 1 | -1, nowMs: number): void {
    this.#adaptive?.count(by, nowMs)
  }

  /** @param latencyMs  from departure to headers, or to the failure */
  release({ verdict, error }: Outcome, latencyMs: number, nowMs: number): void {
    const isTimeout = error instanceof TimeoutError
    this.#adaptive?.settle({ verdict, isTimeout, latencyMs, inFlight: this.inFlight }, nowMs)
    this.inFlight -= 1
  }
}
