import type { Timer } from '../clock.ts'
import type { CallFacts, CircuitOpenError, HoldfastError } from '../errors.ts'
import { earn, refund, withdraw } from '../machines/retry-budget.ts'
import { Attempt, type Planner } from './attempt.ts'
import type { Awaited, Call } from './call.ts'
import { type Engine, tell } from './engine.ts'
import type { Errand } from './errand.ts'
import type { Gate } from './gate.ts'
import { isShareable } from './held-response.ts'
import type { CallSettings } from './options.ts'
import { discard, type Outcome } from './outcome.ts'
import type { CallRequest } from './request.ts'
import { failedAttempt, mayRepeat, retryDelayMs } from './retry-rule.ts'
import type { RetrySettings } from './settings.ts'
import type { Order } from './ticket.ts'

/**
 * The attempts of one request, one after the other, for all callers who share it.
 * Decides after each whether there is another, and hands out what the last one brought.
 */
export class Schedule implements Planner, Awaited {
  readonly engine: Engine
  readonly gate: Gate
  readonly request: CallRequest
  readonly order: Order
  readonly attemptMs: number | false
  readonly bareInit: RequestInit | undefined
  /** Those who wait for the answer or still read it. */
  readonly calls: Call[] = []
  /** Called when the answer is there, so that nobody joins a request that is over. */
  onHeaders: (() => void) | undefined
  /** Requests that reached the wire. */
  attempts = 0
  readonly #own: CallSettings | undefined
  readonly #number: number
  readonly #retry: RetrySettings | false
  #attempt: Attempt | undefined
  #timer: Timer
  /** What there is to hand out if there will be no better answer. */
  #inHand: Outcome | undefined
  #paid = false
  #over = false

  /** @param number  counts the requests of one client, for events */
  constructor(
    engine: Engine,
    gate: Gate,
    request: CallRequest,
    own: CallSettings | undefined,
    order: Order,
    number: number,
  ) {
    const { init } = request
    this.engine = engine
    this.gate = gate
    this.request = request
    this.order = order
    this.attemptMs = own?.attemptTimeoutMs ?? engine.settings.timeout.attemptMs
    this.#own = own
    this.#number = number
    this.#retry = own?.retry === false ? false : engine.settings.retry
    if (init && 'holdfast' in init) {
      const { holdfast: _ours, ...bare } = init
      this.bareInit = bare
    } else {
      this.bareInit = init
    }
  }

  get facts(): CallFacts {
    const { method, target } = this.request
    return { method, route: target.route, attempts: this.attempts }
  }

  /** The instant after which none of the callers waits any more. */
  get deadlineAt(): number {
    return this.calls.reduce((latest, { ringAt }) => Math.max(latest, ringAt), 0)
  }

  get graceMs(): number {
    return this.attemptMs || 10_000
  }

