import type { Clock, Timer } from '../../src/clock.ts'

type Entry = { at: number; order: number; ours: boolean; callback: (() => void) | undefined }

/**
 * A clock for many timers: a heap, and one turn of the event loop after each of them, in which
 * everything that can settle does, streams included. Tells the timers of the code under test, which
 * come through {@link Clock}, from those of the fuzz, which come through {@link VirtualTime.at}.
 */
export class VirtualTime implements Clock {
  nowMs = 0
  /** Timers that the code under test has set. */
  pending = 0
  /** Timers that have run. */
  steps = 0
  /** True in the first callback after everything has settled: what is seen then is final. */
  quiet = true
  /** Runs each time everything has settled. */
  onRest: () => void = () => undefined
  readonly #heap: Entry[] = []
  readonly #frozen: [from: number, to: number][] = []
  #afterwards: (() => void)[] = []
  #skewMs = Date.UTC(2026, 0, 1)
  #order = 0

  monotonic(): number {
    return this.nowMs
  }

  wall(): number {
    return this.#skewMs + this.nowMs
  }

  setTimer(callback: () => void, ms: number): Timer {
    if (!(ms >= 0)) throw new Error(`a timer was set for ${ms} ms`)
    this.pending += 1
    return this.#push(this.nowMs + ms, callback, true)
  }

  clearTimer(timer: Timer): void {
    const entry = timer as Entry | undefined
    if (!entry?.callback) return
    entry.callback = undefined
    this.pending -= 1
  }

  /** Sets the wall clock forward or back, as a time server does. */
  skew(ms: number): void {
    this.#skewMs += ms
  }

  /** The machine sleeps: what falls due meanwhile runs late, when it wakes. */
  freeze(ms: number): void {
    this.#frozen.push([this.nowMs, this.nowMs + ms])
    this.nowMs += ms
  }

  /** The first instant at or after this one at which the machine is awake. */
  awakeAt(ms: number): number {
    return this.#frozen.reduce((at, [from, to]) => (at >= from && at < to ? to : at), ms)
  }

  at(ms: number, callback: () => void): void {
    this.#push(Math.max(ms, this.nowMs), callback, false)
  }

  in(ms: number, callback: () => void): void {
    this.#push(this.nowMs + ms, callback, false)
  }

  /** Once everything that can settle in this turn has done so. */
  afterwards(look: () => void): void {
    this.#afterwards.push(look)
  }

  /** Runs every timer, as long as there are any. @param together  share that runs with the one before */
  async run(together: () => boolean, mostSteps: number): Promise<void> {
    this.#dropCleared()
    for (let entry = this.#pop(); entry?.callback; entry = this.#pop()) {
      const { callback } = entry
      entry.callback = undefined
      this.steps += 1
      if (this.steps > mostSteps) throw new Error('time does not come to rest')
      if (entry.ours) this.pending -= 1
      this.nowMs = Math.max(this.nowMs, entry.at)
      callback()
      this.quiet = false
      this.#dropCleared()
      const next = this.#heap[0]
      if (next && next.at <= this.nowMs && together()) continue
      await this.settle()
      this.#dropCleared()
    }
  }

  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    this.quiet = true
    for (let looks = this.#afterwards; looks.length > 0; looks = this.#afterwards) {
      this.#afterwards = []
      for (const look of looks) look()
    }
    this.onRest()
  }

  #push(at: number, callback: () => void, ours: boolean): Entry {
    const heap = this.#heap
    const entry: Entry = { at, order: this.#order++, ours, callback }
    let index = heap.push(entry) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent] as Entry
      if (!before(entry, above)) break
      heap[index] = above
      heap[(index = parent)] = entry
    }
    return entry
  }

  #dropCleared(): void {
    while (this.#heap.length > 0 && !this.#heap[0]?.callback) this.#pop()
  }

  #pop(): Entry | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (!last || heap.length === 0) return first
    let index = 0
    heap[0] = last
    for (;;) {
      let child = index * 2 + 1
      const right = heap[child + 1]
      if (right && before(right, heap[child] as Entry)) child += 1
      const below = heap[child]
      if (!below || !before(below, last)) return first
      heap[index] = below
      heap[(index = child)] = last
    }
  }
}

const before = (one: Entry, other: Entry): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)
