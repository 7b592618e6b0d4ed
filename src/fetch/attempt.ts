import { type CallFacts, type HoldfastError, TimeoutError } from '../errors.ts'
import type { Priority } from '../machines/waiting-line.ts'
import { Alarm } from './alarms.ts'
import type { Admission } from './circuits.ts'
import { isOffline } from './connectivity.ts'
import { tell } from './engine.ts'
import type { Ticket } from './gate.ts'
import { answered, discard, failed, ignored, type Outcome } from './outcome.ts'
import { isMalformed } from './request.ts'
import type { Schedule } from './schedule.ts'

/** One try: waits at the gate, goes out on the wire, is judged once. */
export class Attempt extends Alarm implements Ticket {
  readonly schedule: Schedule
  /** Counts from 1. */
  readonly number: number
  readonly admission: Admission = { endpoint: 0, gate: 0 }
  /** Monotonic instant of the departure; `undefined` while it stands at the gate. */
  sentAt: number | undefined
  #controller: AbortController | undefined
  #settled = false

  constructor(schedule: Schedule, number: number) {
    super()
    this.schedule = schedule
    this.number = number
  }

  get endpoint(): string {
    return this.schedule.endpoint
  }

  get priority(): Priority {
    return this.schedule.priority
  }

  get cost(): number {
    return this.schedule.cost
  }

  get rateKey(): string {
    return this.schedule.rateKey
  }

  get deadlineAt(): number {
    return this.schedule.deadlineAt
  }

  get facts(): CallFacts {
    return this.schedule.facts
  }

  queued(waiting: number): void {
    const { engine, gate, about } = this.schedule
    tell(engine, gate.name, { type: 'call-queued', ...about, attempt: this.number, waiting })
    const { maxWaitMs } = engine.settings.concurrency
    if (maxWaitMs !== false) engine.alarms.set(this, maxWaitMs)
  }

  refuse(error: HoldfastError): void {
    this.#settled = true
    this.schedule.engine.alarms.clear(this)
    this.schedule.refused(error)
  }

  /** Its timer starts here, after the gate, so that a long line never looks like a slow server. */
  depart(): void {
    const { engine, gate, about, attemptMs } = this.schedule
    this.sentAt = engine.settings.clock.monotonic()
    if (attemptMs === false) engine.alarms.clear(this)
    else engine.alarms.set(this, attemptMs)
    this.schedule.departed()
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
      this.schedule.engine.alarms.clear(this)
      return this.schedule.gate.leave(this)
    }
    this.#controller?.abort(reason)
    this.#settle(ignored(reason, false))
  }

  /** Too long in line, or too long on the way. */
  ring(): void {
    const { schedule, sentAt } = this
    if (sentAt === undefined) return schedule.waitedTooLong(this)
    const timeoutMs = schedule.attemptMs || 0
    const facts = { ...schedule.facts, retryable: true }
    const error = new TimeoutError('attempt', timeoutMs, facts)
    this.#controller?.abort(error)
    this.#settle(failed(error))
  }

  #send(signal: AbortSignal): Promise<Response> {
    const { request, engine, bareInit } = this.schedule
    const { input } = request
    const copied = this.schedule.mayCopy && input instanceof Request
    try {
      return engine.settings.wire(copied ? input.clone() : input, { ...bareInit, signal })
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #answer(response: Response): void {
    if (this.#settled) return discard(response)
    this.#settle(answered(response, this.schedule.engine.settings.clock.wall()))
  }

  #fail(error: unknown): void {
    if (this.#settled) return
    const { request } = this.schedule
    if (isOffline(request.target.origin)) return this.#settle(ignored(error, true))
    this.#settle(isMalformed(request) ? ignored(error, false) : failed(error))
  }

  #settle(outcome: Outcome): void {
    if (this.#settled) return
    this.#settled = true
    const { engine, gate, about } = this.schedule
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
    this.schedule.settled(outcome)
  }
}
