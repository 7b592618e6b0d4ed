import { type CallFacts, type HoldfastError, QueueFullError, TimeoutError } from '../errors.ts'
import type { Priority } from '../machines/waiting-line.ts'
import { Alarm } from './alarms.ts'
import { isOffline } from './connectivity.ts'
import { type Engine, tell } from './engine.ts'
import type { Gate } from './gate.ts'
import { answered, discard, failed, ignored, type Outcome } from './outcome.ts'
import { type CallRequest, isMalformed } from './request.ts'
import type { Admission, Ticket } from './ticket.ts'

/** Whoever plans the attempts of one request, as an attempt sees it. */
export interface Planner {
  readonly engine: Engine
  readonly gate: Gate
  readonly request: CallRequest
  /** The caller's init without what is ours to set. */
  readonly bareInit: RequestInit | undefined
  readonly about: Readonly<{ call: number; method: string; route: string }>
  readonly facts: CallFacts
  readonly endpoint: string
  readonly priority: Priority
  readonly cost: number
  readonly rateKey: string
  readonly deadlineAt: number
  readonly attemptMs: number | false
  /** True where the body must be copied before it is sent, for the attempt after this. */
  readonly mayCopy: boolean
  departed(): void
  settled(outcome: Outcome): void
  refused(error: HoldfastError): void
}

/** One try: waits at the gate, goes out on the wire, is judged once. */
export class Attempt extends Alarm implements Ticket {
  readonly #planner: Planner
  /** Counts from 1. */
  readonly number: number
  readonly admission: Admission = { endpoint: 0, gate: 0 }
  /** Monotonic instant of the departure; `undefined` while it stands at the gate. */
  sentAt: number | undefined
  #controller: AbortController | undefined
  #settled = false

  constructor(planner: Planner, number: number) {
    super()
    this.#planner = planner
    this.number = number
  }

  get endpoint(): string {
    return this.#planner.endpoint
  }

  get priority(): Priority {
    return this.#planner.priority
  }

  get cost(): number {
    return this.#planner.cost
  }

  get rateKey(): string {
    return this.#planner.rateKey
  }

  get deadlineAt(): number {
    return this.#planner.deadlineAt
  }

  get facts(): CallFacts {
    return this.#planner.facts
  }

  queued(waiting: number): void {
    const { engine, gate, about } = this.#planner
    tell(engine, gate.name, { type: 'call-queued', ...about, attempt: this.number, waiting })
    const { maxWaitMs } = engine.settings.concurrency
    if (maxWaitMs !== false) engine.alarms.set(this, maxWaitMs)
  }

  refuse(error: HoldfastError): void {
    this.#settled = true
    this.#planner.engine.alarms.clear(this)
    this.#planner.refused(error)
  }

  /** Its timer starts here, after the gate, so that a long line never looks like a slow server. */
  depart(): void {
    const { engine, gate, about, attemptMs } = this.#planner
    this.sentAt = engine.settings.clock.monotonic()
    if (attemptMs === false) engine.alarms.clear(this)
    else engine.alarms.set(this, attemptMs)
    this.#planner.departed()
    if (engine.events.heard) {
      tell(engine, gate.name, { type: 'attempt-started', ...about, attempt: this.number })
    }
    this.#controller = new AbortController()
    this.#send(this.#controller.signal).then(
      (response) => this.#answer(response),
      (error: unknown) => this.#fail(error),
    )
  }

  /** Nobody waits for it any more; the backend is not to blame. */
  cancel(reason: unknown): void {
    if (this.sentAt === undefined) {
      this.#settled = true
      this.#planner.engine.alarms.clear(this)
      return this.#planner.gate.leave(this)
    }
    this.#controller?.abort(reason)
    this.#settle(ignored(reason, false))
  }

  /** Too long in line, or too long on the way. */
  ring(): void {
    const planner = this.#planner
    if (this.sentAt === undefined) return this.#waitedTooLong()
    const timeoutMs = planner.attemptMs || 0
    const facts = { ...planner.facts, retryable: true }
    const error = new TimeoutError('attempt', timeoutMs, facts)
    this.#controller?.abort(error)
    this.#settle(failed(error))
  }

  #waitedTooLong(): void {
    const { engine, gate, facts } = this.#planner
    const { maxWaitMs } = engine.settings.concurrency
    gate.leave(this)
    this.refuse(new QueueFullError(`it stood in line for ${String(maxWaitMs)} ms`, facts))
  }

  #send(signal: AbortSignal): Promise<Response> {
    const { request, engine, bareInit } = this.#planner
    const { input } = request
    const copied = this.#planner.mayCopy && input instanceof Request
    try {
      return engine.settings.wire(copied ? input.clone() : input, { ...bareInit, signal })
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #answer(response: Response): void {
    if (this.#settled) return discard(response)
    this.#settle(answered(response, this.#planner.engine.settings.clock.wall()))
  }

  #fail(error: unknown): void {
    if (this.#settled) return
    const { request } = this.#planner
    if (isOffline(request.target.origin)) return this.#settle(ignored(error, true))
    this.#settle(isMalformed(request) ? ignored(error, false) : failed(error))
  }

  #settle(outcome: Outcome): void {
    if (this.#settled) return
    this.#settled = true
    const { engine, gate, about } = this.#planner
    engine.alarms.clear(this)
    if (engine.events.heard) {
      const { verdict, response } = outcome
      tell(engine, gate.name, {
        ...{ type: 'attempt-settled', ...about, attempt: this.number, verdict },
        status: response?.status,
        durationMs: engine.settings.clock.monotonic() - (this.sentAt ?? 0),
      })
    }
    gate.settle(this, outcome)
    this.#planner.settled(outcome)
  }
}
