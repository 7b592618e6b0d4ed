import { RateLimitedError } from '../errors.ts'
import { type RateLimits, rateRoom, rateTake, rateWaitMs } from '../machines/rate-limit.ts'
import type { RateStats } from './engine.ts'
import type { RateSettings } from './settings.ts'
import type { Order, Ticket } from './ticket.ts'

/** The third lock of a gate: one limit for each key, with room booked for those who wait. */
export class Rates {
  readonly #options: RateSettings
  readonly #limits: RateLimits = new Map()
  /** Cost that stands in line, for each key. */
  readonly #waiting = new Map<string, number>()

  constructor(options: RateSettings) {
    this.#options = options
  }

  /** Why this ticket need not even wait: no room, and none in time. */
  refusal({ order, deadlineAt, facts }: Ticket, nowMs: number): RateLimitedError | undefined {
    const { rateKey, cost } = order
    const { limit, onLimit, windowMs } = this.#options
    const needed = cost + (this.#waiting.get(rateKey) ?? 0)
    if (needed <= rateRoom(this.#limits, this.#options, rateKey, nowMs)) return undefined
    // Until there is room behind those in line, as if they left now.
    const booked = Math.min(limit, needed)
    const waitMs = rateWaitMs(this.#limits, this.#options, rateKey, booked, nowMs)
    if (onLimit === 'wait' && nowMs + waitMs < deadlineAt) return undefined
    return new RateLimitedError('client', Math.min(waitMs, windowMs), facts)
  }

  /** Milliseconds until this ticket may leave. */
  waitMs({ rateKey, cost }: Order, nowMs: number): number {
    return rateWaitMs(this.#limits, this.#options, rateKey, cost, nowMs)
  }

  take({ rateKey, cost }: Order, nowMs: number): void {
    rateTake(this.#limits, this.#options, rateKey, cost, nowMs)
  }

  /** Books room for one who joins the line; gives it back, with a negative cost, when it leaves. */
  book({ rateKey }: Order, cost: number): void {
    const waiting = (this.#waiting.get(rateKey) ?? 0) + cost
    if (waiting > 0) this.#waiting.set(rateKey, waiting)
    else this.#waiting.delete(rateKey)
  }

  /** True while forgetting these limits would let more through than allowed. */
  busy(nowMs: number): boolean {
    return this.stats('', nowMs).some(({ remaining, max }) => remaining < max)
  }

  stats(gate: string, nowMs: number): RateStats[] {
    const keys = this.#limits.size > 0 ? [...this.#limits.keys()] : ['']
    const max = this.#options.limit
    return keys.map((key) => ({
      ...{ gate, key, max, remaining: rateRoom(this.#limits, this.#options, key, nowMs) },
      retryAfterMs: rateWaitMs(this.#limits, this.#options, key, 1, nowMs),
    }))
  }
}
