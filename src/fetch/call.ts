import {
  AbortedError,
  isHoldfastError,
  OfflineError,
  TimeoutError,
  type TimeoutPhase,
} from '../errors.ts'
import type { HoldfastEvent } from '../events.ts'
import { safely } from '../user-code.ts'
import { Alarm } from './alarms.ts'
import { isOffline } from './connectivity.ts'
import { suspensionMs } from './attempt.ts'
import type { Callers } from './callers.ts'
import type { Errand } from './errand.ts'
import { type BodyEnd, type Holder, hold, type OnCut } from './held-response.ts'
import { remember } from './report.ts'
import { type Endable, reasonOf, StandIn } from './stand-in.ts'
import { warnUnread } from './unread.ts'

/** The request that a caller waits for, alone or with others. */
export interface Awaited extends Errand {
  readonly phase: 'queue' | 'backoff' | 'response'
  /** What a call that slept through its deadline gets in addition. */
  readonly graceMs: number
  readonly callers: Callers<Call>
  /** This caller has had its body, or wants no more of it. */
  ended(call: Call, end: BodyEnd | undefined): void
  /** Gives this caller what is in hand from an earlier attempt. @returns false where there is nothing */
  handOver(call: Call): boolean
  /** @param isStalled  it waited for more of the body, and nobody slept meanwhile */
  leave(call: Call, reason: unknown, isStalled: boolean): void
}

type SettledOutcome = Extract<HoldfastEvent, { type: 'call-settled' }>['outcome']

/**
 * One caller: its deadline, its signal, its promise. Lives until the body has been read, or the
 * call has failed; then it holds no timer and no listener.
 */
export class Call extends Alarm implements Holder, Endable {
  /** Why the body was cut, once it was. */
  cut: { reason: unknown } | undefined
  onCut: OnCut | undefined
  #awaited: Awaited
  readonly #resolve: (response: Response) => void
  readonly #reject: (reason: unknown) => void
  readonly #signal: AbortSignal | undefined
  #standIn: StandIn | undefined
  readonly #startedAt: number
  /** Others had begun the request that it waits for. */
  readonly #joined: boolean
  #answered = false
  #resumed = false
  /** The deadline has passed: an answer from before still gets time for its body. */
  #isDue = false

  constructor(
    awaited: Awaited,
    resolve: (response: Response) => void,
    reject: (reason: unknown) => void,
    signal: AbortSignal | undefined,
  ) {
    super()
    this.#awaited = awaited
    this.#resolve = resolve
    this.#reject = reject
    this.#signal = signal
    const { totalMs } = awaited
    const { alarms, live, now } = awaited.engine
    this.#startedAt = now()
    live.add(this)
    if (totalMs !== false) alarms.set(this, totalMs, this.#startedAt)
    signal?.addEventListener('abort', this)
    this.#joined = awaited.callers.count > 0
    awaited.callers.join(this)
  }

  /** The caller aborts: it sees its own reason, in this turn. */
  handleEvent(): void {
    this.#end(reasonOf(this.#signal ?? {}), 'aborted')
  }

  /** The deadline. One that rings late gives the call, once, the time to be sent again. */
  ring(lateMs: number): void {
    const { facts, phase, request, engine, graceMs, totalMs } = this.#awaited
    if (lateMs > suspensionMs && !this.#resumed) {
      this.#resumed = true
      return engine.alarms.set(this, graceMs)
    }
    this.#isDue = true
    // The truth in hand is better than a timeout, and a retry that has not left will not be missed.
    if (!this.#answered && this.#awaited.handOver(this)) return
    const about = { ...facts, retryable: true }
    if (!this.#answered && phase === 'queue' && isOffline(request.target.origin)) {
      return this.#end(new OfflineError(about))
    }
    if (this.#answered && !this.onCut) warnUnread(facts)
    const where: TimeoutPhase = this.#answered ? 'body' : phase
    this.#end(new TimeoutError(where, totalMs || 0, about))
  }

  /** Something is heard before the deadline rings: one that a frozen tab slept through rings now. */
  thaw(nowMs: number): void {
    const lateMs = nowMs - this.ringAt
    if (lateMs > suspensionMs) this.ring(lateMs)
  }

  /** The client is closed. */
  close(): void {
    this.#end(new AbortedError(this.#awaited.facts))
  }

  /** The answer it shared turned out to be one that cannot be shared. */
  moveTo(awaited: Awaited): void {
    this.#awaited = awaited
    awaited.callers.join(this)
  }

  /** The answer is there. Its body still belongs to this call, deadline included. */
  deliver(response: Response, cut?: (reason: unknown) => void): void {
    const { engine, graceMs } = this.#awaited
    const held = hold(response, this)
    this.#answered = true
    this.onCut = cut
    this.#remember(response)
    engine.alarms.rest(this)
    // A stream that is meant to stay open ends its deadline at the headers.
    if (held === 'stream') engine.alarms.clear(this)
    else if (held === 'body' && this.#isDue) engine.alarms.set(this, graceMs)
    if (held === 'empty') this.release('success')
    else if (this.ringAt === Number.POSITIVE_INFINITY) {
      this.#letGo()
      this.#standIn = new StandIn(this, this.#signal, engine.live)
    }
    // A listener may end it now: there is nothing left to set up.
    this.#tellSettled('response', response.status)
    this.#resolve(response)
  }

  fail(error: unknown): void {
    if (this.#answered) return
    // Nothing is left of its attempt to be let go of.
    this.release('success')
    this.#remember(error)
    this.#giveUp(error)
  }

  #remember(result: unknown): void {
    if (this.#joined || this.#awaited.attempts !== 1) remember(result, this.#awaited.facts)
  }

  /** Nothing more to come, and nobody to be asked after it. */
  release(end?: BodyEnd): void {
    this.#letGo()
    this.#awaited.ended(this, end)
  }

  /** Lets go of timer and listener. */
  #letGo(): void {
    const { alarms, live } = this.#awaited.engine
    // A write may go on for as long as its answer does.
    this.#awaited.noteWrite()
    this.#standIn?.release()
    alarms.clear(this)
    live.delete(this)
    // One that is not the platform's may throw, and others are to be told yet.
    if (this.#signal) safely(() => this.#signal?.removeEventListener('abort', this))
  }

  #end(reason: unknown, outcome?: 'aborted'): void {
    this.#letGo()
    let isStalled = false
    if (this.#answered) {
      this.cut = { reason }
      isStalled = !!this.onCut?.(reason) && !this.#resumed
    } else this.#giveUp(reason, outcome)
    this.#awaited.leave(this, reason, isStalled)
  }

  #giveUp(
    error: unknown,
    outcome: SettledOutcome = isHoldfastError(error) ? error.code : 'NETWORK',
  ): void {
    this.#tellSettled(outcome, undefined)
    this.#reject(error)
  }

  #tellSettled(outcome: SettledOutcome, status: number | undefined): void {
    const { engine, attempts } = this.#awaited
    if (!engine.events.heard) return
    const durationMs = engine.now() - this.#startedAt
    this.#awaited.tell({ type: 'call-settled', outcome, status, attempts, durationMs })
  }
}
