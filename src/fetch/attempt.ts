import { type CallFacts, type HoldfastError, QueueFullError, TimeoutError } from '../errors.ts'
import { Alarm } from './alarms.ts'
import { isOffline } from './connectivity.ts'
import type { Errand } from './errand.ts'
import { answered, asResponse, discard, failed, ignored, type Outcome } from './outcome.ts'
import { isMalformed } from './request.ts'
import type { Order, Ticket } from './ticket.ts'

/** Whoever plans the attempts of one request, as an attempt sees it. */
export interface Planner extends Errand {
  readonly deadlineAt: number
  /** True where the body must be copied before it is sent, for the attempt after this. */
  readonly mayCopy: boolean
  departed(attempt: Attempt): void
  settled(attempt: Attempt, outcome: Outcome): void
  refused(attempt: Attempt, error: HoldfastError): void
}

/** A timer this late, or a gap this wide between the clocks: nobody was awake to be answered. */
export const suspensionMs = 5000

/** One try: waits at the gate, goes out on the wire, is judged once. */
export class Attempt extends Alarm implements Ticket {
  /** What paid for it: nothing for the first one. */
  readonly kind: 'first' | 'retry' | 'hedge'
  readonly #planner: Planner
  /** Counts from 1. */
  readonly number: number
  endpointGeneration = 0
  gateGeneration = 0
  /** Monotonic instant of the departure; `undefined` while it stands at the gate. */
  sentAt: number | undefined
  /** How long the machine had slept by then. */
  #sleptMs = 0
  #controller: AbortController | undefined
  #settled = false

  constructor(planner: Planner, number: number, kind: Attempt['kind']) {
    super()
    this.kind = kind
    this.#planner = planner
    this.number = number
  }

  get order(): Order {
    return this.#planner.order
  }

  get deadlineAt(): number {
    return this.#planner.deadlineAt
  }

  get facts(): CallFacts {
    return this.#planner.facts
  }

  tookMs(nowMs: number): number {
    const lateMs = nowMs - this.ringAt
    return lateMs > suspensionMs ? Number.NaN : nowMs - (this.sentAt ?? nowMs)
  }

  queued(waiting: number): void {
    const { engine } = this.#planner
    this.#planner.tell({ type: 'call-queued', attempt: this.number, waiting })
    const { maxWaitMs } = engine.settings.concurrency
    if (maxWaitMs !== false && !this.#settled) engine.alarms.set(this, maxWaitMs)
  }

  refuse(error: HoldfastError): void {
    this.#settled = true
    this.#planner.engine.alarms.clear(this)
    this.#planner.refused(this, error)
  }

  /** Its timer starts here, after the gate, so that a long line never looks like a slow server. */
  depart(nowMs: number): void {
    const { engine, attemptMs } = this.#planner
    this.sentAt = nowMs
    this.#sleptMs = engine.sleptMs(nowMs)
    if (attemptMs === false) engine.alarms.clear(this)
    else engine.alarms.set(this, attemptMs, nowMs)
    this.#planner.departed(this)
    this.#planner.tell({ type: 'attempt-started', attempt: this.number })
    // A listener may have made the caller leave.
    if (this.#settled) return
    this.#controller = new AbortController()
    this.#send(this.#controller.signal).then(
      (response) => this.#answer(response),
      (error: unknown) => this.#fail(error),
    )
  }

  /**
   * Nobody waits for it any more. The backend is not to blame, unless it had most of the caller's
   * time and said nothing: else a total below the attempt's own time would hide every outage.
   */
  cancel(reason: unknown): void {
    if (this.sentAt === undefined) {
      this.#settled = true
      this.#planner.engine.alarms.clear(this)
      return this.#planner.gate.leave(this)
    }
    this.#controller?.abort(reason)
    const tookMs = this.#planner.engine.now() - this.sentAt
    const hung = reason instanceof TimeoutError && tookMs * 2 >= reason.timeoutMs
    this.#settle(hung ? failed(reason) : ignored(reason, false), true)
  }

  /** Too long in line, or too long on the way. */
  ring(lateMs: number): void {
    const planner = this.#planner
    if (this.sentAt === undefined) return this.#waitedTooLong()
    const timeoutMs = planner.attemptMs || 0
    const facts = { ...planner.facts, retryable: true }
    const error = new TimeoutError('attempt', timeoutMs, facts)
    this.#controller?.abort(error)
    this.#settle(lateMs > suspensionMs ? ignored(error, true) : failed(error))
  }

  #waitedTooLong(): void {
    const { engine, gate, facts } = this.#planner
    const { maxWaitMs } = engine.settings.concurrency
    gate.leave(this)
    this.refuse(new QueueFullError(`it stood in line for ${String(maxWaitMs)} ms`, facts))
  }

  #send(signal: AbortSignal): Promise<Response> {
    const { request, engine } = this.#planner
    const { input } = request
    const copied = this.#planner.mayCopy && input instanceof Request
    const init: RequestInit & { holdfast?: unknown } = { ...request.init, signal }
    delete init.holdfast
    try {
      // What a stub returns may be no promise.
      return Promise.resolve(engine.settings.fetch(copied ? input.clone() : input, init))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #answer(response: Response): void {
    if (this.#settled) return discard(response)
    try {
      asResponse(response, 'fetch')
    } catch (error) {
      return this.#settle(ignored(error, false))
    }
    this.#settle(answered(response, this.#planner.engine.settings.clock))
  }

  #fail(error: unknown): void {
    if (this.#settled) return
    const { request } = this.#planner
    if (isOffline(request.target.origin) || this.#wasAway) {
      return this.#settle(ignored(error, true))
    }
    this.#settle(isMalformed(request) ? ignored(error, false) : failed(error))
  }

  /** True where the machine was asleep, or, as the late timer shows, the tab frozen. */
  get #wasAway(): boolean {
    const { engine } = this.#planner
    const nowMs = engine.now()
    const sleptMs = engine.sleptMs(nowMs) - this.#sleptMs
    return Math.max(sleptMs, nowMs - this.ringAt) > suspensionMs
  }

  /** @param left  by its caller */
  #settle(outcome: Outcome, left = false): void {
    if (this.#settled) return
    this.#settled = true
    const planner = this.#planner
    const { engine, gate } = planner
    if (engine.events.heard) {
      planner.tell({
        type: 'attempt-settled',
        attempt: this.number,
        verdict: outcome.verdict,
        status: outcome.response?.status,
        durationMs: engine.now() - (this.sentAt ?? 0),
      })
    }
    gate.settle(this, outcome, left)
    engine.alarms.clear(this)
    planner.settled(this, outcome)
  }
}
