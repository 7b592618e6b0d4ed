import { CircuitOpenError, QueueFullError, RateLimitedError } from '../errors.ts'
import {
  emptyLine,
  lineFind,
  lineJoin,
  lineLeave,
  patienceMs,
  type WaitingLine,
} from '../machines/waiting-line.ts'
import { Budget } from './budget.ts'
import { Circuits } from './circuits.ts'
import { awaitNetwork, isOffline } from './connectivity.ts'
import type { Engine, Stats } from './engine.ts'
import type { HedgeDelay } from './hedge.ts'
import type { Outcome } from './outcome.ts'
import { Pause } from './pause.ts'
import { Rates } from './rates.ts'
import { Slots } from './slots.ts'
import type { Order, Ticket } from './ticket.ts'

/**
 * One line for one partition. Its head leaves when four locks are open together: pause, circuit,
 * rate, concurrency. A ticket that cannot get through in time is refused at once.
 */
export class Gate {
  readonly engine: Engine
  readonly name: string
  /** How long an attempt waits for an open circuit. */
  readonly patienceMs: number
  readonly budget: Budget
  readonly circuits: Circuits | undefined
  readonly hedge: HedgeDelay | undefined
  readonly pause: Pause
  readonly rates: Rates | undefined
  /** Requests under way, those that sleep between attempts included. */
  errands = 0
  /** When an attempt last came, or had its answer. */
  askedAt = 0
  readonly #origin: string
  readonly #line: WaitingLine<Ticket> = emptyLine()
  readonly #slots: Slots
  /** Openings and pauses that the line has heard of. */
  #newsHeard = 0
  /** Ends the wait for a timer or for the network. */
  #stopWaiting: (() => void) | undefined

  constructor(engine: Engine, name: string, origin: string) {
    const { circuit, rateLimit, retry, hedge } = engine.settings
    this.engine = engine
    this.#origin = origin
    this.name = name
    this.patienceMs = circuit ? circuit.maxWaitMs : 0
    this.pause = new Pause(engine, name)
    const startSlowly = (nowMs: number) => this.pause.startSlowly(nowMs)
    this.circuits = circuit ? new Circuits(engine, name, circuit, startSlowly) : undefined
    this.rates = rateLimit ? new Rates(rateLimit) : undefined
    this.hedge = hedge?.()
    this.#slots = new Slots(engine)
    this.budget = new Budget(retry)
  }

  /** True where the next one could leave at once. */
  get isFree(): boolean {
    return this.#line.places.size === 0 && this.#waitMs(this.engine.now()) === 0
  }

