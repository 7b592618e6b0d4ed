import { type CallFacts, type HoldfastError, QueueFullError, TimeoutError } from '../errors.ts'
import type { Verdict } from '../events.ts'
import { Alarm } from './alarms.ts'
import { unanswered } from './blame.ts'
import { isOffline } from './connectivity.ts'
import type { Errand } from './errand.ts'
import { bodyOf } from './body-kind.ts'
import type { BodyEnd } from './held-response.ts'
import { answered, asResponse, discard, failed, ignored, type Outcome } from './outcome.ts'
import { isTransient } from './retry-rule.ts'
import { send } from './send.ts'
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

/** A body that is not over by then is a success so far. */
const bodyMs = 1000

/** One try: waits at the gate, goes out on the wire, is judged once. */
export class Attempt extends Alarm implements Ticket {
  /** What paid for it: nothing for the first one. */
  readonly kind: 'first' | 'retry' | 'hedge'
  readonly #planner: Planner
  /** Counts from 1. */
  readonly number: number
  endpointGeneration = 0
  gateGeneration = 0
  arriving: Response | undefined
  /** Monotonic instant of the departure; `undefined` while it stands at the gate. */
  sentAt: number | undefined
  /** How long the machine had slept by then. */
  #sleptMs = 0
  #controller: AbortController | undefined
  #settled = false
  #settledAt = 0
  /** What the gate has heard of the body: nothing, that it has begun, or that it is well. */
  #heard: 'begun' | Verdict | undefined

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
    const { engine, attemptMs, orphaned } = this.#planner
    this.sentAt = nowMs
    this.#sleptMs = engine.sleptMs(nowMs)
    if (orphaned) return this.#settle(ignored(orphaned, false))
    if (attemptMs === false) engine.alarms.clear(this)
    else engine.alarms.set(this, attemptMs, nowMs)
    this.#planner.noteWrite()
    this.#planner.departed(this)
    this.#planner.tell({ type: 'attempt-started', attempt: this.number })
    // A listener may have made the caller leave.
    if (this.#settled) return
    this.#controller = new AbortController()
    const { request, mayCopy } = this.#planner
    send(request, engine.settings.fetch, {
      signal: this.#controller.signal,
      isCopied: mayCopy,
      isHedge: this.kind === 'hedge',
    }).then(
      (response) => this.#answer(response),
      (error: unknown) => this.#fail(error),
    )
  }

