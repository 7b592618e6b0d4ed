import { patienceMs, priorities, type Priority } from '../../src/machines/waiting-line.ts'

/** What a gate of the model is told, the other policies being off. */
export type GateRules = Readonly<{
  atOnce: number
  mostWaiting: number
  /** Cost that may start in any `windowMs`. */
  rate: number
  windowMs: number
  onLimit: 'refuse' | 'wait'
}>

type Waiter = Readonly<{ id: number; priority: Priority; cost: number; joinedAt: number }>

export type Departure = Readonly<{ id: number; at: number }>

/** A gate as a person would explain it: one list for each question, looked through every time. */
export class GateModel {
  nowMs = 0
  /** Calls in the order in which they left for the wire, and when. */
  readonly left: Departure[] = []
  readonly refused = new Map<number, 'RATE_LIMITED' | 'QUEUE_FULL'>()
  readonly flying: number[] = []
  line: Waiter[] = []
  readonly #rules: GateRules
  #starts: { at: number; cost: number }[] = []
  #pausedUntil = 0
  #isPaused = false
  /** Since the pause has ended: the next departure, and the distance of the one after it. */
  #nextAt = 0
  #gapMs = 0

  constructor(rules: GateRules) {
    this.#rules = rules
  }

  call(id: number, priority: Priority, cost: number): void {
    const { mostWaiting, onLimit } = this.#rules
    const booked = this.line.reduce((sum, waiter) => sum + waiter.cost, 0)
    if (onLimit === 'refuse' && booked + cost > this.#room(this.nowMs)) {
      this.refused.set(id, 'RATE_LIMITED')
      return
    }
    const free =
      this.line.length === 0 && this.#openAt() <= this.nowMs && this.#fitsAt(cost) <= this.nowMs
    if (!free && this.line.length >= mostWaiting) {
      this.refused.set(id, 'QUEUE_FULL')
      return
    }
    this.line.push({ id, priority, cost, joinedAt: this.nowMs })
    this.#letOut()
  }

  /** The caller goes, wherever its call is. */
  leave(id: number): void {
    this.line = this.line.filter((waiter) => waiter.id !== id)
    const index = this.flying.indexOf(id)
    if (index >= 0) this.flying.splice(index, 1)
    this.#letOut()
  }

  /** @param serverMs  the wait that the answer named, 0 for none */
  answer(id: number, serverMs: number): void {
    this.flying.splice(this.flying.indexOf(id), 1)
    if (serverMs > 0 && this.nowMs + serverMs > this.#pausedUntil) {
      this.#pausedUntil = this.nowMs + serverMs
      this.#isPaused = true
    }
    this.#letOut()
  }

  pass(ms: number): void {
    const until = this.nowMs + ms
    for (let next = this.#nextLook(); next <= until; next = this.#nextLook()) {
      this.nowMs = next
      this.#letOut()
    }
    this.nowMs = until
  }

  #nextLook(): number {
    if (this.line.length === 0) return Infinity
    const looks = [this.#openAt(), ...this.line.map(({ cost }) => this.#fitsAt(cost))]
    return Math.min(...looks.filter((at) => at > this.nowMs))
  }

  #letOut(): void {
    for (;;) {
      if (this.line.length === 0 || this.#openAt() > this.nowMs) return
      const next = this.#first()
      if (!next) return
      this.line = this.line.filter((waiter) => waiter !== next)
      this.#starts.push({ at: this.nowMs, cost: next.cost })
      this.flying.push(next.id)
      this.left.push({ id: next.id, at: this.nowMs })
      if (this.#gapMs > 0) {
        this.#nextAt = this.nowMs + this.#gapMs / 2
        this.#gapMs *= 0.75
        if (this.#gapMs < 5) this.#gapMs = 0
      }
    }
  }

  /** The first that fits; those behind one that has lost its patience do not pass it. */
  #first(): Waiter | undefined {
    const due = ({ priority, joinedAt }: Waiter) =>
      joinedAt + priorities.indexOf(priority) * patienceMs
    const sorted = this.line.toSorted((one, other) => due(one) - due(other))
    for (const waiter of sorted) {
      if (this.#fitsAt(waiter.cost) <= this.nowMs) return waiter
      if (this.nowMs - waiter.joinedAt >= patienceMs) return undefined
    }
    return undefined
  }

  /** When the gate as a whole opens; `Infinity` while it waits for an answer. */
  #openAt(): number {
    if (this.flying.length >= this.#rules.atOnce) return Infinity
    if (this.#pausedUntil > this.nowMs) return this.#pausedUntil
    if (this.#isPaused) {
      this.#isPaused = false
      this.#nextAt = this.nowMs
      this.#gapMs = 200
    }
    return this.#gapMs === 0 ? 0 : this.#nextAt
  }

  #room(atMs: number): number {
    const counting = this.#starts.filter(({ at }) => at + this.#rules.windowMs > atMs)
    return this.#rules.rate - counting.reduce((sum, { cost }) => sum + cost, 0)
  }

  #fitsAt(cost: number): number {
    const moments = [this.nowMs, ...this.#starts.map(({ at }) => at + this.#rules.windowMs)]
    return moments.find((at) => at >= this.nowMs && this.#room(at) >= cost) ?? Infinity
  }
}