  /** Departs at once, stands in line, or is refused. */
  enter(ticket: Ticket): void {
    const nowMs = (this.askedAt = this.engine.now())
    const { size } = this.#line.places
    const { maxQueue } = this.engine.settings.concurrency
    const refusal =
      this.#hopeless(ticket, nowMs, nowMs) ??
      this.rates?.refusal(ticket, nowMs) ??
      this.#slots.refusal(ticket, nowMs)
    if (refusal) return ticket.refuse(refusal)
    if (size === 0 && this.#mayLeave(ticket, nowMs)) return this.#admit(ticket, nowMs)
    // The backend is not asked yet, if ever.
    this.#slots.count(-1, nowMs)
    if (size >= maxQueue) {
      return ticket.refuse(new QueueFullError(`${size} calls are waiting already`, ticket.facts))
    }
    lineJoin(this.#line, ticket, ticket.order.priority, nowMs)
    this.rates?.book(ticket.order, ticket.order.cost)
    ticket.queued(this.#line.places.size)
    this.advance()
  }

  /** Leaves the line at once, because its caller has gone. */
  leave(ticket: Ticket): void {
    if (this.#takeOut(ticket)) this.advance(true)
  }

  /** The attempt has its headers, or never will: the permit is free and the outcome is believed. */
  settle(ticket: Ticket, outcome: Outcome, nowMs: number, left: boolean): void {
    this.askedAt = nowMs
    const tookMs = ticket.tookMs(nowMs)
    if (outcome.verdict === 'success') this.hedge?.add(tookMs, nowMs)
    this.#slots.release(outcome, tookMs, nowMs)
    if (!ticket.arriving) this.circuits?.record(ticket, outcome, nowMs)
    if (outcome.pauseMs) this.pause.begin(outcome.pauseMs, nowMs)
    this.advance(left)
  }

  /** Opens the circuit of the gate by hand. @returns the function that releases this hold */
  isolate(): () => void {
    const release = this.circuits?.isolate()
    this.advance()
    return release ?? (() => undefined)
  }

  /** Milliseconds until an open circuit lets this order through, or probes with it. */
  shutMs({ endpoint }: Order): number {
    return this.circuits?.remainingMs(endpoint, this.engine.now()) ?? 0
  }

  stats(): Stats {
    const [gate, nowMs] = [this.name, this.engine.now()]
    const { inFlight, limit } = this.#slots
    return {
      circuits: this.circuits?.stats(nowMs) ?? [],
      rate: this.rates?.stats(gate, nowMs) ?? [],
      queue: [
        { gate, waiting: this.#line.places.size, inFlight, limit, pausedMs: this.pause.leftMs },
      ],
      budget: this.budget.stats(gate),
    }
  }

  /** Why waiting is in vain: the circuit's probe is too far off, or the server's wait is too long. */
  #hopeless(ticket: Ticket, joinedAt: number, nowMs: number) {
    const shutMs = this.circuits?.remainingMs(ticket.order.endpoint, nowMs) ?? 0
    const patientUntil = joinedAt + this.patienceMs
    if (shutMs > 0 && nowMs + shutMs > Math.min(ticket.deadlineAt, patientUntil)) {
      return new CircuitOpenError(shutMs, ticket.facts)
    }
    if (this.pause.until <= ticket.deadlineAt) return undefined
    return new RateLimitedError('server', this.pause.until - nowMs, ticket.facts)
  }

  #mayLeave(ticket: Ticket, nowMs: number): boolean {
    return this.#waitMs(nowMs) === 0 && this.#ownWaitMs(ticket, nowMs) === 0
  }

  /** Milliseconds that a lock of the whole gate stays shut; `Infinity` until something happens. */
  #waitMs(nowMs: number, mayCheck = false): number {
    if (this.#slots.full || isOffline(this.#origin)) return Number.POSITIVE_INFINITY
    this.pause.endOffline(nowMs)
    const circuitMs = this.circuits?.waitMs(undefined, nowMs) ?? 0
    const shutMs = Math.max(circuitMs, this.pause.waitMs(nowMs))
    if (shutMs > 0 || !this.circuits?.checks) return shutMs
    if (mayCheck) this.circuits.check(() => this.advance())
    return this.circuits.probeMs
  }

  /** Milliseconds that this ticket's own locks stay shut, while others may pass. */
  #ownWaitMs(ticket: Ticket, nowMs: number): number {
    const circuitMs = this.circuits?.waitMs(ticket.order.endpoint, nowMs) ?? 0
    return Math.max(circuitMs, this.rates?.waitMs(ticket.order, nowMs) ?? 0)
  }

  #admit(ticket: Ticket, nowMs: number): void {
    this.#slots.inFlight += 1
    this.pause.take(nowMs)
    this.rates?.take(ticket.order, nowMs)
    this.circuits?.admit(ticket.order.endpoint, ticket, nowMs)
    ticket.depart(nowMs)
  }

  /** Lets through who may leave now, and sets a timer. With one that left, others may end this turn. */
  advance(left = false): void {
    if (left && this.#line.places.size > 0) return queueMicrotask(() => this.advance())
    let waitMs = 0
    while (this.#line.places.size > 0 && waitMs === 0) {
      const nowMs = this.engine.now()
      this.#drain(nowMs)
      waitMs = this.#waitMs(nowMs, this.#line.places.size > 0)
      if (waitMs === 0) waitMs = this.#admitNext(nowMs)
      // A probe that hung was judged just now: the line hears of it first.
      if (this.news !== this.#newsHeard) waitMs = 0
    }
    this.#stopWaiting?.()
    this.#stopWaiting = undefined
    if (this.#line.places.size > 0) this.#waitFor(waitMs)
    else this.circuits?.endCheck()
  }

  /** @returns 0 after one has left, else milliseconds until one may */
  #admitNext(nowMs: number): number {
    let waitMs = Number.POSITIVE_INFINITY
    const starving = new Set<string>()
    const next = lineFind(this.#line, (ticket, joinedAt) => {
      const { rateKey } = ticket.order
      // Its caller is about to hear of the deadline: a request now would be for nobody.
      if (ticket.deadlineAt <= nowMs || starving.has(rateKey)) return false
      const ownMs = this.#ownWaitMs(ticket, nowMs)
      waitMs = Math.min(waitMs, ownMs)
      // Cheap ones pass an expensive one for a while, not for ever. A circuit holds up its own alone.
      const isRateBound = ownMs > 0 && !this.circuits?.waitMs(ticket.order.endpoint, nowMs)
      if (isRateBound && nowMs - joinedAt >= patienceMs) starving.add(rateKey)
      return ownMs === 0
    })
    if (!next) return waitMs
    this.#takeOut(next)
    this.#slots.count(1, nowMs)
    this.#admit(next, nowMs)
    return 0
  }

  /** Counts what may make waiting vain: openings of circuits, and pauses. */
  get news(): number {
    return (this.circuits?.openings ?? 0) + this.pause.begun
  }

  /** After a circuit opened or a pause began: refuses at once everyone who now waits in vain. */
  #drain(nowMs: number): void {
    if (this.news === this.#newsHeard) return
    this.#newsHeard = this.news
    lineFind(this.#line, (ticket, joinedAt) => {
      const refusal = this.#hopeless(ticket, joinedAt, nowMs)
      if (refusal && this.#takeOut(ticket)) ticket.refuse(refusal)
      return false
    })
  }

  #takeOut(ticket: Ticket): boolean {
    const found = lineLeave(this.#line, ticket)
    if (found) this.rates?.book(ticket.order, -ticket.order.cost)
    return found
  }

  #waitFor(ms: number): void {
    const { clock } = this.engine.settings
    const advance = () => this.advance()
    if (ms < Number.POSITIVE_INFINITY) {
      const timer = clock.setTimer(advance, ms)
      this.#stopWaiting = () => clock.clearTimer(timer)
    } else if (isOffline(this.#origin)) {
      this.pause.beginOffline()
      this.#stopWaiting = awaitNetwork(clock, advance)
    }
  }
}