  /**
   * Nobody waits for it any more. The backend is not to blame, unless it had most of the caller's
   * time and said nothing: else a total below the attempt's own time would hide every outage.
   *
   * @param isStalled  somebody waited for more of its body
   */
  cancel(reason: unknown, isStalled = false): void {
    if (this.sentAt === undefined) {
      this.#settled = true
      this.#planner.engine.alarms.clear(this)
      return this.#planner.gate.leave(this)
    }
    this.#controller?.abort(reason)
    const tookMs = this.#planner.engine.now() - this.sentAt
    const hung = reason instanceof TimeoutError && tookMs * 2 >= reason.timeoutMs
    this.#settle(hung ? failed(reason) : ignored(reason, false), true, true)
    // Who began to read late has not waited for the backend.
    this.endBody(hung && isStalled && this.#heard === 'begun' ? 'failure' : 'success')
  }

  /** Too long in line, or too long on the way; or its body is long, or nobody reads it. */
  ring(lateMs: number): void {
    const planner = this.#planner
    if (this.#settled) return this.#hear('success')
    if (this.sentAt === undefined) return this.#waitedTooLong()
    const facts = { ...planner.facts, retryable: true }
    const error = new TimeoutError('attempt', planner.attemptMs || 0, facts)
    this.#controller?.abort(error)
    this.#settle(lateMs > suspensionMs ? ignored(error, true) : failed(error))
  }

  #waitedTooLong(): void {
    const { engine, gate, facts } = this.#planner
    const { maxWaitMs } = engine.settings.concurrency
    gate.leave(this)
    this.refuse(new QueueFullError(`it stood in line for ${String(maxWaitMs)} ms`, facts))
  }

  /** Lets go of its answer, which nobody has been given. */
  drop(response: Response | undefined): void {
    if (!response) return
    discard(response, this.#controller)
    this.endBody('success')
  }

  /** How the body of its answer ended; with no word it was left, and what comes of it is in vain. */
  endBody(ended?: BodyEnd): void {
    if (!ended) this.#controller?.abort()
    if (!this.arriving) return
    const { engine } = this.#planner
    const verdict = ended !== 'failure' ? 'success' : this.#isOurs ? 'ignored' : ended
    this.arriving = undefined
    engine.alarms.clear(this)
    if (engine.events.heard) {
      const durationMs = engine.now() - this.#settledAt
      this.#planner.tell({ type: 'body-settled', attempt: this.number, verdict, durationMs })
    }
    if (verdict !== this.#heard) this.#hear(verdict)
  }

  #hear(verdict: Verdict): void {
    const { gate } = this.#planner
    if (verdict === 'success' && !this.#heard) this.#earn()
    this.#heard = this.arriving?.bodyUsed ? 'begun' : verdict
    gate.circuits?.record(this, { ...failed(undefined), verdict }, this.#settledAt)
    gate.advance()
  }

  /** A retry that succeeds costs nothing, plain successes earn slowly, a hedge is paid for. */
  #earn(): void {
    const { budget } = this.#planner.gate
    if (this.kind === 'retry') budget.giveBack(this.number - 1)
    else if (this.kind === 'first') budget.earn()
  }

  #answer(response: Response): void {
    if (this.#settled) return this.drop(response)
    let outcome: Outcome
    let isWhole = true
    try {
      outcome = answered(asResponse(response, 'fetch'), this.#planner.engine.settings.clock)
      isWhole = bodyOf(response) !== 'body' || response.headers.get('content-length') === '0'
    } catch (error) {
      outcome = ignored(error, false)
    }
    this.#settle(outcome, isWhole)
  }

  #fail(error: unknown): void {
    const { request, engine } = this.#planner
    this.#settle(unanswered(error, request, engine.settings.fetch, this.#isOurs))
  }

  /** True where this side is offline, or the machine was asleep, or, as the late timer shows, the tab. */
  get #isOurs(): boolean {
    const { engine, request } = this.#planner
    if (isOffline(request.target.origin)) return true
    const nowMs = engine.now()
    const awayMs = Math.max(engine.sleptMs(nowMs) - this.#sleptMs, nowMs - this.ringAt)
    return awayMs > suspensionMs
  }

  /**
   * @param isWhole  there is no body to wait for
   * @param left  by its caller
   */
  #settle(outcome: Outcome, isWhole = true, left = false): void {
    if (this.#settled) return
    this.#settled = true
    const planner = this.#planner
    const { engine, gate } = planner
    planner.noteWrite()
    const { verdict, response } = outcome
    const nowMs = (this.#settledAt = engine.now())
    if (engine.events.heard) {
      planner.tell({
        type: 'attempt-settled',
        attempt: this.number,
        verdict,
        status: response?.status,
        durationMs: nowMs - (this.sentAt ?? 0),
      })
    }
    if (verdict === 'success' && !isTransient(outcome, engine.settings.retry || {})) {
      // Where nobody was awake, the body proves nothing.
      if (isWhole || Number.isNaN(this.tookMs(nowMs))) this.#earn()
      else this.arriving = response
    }
    gate.settle(this, outcome, nowMs, left)
    engine.alarms.clear(this)
    if (this.arriving) {
      // Nobody waits for it.
      engine.alarms.rest(this)
      engine.alarms.set(this, bodyMs, nowMs)
    }
    planner.settled(this, outcome)
  }
}
