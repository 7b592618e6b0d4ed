import type { CallFacts } from '../errors.ts'
import type { HoldfastEvent } from '../events.ts'
import type { Engine } from './engine.ts'
import type { Gate } from './gate.ts'
import type { CallRequest } from './request.ts'

type OfCall<E> = E extends { call: number }
  ? Omit<E, 'at' | 'client' | 'gate' | 'call' | 'method' | 'route'>
  : never

/** One request under way, as its callers and its attempts see it. */
export interface Errand {
  readonly engine: Engine
  readonly gate: Gate
  readonly request: CallRequest
  readonly facts: CallFacts
  /** Emits an event about this request. */
  tell(event: OfCall<HoldfastEvent>): void
}
