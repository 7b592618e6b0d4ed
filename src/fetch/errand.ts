import { brand, type PlacedFacts } from '../error-base.ts'
import { AbortedError } from '../errors.ts'
import type { HoldfastEvent } from '../events.ts'
import { type Engine, tell } from './engine.ts'
import type { Gate } from './gate.ts'
import type { CallSettings } from './options.ts'
import { type CallRequest, placeOf, urlOf } from './request.ts'
import { idOf } from './request-id.ts'
import type { Order } from './ticket.ts'
import { safeMethods } from './write-count.ts'

type OfCall<E> = E extends { call: number }
  ? Omit<E, 'at' | 'client' | 'gate' | 'call' | 'method' | 'route'>
  : never

/** One request under way, as its callers and its attempts see it. */
export class Errand {
  readonly gate: Gate
  readonly request: CallRequest
  readonly order: Order
  readonly own: CallSettings | undefined
  /** Who asked; empty for nobody. */
  readonly user: string | undefined
  /** Counts the requests of one client, for events. */
  readonly number: number
  /** Requests that reached the wire. */
  attempts = 0

  constructor(
    gate: Gate,
    request: CallRequest,
    order: Order,
    own: CallSettings | undefined,
    user: string | undefined,
    number: number,
  ) {
    this.gate = gate
    this.request = request
    this.order = order
    this.own = own
    this.user = user
    this.number = number
    gate.errands += 1
  }

  get engine(): Engine {
    return this.gate.engine
  }

  /** Why it must not go now: another user has taken the place of the one who asked. */
  get orphaned(): AbortedError | undefined {
    if (!this.user) return undefined
    try {
      if (this.engine.settings.user?.() === this.user) return undefined
    } catch {
      // Nobody knows who it is.
    }
    return new AbortedError(this.facts)
  }

  /** What an error about this request can say. */
  get facts(): PlacedFacts {
    const { method, target, input } = this.request
    const { attempts } = this
    const [requestId, url] = [idOf(input), placeOf(urlOf(input))]
    return { method, route: target.route, attempts, requestId, [brand]: url }
  }

  /** What a call may take, up to the end of the body; `false` for no bound. */
  get totalMs(): number | false {
    return this.own?.timeoutMs ?? this.engine.settings.timeout.totalMs
  }

  /** What one attempt may take; `false` for no bound. Who allows a call more allows it to an attempt. */
  get attemptMs(): number | false {
    const { attemptMs } = this.engine.settings.timeout
    const ms = this.own?.timeoutMs ?? 0
    return this.own?.attemptTimeoutMs ?? (attemptMs && ms !== false && Math.max(ms, attemptMs))
  }

  /** It departed or ended. After a write nobody joins a read that began before. */
  noteWrite(): void {
    if (!safeMethods.includes(this.request.method)) this.engine.writes.count += 1
  }

  /** Emits an event about this request. */
  tell(event: OfCall<HoldfastEvent>): void {
    if (!this.engine.events.heard) return
    const { method, target } = this.request
    const about = { call: this.number, method, route: target.route }
    tell(this.engine, this.gate.name, { ...about, ...event })
  }
}
