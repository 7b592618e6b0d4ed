import type { Timer } from '../clock.ts'
import type { CircuitOpenError, HoldfastError } from '../errors.ts'
import { atOnce, safely } from '../user-code.ts'
import { Attempt, type Planner } from './attempt.ts'
import type { Awaited, Call } from './call.ts'
import { Callers } from './callers.ts'
import { Errand } from './errand.ts'
import type { BodyEnd } from './held-response.ts'
import { asResponse, discard, type Outcome } from './outcome.ts'
import { isRead, isStream } from './request.ts'
import { failedAttempt, mayRepeat, retryDelayMs } from './retry-rule.ts'
import type { Fallback } from './options.ts'
import type { RetrySettings } from './settings.ts'

/**
 * The attempts of one request, one after the other, for all callers who share it.
 * Decides after each whether there is another, and hands out what the last one brought.
 */
export class Schedule extends Errand implements Planner, Awaited {
  readonly callers: Callers<Call> = new Callers()
  /** Called when the answer is there, so that nobody joins a request that is over. */
  onHeaders: (() => void) | undefined
  /** The newest attempt, while it is at the gate or on the wire. */
  #newest: Attempt | undefined
  /** The one before it, while both are under way because one of them is a hedge. */
  #older: Attempt | undefined
  /** The attempt whose answer is handed out. */
  #last: Attempt | undefined
  /** The wait before a retry, or before a hedge. */
  #timer: Timer
  #waiting = false
  /** What there is to hand out if there will be no better answer. */
  #inHand: Outcome | undefined
  #over = false

  get deadlineAt(): number {
    return this.callers.deadlineAt
  }

  get graceMs(): number {
    return this.attemptMs || 10_000
  }

  /** Where the time goes just now. */
  get phase(): 'queue' | 'backoff' | 'response' {
    if (this.#waiting) return 'backoff'
    const sentAt = this.#newest?.sentAt ?? this.#older?.sentAt
    return sentAt === undefined ? 'queue' : 'response'
  }

  get #retry(): RetrySettings | false {
    return this.own?.retry === false ? false : this.engine.settings.retry
  }