  /** Where the time goes just now. */
  get phase(): 'queue' | 'backoff' | 'response' {
    if (this.#timer !== undefined) return 'backoff'
    return this.#attempt?.sentAt === undefined ? 'queue' : 'response'
  }

  /** True where the request's body must be copied before it is sent, for the attempt after this. */
  get mayCopy(): boolean {
    const { input } = this.request
    return (
      this.#retry !== false &&
      this.attempts <= this.#retry.limit &&
      input instanceof Request &&
      input.body !== null &&
      mayRepeat(this.request, this.#retry)
    )
  }

  tell(event: Parameters<Errand['tell']>[0]): void {
    if (!this.engine.events.heard) return
    const { method, target } = this.request
    const about = { call: this.#number, method, route: target.route }
    tell(this.engine, this.gate.name, { ...about, ...event })
  }

  begin(): void {
    this.#attempt = new Attempt(this, this.attempts + 1)
    this.gate.enter(this.#attempt)
  }

  /** A caller has gone. The request goes on as long as one is left. */
  leave(call: Call, reason: unknown): void {
    const index = this.calls.indexOf(call)
    if (index < 0) return
    this.calls.splice(index, 1)
    if (this.calls.length > 0) return
    this.#over = true
    this.onHeaders?.()
    if (this.#timer !== undefined) this.engine.settings.clock.clearTimer(this.#timer)
    if (this.#timer !== undefined || this.#attempt?.sentAt === undefined) this.#giveBack()
    this.#timer = undefined
    this.#attempt?.cancel(reason)
    discard(this.#inHand?.response)
  }

  /** The attempt is on the wire: the answer before it will not be needed. */
  departed(): void {
    this.attempts += 1
    discard(this.#inHand?.response)
    this.#inHand = undefined
  }

  /** The gate did not let the attempt through: the callers see what there was before, if anything. */
  refused(error: HoldfastError): void {
    this.#giveBack()
    if (this.#inHand) return this.#hand(this.#inHand)
    const { circuit } = this.engine.settings
    if (error.code !== 'CIRCUIT_OPEN' || !circuit || !circuit.fallback) return this.#fail(error)
    void this.#fallBack(error, circuit.fallback)
  }

  async #fallBack(
    refusal: CircuitOpenError,
    fallback: (refusal: CircuitOpenError) => Response | PromiseLike<Response>,
  ): Promise<void> {
    try {
      const response = await fallback(refusal)
      if (this.#over) discard(response)
      else this.#finish(response)
    } catch (error) {
      if (!this.#over) this.#fail(error)
    }
  }

  settled(outcome: Outcome): void {
    if (this.#over) return discard(outcome.response)
    this.#account(outcome)
    let delayMs: number | undefined
    try {
      delayMs = this.#nextDelayMs(outcome)
    } catch (error) {
      // A callback of the user's threw: that is the answer, and nothing may hang on it.
      discard(outcome.response)
      this.#giveBack()
      return this.#fail(error)
    }
    if (delayMs === undefined) return this.#hand(outcome)
    this.#inHand = outcome
    const mostAttempts = 1 + (this.#retry ? this.#retry.limit : 0)
    this.tell({ type: 'retry-scheduled', attempt: this.attempts + 1, mostAttempts, delayMs })
    this.#timer = this.engine.settings.clock.setTimer(() => {
      this.#timer = undefined
      this.begin()
    }, delayMs)
  }

  /** A retry that succeeds costs nothing; plain successes earn slowly. */
  #account({ verdict }: Outcome): void {
    const { budget } = this.gate
    const rules = this.#retry && this.#retry.budget
    if (budget && rules && verdict === 'success') (this.#paid ? refund : earn)(budget, rules)
    this.#paid = false
  }

  /** The retry that was paid for never reached the wire. */
  #giveBack(): void {
    const rules = this.#retry && this.#retry.budget
    if (this.#paid && rules && this.gate.budget) refund(this.gate.budget, rules)
    this.#paid = false
  }

  /** @returns milliseconds to wait before the next attempt, or `undefined` for none */
  #nextDelayMs(outcome: Outcome): number | undefined {
    const { random } = this.engine.settings
    const tried = { request: this.request, attempts: this.attempts, outcome }
    const delayMs = this.#retry ? retryDelayMs(this.#retry, tried, random()) : undefined
    if (delayMs === undefined || !this.#retry) return undefined
    if (this.engine.now() + delayMs >= this.deadlineAt) return undefined
    // An open circuit would refuse the retry: better the answer in hand now than after the wait.
    if (this.gate.shutMs(this.order) > delayMs) return undefined
    const failure = failedAttempt(tried)
    if (this.#retry.shouldRetry?.(failure) === false) return undefined
    if (this.gate.budget && !withdraw(this.gate.budget)) return undefined
    this.#paid = true
    this.#retry.onRetry?.({ ...failure, delayMs })
    return delayMs
  }

  #hand({ response, error }: Outcome): void {
    if (response) this.#finish(response)
    else this.#fail(error)
  }

  #finish(response: Response): void {
    this.#close()
    const [first, ...others] = this.calls
    if (others.length === 0) return first?.deliver(response)
    if (!isShareable(response)) {
      for (const call of this.calls.splice(1)) this.#startOver(call)
      return first?.deliver(response)
    }
    // All copies are made before anyone reads.
    const copies = others.map(() => response.clone())
    first?.deliver(response)
    for (const [index, copy] of copies.entries()) others[index]?.deliver(copy)
  }

  /** One who shared gets a request of its own. */
  #startOver(call: Call): void {
    const { engine, gate, request, order } = this
    const own = new Schedule(engine, gate, request, this.#own, order, this.#number)
    call.moveTo(own)
    own.begin()
  }

  #fail(error: unknown): void {
    this.#close()
    for (const call of [...this.calls]) call.fail(error)
  }

  #close(): void {
    this.#over = true
    this.#inHand = undefined
    this.onHeaders?.()
  }
}
