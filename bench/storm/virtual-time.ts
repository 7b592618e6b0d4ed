/** Something to be done at a virtual instant; what `setTimeout` returns while time is virtual. */
export class VirtualTimer {
  readonly order: number
  at: number
  callback: (() => void) | undefined

  constructor(at: number, order: number, callback: () => void) {
    this.at = at
    this.order = order
    this.callback = callback
  }

  /** Node's own timers have these; a library may call them. */
  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

// Taken before anybody replaces them: the loop below runs on the real ones.
const realImmediate = setImmediate
/** Events for each turn of the real event loop; between two of them Node runs all microtasks. */
const eventsEachTurn = 256

/**
 * A clock and an event loop of its own. Time stands still while promises settle, and then jumps to
 * the next event: an hour of a thousand clients takes as long as their code takes to run.
 */
export class VirtualTime {
  nowMs = 0
  readonly #heap: VirtualTimer[] = []
  #order = 0

  /** Calls back at `atMs`, never in the past. Events of one instant keep their order. */
  at(atMs: number, callback: () => void): VirtualTimer {
    const timer = new VirtualTimer(Math.max(this.nowMs, atMs), this.#order++, callback)
    rise(this.#heap, timer)
    return timer
  }

  after(ms: number, callback: () => void): VirtualTimer {
    return this.at(this.nowMs + Math.max(0, ms || 0), callback)
  }

  /**
   * Runs everything that falls due until then, each event followed by all its microtasks.
   *
   * @throws the signal's reason, in the next turn after its abort
   */
  run(untilMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      let over = false
      const step = (isLast: boolean) => {
        if (over) return
        try {
          signal?.throwIfAborted()
          over = !this.#runNext(untilMs)
        } catch (error) {
          over = true
          reject(error)
        }
        if (over) resolve()
        else if (isLast) turn()
      }
      const turn = () => {
        for (let left = eventsEachTurn; left > 0; left--) realImmediate(step, left === 1)
      }
      turn()
    })
  }

  #runNext(untilMs: number): boolean {
    let timer = this.#heap[0]
    while (timer && timer.callback === undefined) {
      sink(this.#heap)
      timer = this.#heap[0]
    }
    if (!timer || timer.at > untilMs) {
      this.nowMs = untilMs
      return false
    }
    sink(this.#heap)
    this.nowMs = timer.at
    const { callback } = timer
    timer.callback = undefined
    callback?.()
    return true
  }
}

/** A cancelled timer stays in the heap as a stub until its time comes. */
export function cancel(timer: unknown): void {
  if (timer instanceof VirtualTimer) timer.callback = undefined
}

const isBefore = (one: VirtualTimer, other: VirtualTimer): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)

function rise(heap: VirtualTimer[], timer: VirtualTimer): void {
  let index = heap.length
  heap.push(timer)
  while (index > 0) {
    const above = (index - 1) >> 1
    const parent = heap[above] as VirtualTimer
    if (isBefore(parent, timer)) break
    heap[index] = parent
    heap[above] = timer
    index = above
  }
}

/** Takes the first off the heap. */
function sink(heap: VirtualTimer[]): void {
  const last = heap.pop()
  if (!last || heap.length === 0) return
  let index = 0
  for (;;) {
    let below = 2 * index + 1
    const [left, right] = [heap[below], heap[below + 1]]
    if (!left) break
    if (right && isBefore(right, left)) below += 1
    const child = heap[below] as VirtualTimer
    if (isBefore(last, child)) break
    heap[index] = child
    index = below
  }
  heap[index] = last
}
