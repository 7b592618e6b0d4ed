import type { CallFacts } from '../errors.ts'
import type { HoldfastEvent } from '../events.ts'
import { type Engine, tell } from './engine.ts'
import type { Gate } from './gate.ts'
import type { CallSettings } from './options.ts'
import type { CallRequest } from './request.ts'
import type { Order } from './ticket.ts'

type OfCall<E> = E extends { call: number }
  ? Omit<E, 'at' | 'client' | 'gate' | 'call' | 'method' | 'route'>
  : never

/** One request under way, as its callers and its attempts see it. */
export class Errand {
  readonly engine: Engine
  readonly gate: Gate
  readonly request: CallRequest
  readonly order: Order
  readonly own: CallSettings | undefined
  /** Counts the requests of one client, for events. */
  readonly number: number
  /** Requests that reached the wire. */
  attempts = 0

  constructor(
    engine: Engine,
    gate: Gate,
    request: CallRequest,
    order: Order,
    own: CallSettings | undefined,
    number: number,
  ) {
    this.engine = engine
    this.gate = gate
    this.request = request
    this.order = order
    this.own = own
    this.number = number
    gate.errands += 1
  }

  /** What an error about this request can say. */
  get facts(): CallFacts {
    const { method, target } = this.request
    return { method, route: target.route, attempts: this.attempts }
  }

  /** What a call may take, up to the end of the body; `false` for no bound. */
  get totalMs(): number | false {
    return this.own?.timeoutMs ?? this.engine.settings.timeout.totalMs
  }

  /** What one attempt may take; `false` for no bound. */
  get attemptMs(): number | false {
    return this.own?.attemptTimeoutMs ?? this.engine.settings.timeout.attemptMs
  }

  /** Emits an event about this request. */
  tell(event: OfCall<HoldfastEvent>): void {
    if (!this.engine.events.heard) return
    const { method, target } = this.request
    const about = { call: this.number, method, route: target.route }
    tell(this.engine, this.gate.name, { ...about, ...event })
  }
}