  get #retries(): number {
    return this.#retry ? this.#retry.limit : 0
  }

  /** True where the request's body must be copied before it is sent, for the attempt after this. */
  get mayCopy(): boolean {
    return (
      this.#retry !== false &&
      this.attempts <= this.#retry.limit &&
      isStream(this.request) &&
      mayRepeat(this.request, this.#retry)
    )
  }

  begin(kind: Attempt['kind'] = 'first'): void {
    this.#older = this.#newest
    this.#newest = new Attempt(this, this.attempts + 1, kind)
    this.gate.enter(this.#newest)
  }

  /** A caller has gone. The request goes on as long as one is left. */
  leave(call: Call, reason: unknown, isStalled: boolean): void {
    if (!this.callers.leave(call)) return
    this.#close()
    this.#cancel(reason)
    this.#last?.cancel(reason, isStalled)
    this.#keep(undefined)
  }

  /** The wire's body is one for all: whoever has had it speaks for it, or the last one who leaves. */
  ended(call: Call, end: BodyEnd | undefined): void {
    if (!this.callers.has(call)) return
    if (this.callers.leave(call) || end) this.#last?.endBody(end)
  }

  handOver(call: Call): boolean {
    const kept = this.#inHand
    if (!kept || this.callers.count > 1 || !this.callers.has(call)) return false
    this.#hand(kept)
    return true
  }

  /** The attempt is on the wire: the answer before it will not be needed. */
  departed({ kind }: Attempt): void {
    this.attempts += 1
    this.#keep(undefined)
    const hedgeMs = kind === 'hedge' || this.#older ? undefined : this.#hedgeMs()
    if (hedgeMs !== undefined) this.#after(hedgeMs, () => this.#hedge())
  }

  /** The gate did not let the attempt through: the callers see what there was before, if anything. */
  refused(attempt: Attempt, error: HoldfastError): void {
    this.#forget(attempt)
    if (attempt.kind !== 'first') this.gate.budget.giveBack()
    if (this.#over || this.#newest) return
    if (this.#inHand) return this.#hand(this.#inHand)
    const { fallback } = this.engine.settings.circuit || {}
    if (!fallback || error.code !== 'CIRCUIT_OPEN') return this.#hand({ error })
    void this.#fallBack(error, fallback)
  }

  async #fallBack(refusal: CircuitOpenError, fallback: Fallback): Promise<void> {
    try {
      const response = await fallback(refusal)
      if (!response) throw refusal
      if (this.#over) discard(response)
      else this.#hand({ response: asResponse(response, 'circuit.fallback') })
    } catch (error) {
      if (!this.#over) this.#hand({ error })
    }
  }

  settled(attempt: Attempt, outcome: Outcome): void {
    this.#forget(attempt)
    if (outcome.transient) this.callers.each((call) => call.thaw(this.engine.now()))
    if (this.#over) return attempt.drop(outcome.response)
    this.#keep(outcome)
    this.#last = attempt
    if (this.#newest && outcome.transient) return
    let delayMs: number | undefined
    try {
      delayMs = this.#nextDelayMs(outcome)
    } catch (error) {
      // A callback of the user's threw: that is the answer, and nothing may hang on it.
      return this.#hand({ error })
    }
    // The same callback may have ended the call.
    if (this.#over && delayMs !== undefined) this.gate.budget.giveBack()
    if (this.#over || delayMs === undefined) return this.#hand(outcome)
    const mostAttempts = 1 + this.#retries
    this.#waiting = true
    this.tell({ type: 'retry-scheduled', attempt: this.attempts + 1, mostAttempts, delayMs })
    if (this.#over) return
    this.#after(delayMs, () => {
      this.#waiting = false
      this.begin('retry')
    })
  }

  /** @returns milliseconds to wait before the next attempt, which is paid, or `undefined` for none */
  #nextDelayMs(outcome: Outcome): number | undefined {
    const retry = this.#retry
    if (!retry) return undefined
    const tried = { request: this.request, attempts: this.attempts, outcome }
    const delayMs = retryDelayMs(retry, tried, this.engine.settings.random())
    if (delayMs === undefined) return undefined
    const shutMs = this.gate.shutMs(this.order)
    const waitMs = Math.max(delayMs, shutMs, this.gate.pause.leftMs)
    if (this.engine.now() + waitMs >= this.deadlineAt) return undefined
    // The circuit would refuse the retry: better the answer in hand now than after the wait.
    if (shutMs > delayMs + this.gate.patienceMs) return undefined
    const failure = failedAttempt(tried)
    const mayRetry = atOnce('retry.shouldRetry', retry.shouldRetry?.(failure))
    if (mayRetry === false || !this.gate.budget.spend()) return undefined
    safely(() => retry.onRetry?.({ ...failure, delayMs }))
    return delayMs
  }

  /** Milliseconds after which a second attempt is worth its cost, for reads that are hedged at all. */
  #hedgeMs(): number | undefined {
    const { request } = this
    const safe = isRead(request) && !request.init?.body && !isStream(request)
    return safe && this.attempts <= this.#retries
      ? this.gate.hedge?.delayMs(this.engine.now())
      : undefined
  }

  /** The first one is slow: sends a second one, if it may go at once and there is a token for it. */
  #hedge(): void {
    if (this.gate.shutMs(this.order) === 0 && this.gate.isFree && this.gate.budget.spend()) {
      this.begin('hedge')
    }
  }

  #after(ms: number, then: () => void): void {
    this.#rest()
    this.#timer = this.engine.settings.clock.setTimer(then, ms)
  }

  #rest(): void {
    this.engine.settings.clock.clearTimer(this.#timer)
  }

  #forget(attempt: Attempt): void {
    if (attempt === this.#newest) this.#newest = this.#older
    this.#older = undefined
    if (!this.#newest) this.#rest()
  }

  /** Ends the attempts under way, a hedge in line first; those paid and not sent are refunded. */
  #cancel(reason: unknown): void {
    while (this.#newest) {
      const attempt = this.#newest
      this.#forget(attempt)
      if (attempt.sentAt === undefined && attempt.kind !== 'first') this.gate.budget.giveBack()
      attempt.cancel(reason)
    }
  }

  #keep(outcome: Outcome | undefined): void {
    this.#last?.drop(this.#inHand?.response)
    this.#inHand = outcome
  }

  /** Hands out the answer, or the error where there is none. */
  #hand({ response, error }: Partial<Outcome>): void {
    if (this.#inHand?.response === response) this.#inHand = undefined
    this.#keep(undefined)
    this.#close()
    this.#cancel('another attempt was answered')
    if (response) this.callers.deliver(response, (call) => this.#startOver(call))
    else this.callers.fail(error)
  }

  /** One who shared gets a request of its own. */
  #startOver(call: Call): void {
    const { gate, request, order, own, user, number } = this
    const alone = new Schedule(gate, request, order, own, user, number)
    call.moveTo(alone)
    alone.begin()
  }

  #close(): void {
    if (this.#over) return
    // A retry that is paid and asleep will not be sent.
    if (this.#waiting) this.gate.budget.giveBack()
    this.gate.errands -= 1
    this.#over = true
    this.#waiting = false
    this.#rest()
    this.onHeaders?.()
  }
}
