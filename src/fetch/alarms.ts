import type { Clock, Timer } from '../clock.ts'

/** Something with a time limit; at most one is set at a time. */
export abstract class Alarm {
  /** The monotonic instant at which it rings; `Infinity` while it is not set. */
  ringAt: number = Number.POSITIVE_INFINITY
  /** False where nobody waits for what it ends: it need not keep a process running. */
  isHolding = true
  /** Its neighbours in the row while it is set; written by {@link Alarms} alone. */
  before: Alarm = this
  after: Alarm = this

  /** @param lateMs  how long ago it should have rung: a tab was frozen, or the machine asleep */
  abstract ring(lateMs: number): void
}

/**
 * Alarms of one duration, in the order in which they were set, which is the one in which they ring.
 * They stand in a circle that the row itself closes, as one that is never due.
 */
class Row extends Alarm {
  ring(): void {}
}

/** Durations are few; a program that makes up ever new ones gets its empty rows swept. */
const mostRows = 64

/**
 * Every deadline of a client on one platform timer. Setting and clearing cost constant time,
 * because alarms are kept in one row for each duration, as Node's own timers are.
 */
export class Alarms {
  readonly #clock: Clock
  readonly #rows = new Map<number, Row>()
  #shortestMs = Number.POSITIVE_INFINITY
  #count = 0
  /** Those of them that keep a process running. */
  #holding = 0
  #timer: Timer
  #wakeAt = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  set(alarm: Alarm, ms: number, nowMs: number = this.#clock.monotonic()): void {
    this.clear(alarm)
    if (this.#rows.size > mostRows) this.#sweep()
    let row = this.#rows.get(ms)
    if (!row) this.#rows.set(ms, (row = new Row()))
    link(row.before, alarm)
    link(alarm, row)
    alarm.ringAt = nowMs + ms
    this.#count += 1
    this.#shortestMs = Math.min(this.#shortestMs, ms)
    // Set for the shortest duration, the timer is early enough for what is likely to come next.
    if (this.#timer === undefined) this.#start(this.#shortestMs, nowMs)
    else if (alarm.ringAt < this.#wakeAt) this.#start(ms, nowMs)
    if (alarm.isHolding) this.#hold(1)
  }

  /** From now on this one keeps no process running. */
  rest(alarm: Alarm): void {
    alarm.isHolding = false
    if (alarm.ringAt < Number.POSITIVE_INFINITY) this.#hold(-1)
  }

  #hold(by: 1 | 0 | -1): void {
    this.#holding += by
    const timer = this.#timer as Partial<Record<'ref' | 'unref', () => void>> | undefined
    timer?.[this.#holding > 0 ? 'ref' : 'unref']?.()
  }

  clear(alarm: Alarm): void {
    if (alarm.ringAt === Number.POSITIVE_INFINITY) return
    link(alarm.before, alarm.after)
    // Else one that is over, and held by an answer, would hold all those that were over before it.
    alarm.before = alarm.after = alarm
    alarm.ringAt = Number.POSITIVE_INFINITY
    this.#count -= 1
    if (this.#count === 0) this.#stop()
    if (alarm.isHolding) this.#hold(-1)
  }

  #start(ms: number, nowMs: number): void {
    this.#stop()
    this.#wakeAt = nowMs + ms
    this.#timer = this.#clock.setTimer(this.#wake, ms)
    this.#hold(0)
  }

  #stop(): void {
    this.#clock.clearTimer(this.#timer)
    this.#timer = undefined
  }

  readonly #wake = (): void => {
    this.#timer = undefined
    const nowMs = this.#clock.monotonic()
    let nextAt = Number.POSITIVE_INFINITY
    for (const row of this.#rows.values()) {
      while (row.after.ringAt <= nowMs) {
        const alarm = row.after
        const lateMs = nowMs - alarm.ringAt
        this.clear(alarm)
        alarm.ring(lateMs)
      }
      nextAt = Math.min(nextAt, row.after.ringAt)
    }
    // One that rang may have set the timer for its own alarm, later than those that were there.
    if (this.#count === 0 || (this.#timer !== undefined && this.#wakeAt <= nextAt)) return
    this.#start(Math.max(0, nextAt - nowMs), nowMs)
  }

  #sweep(): void {
    this.#shortestMs = Number.POSITIVE_INFINITY
    for (const [ms, row] of this.#rows) {
      if (row.after !== row) this.#shortestMs = Math.min(this.#shortestMs, ms)
      else this.#rows.delete(ms)
    }
  }
}

function link(before: Alarm, after: Alarm): void {
  before.after = after
  after.before = before
}
