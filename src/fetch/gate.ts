import type { Timer } from '../clock.ts'
import { type CallFacts, CircuitOpenError, QueueFullError, RateLimitedError } from '../errors.ts'
import type { HoldfastError } from '../errors.ts'
import { freePace, paceRestart, paceTake, paceWaitMs } from '../machines/pace.ts'
import { type RateLimits, rateRoom, rateTake, rateWaitMs } from '../machines/rate-limit.ts'
import { fullBudget, type RetryBudget } from '../machines/retry-budget.ts'
import { emptyLine, lineFind, lineJoin, lineLeave, type Priority } from '../machines/waiting-line.ts'
import { type Admission, Circuits } from './circuits.ts'
import { isOffline, onceOnline } from './connectivity.ts'
import { type Engine, type Stats, tell } from './engine.ts'
import type { Outcome } from './outcome.ts'

/** One attempt, as the gate sees it. */
export interface Ticket {
  readonly endpoint: string
  readonly priority: Priority
  readonly cost: number
  /** Whose rate limit it counts against. */
  readonly rateKey: string
  /** The monotonic instant after which nobody waits for it any more. */
  readonly deadlineAt: number
  readonly admission: Admission
  readonly facts: CallFacts
  /** Departs. The permit is held until {@link Gate.settle}. */
  depart(): void
  /** Will not depart; holds nothing. */
  refuse(error: HoldfastError): void
  /** Stands in line from now on. */
  queued(waiting: number): void
}

/**
 * One line for one partition. Its head leaves when four locks are open together: pause, circuit,
 * rate, concurrency. A ticket that cannot get through in time is refused at once.
 */
export class Gate {
  readonly name: string
  readonly budget: RetryBudget | undefined
  readonly #engine: Engine
  readonly #origin: string
  readonly #circuits: Circuits | undefined
  readonly #line = emptyLine<Ticket>()
  readonly #rates: RateLimits = new Map()
  /** Cost that stands in line, for each rate key: booked room for those who wait. */
  readonly #waitingCost = new Map<string, number>()
  readonly #pace = freePace()
  #inFlight = 0
  #pausedUntil = 0
  #resumePending = false
  /** Openings of circuits that the line has heard of. */
  #openingsHeard = 0
  #timer: Timer
  #stopListening: (() => void) | undefined

  constructor(engine: Engine, name: string, origin: string) {
    const { circuit, retry } = engine.settings
    this.#engine = engine
    this.name = name
    this.#origin = origin
    this.#circuits = circuit ? new Circuits(engine, name, circuit) : undefined
    this.budget = retry && retry.budget ? fullBudget(retry.budget) : undefined
  }

