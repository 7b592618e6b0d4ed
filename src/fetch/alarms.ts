import type { Clock, Timer } from '../clock.ts'

/** Something with a time limit; at most one is set at a time. */
export abstract class Alarm {
  /** The monotonic instant at which it rings; `Infinity` while it is not set. */
  ringAt: number = Number.POSITIVE_INFINITY
  /** Where it stands while it is set; written by {@link Alarms} alone. */
  row: Row | undefined

  /** @param lateMs  how long ago it should have rung: a tab was frozen, or the machine asleep */
  abstract ring(lateMs: number): void
}

/** Alarms of one duration: they ring in the order in which they were set, and a set keeps it. */
type Row = Set<Alarm>

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
  #timer: Timer
  #wakeAt = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  set(alarm: Alarm, ms: number, nowMs: number = this.#clock.monotonic()): void {
    this.clear(alarm)
    if (this.#rows.size > mostRows) this.#sweep()
    let row = this.#rows.get(ms)
    if (!row) this.#rows.set(ms, (row = new Set()))
    row.add(alarm)
    alarm.row = row
    alarm.ringAt = nowMs + ms
    this.#count += 1
    this.#shortestMs = Math.min(this.#shortestMs, ms)
    // Set for the shortest duration, the timer is early enough for what is likely to come next.
    if (this.#timer === undefined) this.#start(this.#shortestMs, nowMs)
    else if (alarm.ringAt < this.#wakeAt) {
      this.#stop()
      this.#start(ms, nowMs)
    }
  }

  clear(alarm: Alarm): void {
    if (!alarm.row?.delete(alarm)) return
    alarm.row = undefined
    alarm.ringAt = Number.POSITIVE_INFINITY
    this.#count -= 1
    if (this.#count === 0) this.#stop()
  }

  #start(ms: number, nowMs: number): void {
    this.#wakeAt = nowMs + ms
    this.#timer = this.#clock.setTimer(() => this.#wake(), ms)
  }

  #stop(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer)
    this.#timer = undefined
  }

  #wake(): void {
    this.#timer = undefined
    const nowMs = this.#clock.monotonic()
    let nextAt = Number.POSITIVE_INFINITY
    for (const row of this.#rows.values()) {
      for (const alarm of row) {
        const lateMs = nowMs - alarm.ringAt
        if (lateMs < 0) {
          nextAt = Math.min(nextAt, alarm.ringAt)
          break
        }
        this.clear(alarm)
        alarm.ring(lateMs)
      }
    }
    // One that rang may have set the timer for its own alarm, later than those that were there.
    if (this.#count === 0 || (this.#timer !== undefined && this.#wakeAt <= nextAt)) return
    this.#stop()
    this.#start(Math.max(0, nextAt - nowMs), nowMs)
  }

  #sweep(): void {
    this.#shortestMs = Number.POSITIVE_INFINITY
    for (const [ms, row] of this.#rows) {
      if (row.size > 0) this.#shortestMs = Math.min(this.#shortestMs, ms)
      else this.#rows.delete(ms)
    }
  }
}