  /** True while forgetting this gate would lose something. */
  get busy(): boolean {
    const nowMs = this.#now()
    const { rateLimit } = this.#engine.settings
    return (
      this.#inFlight + this.#line.size > 0 ||
      this.#pausedUntil > nowMs ||
      this.stats().circuits.some(({ state, failuresInARow }) => state !== 'closed' || failuresInARow > 0) ||
      (rateLimit && [...this.#rates.keys()].some((key) => this.#room(key, nowMs) < rateLimit.limit))
    )
  }

  /** Departs at once, stands in line, or is refused. */
  enter(ticket: Ticket): void {
    const nowMs = this.#now()
    this.#endPause(nowMs)
    const refusal = this.#refusal(ticket, nowMs)
    if (refusal) return ticket.refuse(refusal)
    if (this.#line.size === 0 && this.#holdMs(nowMs) === 0 && this.#ownHoldMs(ticket, nowMs) === 0) {
      return this.#admit(ticket, nowMs)
    }
    lineJoin(this.#line, ticket, ticket.priority)
    this.#bookWaiting(ticket, ticket.cost)
    ticket.queued(this.#line.size)
    this.#advance()
  }

  /** Leaves the line at once, because its caller has gone. */
  leave(ticket: Ticket): void {
    if (this.#takeOut(ticket)) this.#advance()
  }

  /** The attempt has its headers, or never will: the permit is free and the outcome is believed. */
  settle(ticket: Ticket, outcome: Outcome): void {
    const nowMs = this.#now()
    this.#inFlight -= 1
    this.#circuits?.record(ticket.endpoint, ticket.admission, outcome, nowMs)
    const status = outcome.response?.status
    if (outcome.serverMs && (status === 429 || status === 503)) this.#pause(outcome.serverMs, nowMs)
    this.#advance()
  }

  stats(): Stats {
    const nowMs = this.#now()
    const { concurrency, rateLimit, retry } = this.#engine.settings
    const gate = this.name
    const keys = this.#rates.size > 0 ? [...this.#rates.keys()] : ['']
    return {
      circuits: this.#circuits?.stats(nowMs) ?? [],
      rate: rateLimit
        ? keys.map((key) => ({ gate, key, remaining: this.#room(key, nowMs), max: rateLimit.limit }))
        : [],
      queue: [
        {
          gate,
          waiting: this.#line.size,
          inFlight: this.#inFlight,
          limit: concurrency.limit,
          pausedMs: Math.max(0, this.#pausedUntil - nowMs),
        },
      ],
      budget:
        retry && retry.budget && this.budget
          ? [{ gate, tokens: this.budget.tokens, max: retry.budget.tokens }]
          : [],
    }
  }

  /** Why this ticket need not even wait. */
  #refusal(ticket: Ticket, nowMs: number): HoldfastError | undefined {
    const { rateLimit, concurrency } = this.#engine.settings
    const { endpoint, facts, cost, rateKey, deadlineAt } = ticket
    if (this.#refusedByCircuit(endpoint, nowMs)) {
      return new CircuitOpenError(this.#circuits?.remainingMs(endpoint, nowMs) ?? 0, facts)
    }
    if (this.#pausedUntil > deadlineAt) {
      return new RateLimitedError('server', this.#pausedUntil - nowMs, facts)
    }
    if (rateLimit) {
      const waiting = this.#waitingCost.get(rateKey) ?? 0
      const missing = waiting + cost > this.#room(rateKey, nowMs)
      const waitMs = missing ? rateWaitMs(this.#rates, rateLimit, rateKey, cost, nowMs) : 0
      if (missing && (rateLimit.onLimit === 'refuse' || nowMs + waitMs > deadlineAt)) {
        return new RateLimitedError('client', Math.min(waitMs, rateLimit.windowMs), facts)
      }
    }
    // With nothing in the way a line of length 0 refuses nobody.
    if (this.#line.size < concurrency.maxQueue) return undefined
    if (this.#line.size === 0 && this.#holdMs(nowMs) === 0) return undefined
    return new QueueFullError(`${this.#line.size} calls are waiting already`, facts)
  }

  #refusedByCircuit(endpoint: string, nowMs: number): boolean {
    const circuits = this.#circuits
    return (
      circuits !== undefined &&
      (circuits.whole(nowMs) === 'refuse' || circuits.endpoint(endpoint, nowMs) === 'refuse')
    )
  }

  /** Milliseconds that the locks of the whole gate stay shut; `Infinity` until something happens. */
  #holdMs(nowMs: number): number {
    if (this.#inFlight >= this.#engine.settings.concurrency.limit) return Number.POSITIVE_INFINITY
    if (isOffline(this.#origin)) return Number.POSITIVE_INFINITY
    if (this.#circuits?.whole(nowMs) === 'wait') return this.#circuits.probeMs
    if (this.#pausedUntil > nowMs) return this.#pausedUntil - nowMs
    return paceWaitMs(this.#pace, nowMs)
  }

  /** Milliseconds that this ticket's own locks stay shut, while others may pass. */
  #ownHoldMs({ endpoint, rateKey, cost }: Ticket, nowMs: number): number {
    const { rateLimit } = this.#engine.settings
    if (this.#circuits?.endpoint(endpoint, nowMs) === 'wait') return this.#circuits.probeMs
    return rateLimit ? rateWaitMs(this.#rates, rateLimit, rateKey, cost, nowMs) : 0
  }

  #admit(ticket: Ticket, nowMs: number): void {
    const { rateLimit, random } = this.#engine.settings
    this.#inFlight += 1
    if (rateLimit) rateTake(this.#rates, rateLimit, ticket.rateKey, ticket.cost, nowMs)
    this.#circuits?.admit(ticket.endpoint, ticket.admission, nowMs)
    if (this.#pace.gapMs > 0) paceTake(this.#pace, nowMs, random())
    ticket.depart()
  }

  /** Lets everyone through who may leave now, and sets a timer for the next one. */
  #advance(): void {
    let waitMs = 0
    while (this.#line.size > 0 && waitMs === 0) {
      const nowMs = this.#now()
      this.#endPause(nowMs)
      this.#drain(nowMs)
      waitMs = this.#holdMs(nowMs)
      if (waitMs === 0) waitMs = this.#admitNext(nowMs)
    }
    this.#rest()
    if (this.#line.size > 0) this.#waitFor(waitMs)
  }

  /** @returns 0 after one has left, else milliseconds until one may */
  #admitNext(nowMs: number): number {
    let waitMs = Number.POSITIVE_INFINITY
    const next = lineFind(this.#line, (ticket) => {
      const ownMs = this.#ownHoldMs(ticket, nowMs)
      waitMs = Math.min(waitMs, ownMs)
      return ownMs === 0
    })
    if (!next) return waitMs
    this.#takeOut(next)
    this.#admit(next, nowMs)
    return 0
  }

  /** Refuses at once everyone in line whom a circuit that has just opened would not let through. */
  #drain(nowMs: number): void {
    const circuits = this.#circuits
    if (!circuits || circuits.openings === this.#openingsHeard) return
    this.#openingsHeard = circuits.openings
    const stuck = (ticket: Ticket) => this.#refusedByCircuit(ticket.endpoint, nowMs)
    for (let one = lineFind(this.#line, stuck); one; one = lineFind(this.#line, stuck)) {
      this.#takeOut(one)
      one.refuse(new CircuitOpenError(circuits.remainingMs(one.endpoint, nowMs), one.facts))
    }
  }

  #takeOut(ticket: Ticket): boolean {
    const found = lineLeave(this.#line, ticket, ticket.priority)
    if (found) this.#bookWaiting(ticket, -ticket.cost)
    return found
  }

  #bookWaiting({ rateKey }: Ticket, cost: number): void {
    const waiting = (this.#waitingCost.get(rateKey) ?? 0) + cost
    if (waiting > 0) this.#waitingCost.set(rateKey, waiting)
    else this.#waitingCost.delete(rateKey)
  }

  /** The server's word holds everyone, a little longer than told, so that a fleet does not return as one. */
  #pause(serverMs: number, nowMs: number): void {
    const durationMs = serverMs * (1 + this.#engine.settings.random() / 10)
    if (nowMs + durationMs <= this.#pausedUntil) return
    this.#pausedUntil = nowMs + durationMs
    this.#resumePending = true
    tell(this.#engine, this.name, { type: 'gate-paused', reason: 'server', durationMs })
  }

  #endPause(nowMs: number): void {
    if (!this.#resumePending || this.#pausedUntil > nowMs) return
    this.#resumePending = false
    paceRestart(this.#pace, nowMs)
    tell(this.#engine, this.name, { type: 'gate-resumed' })
  }

  #waitFor(ms: number): void {
    if (ms < Number.POSITIVE_INFINITY) {
      this.#timer = this.#engine.settings.clock.setTimer(() => this.#advance(), ms)
    } else if (isOffline(this.#origin)) {
      const durationMs = Number.POSITIVE_INFINITY
      tell(this.#engine, this.name, { type: 'gate-paused', reason: 'offline', durationMs })
      this.#stopListening = onceOnline(() => {
        this.#resumePending = true
        this.#advance()
      })
    }
  }

  #rest(): void {
    if (this.#timer !== undefined) this.#engine.settings.clock.clearTimer(this.#timer)
    this.#timer = undefined
    this.#stopListening?.()
    this.#stopListening = undefined
  }

  #room(key: string, nowMs: number): number {
    const { rateLimit } = this.#engine.settings
    return rateLimit ? rateRoom(this.#rates, rateLimit, key, nowMs) : Number.POSITIVE_INFINITY
  }

  #now(): number {
    return this.#engine.settings.clock.monotonic()
  }
}
