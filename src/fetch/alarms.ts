import type { Clock, Timer } from '../clock.ts'

/** Something with a time limit; at most one is set at a time. */
export abstract class Alarm {
  /** The monotonic instant at which it rings; `Infinity` while it is not set. */
  ringAt: number = Number.POSITIVE_INFINITY
  #row: Row | undefined
  #before: Alarm | undefined
  #after: Alarm | undefined

  /** @param lateMs  how long ago it should have rung: a tab was frozen, or the machine asleep */
  abstract ring(lateMs: number): void

  static append(alarm: Alarm, row: Row): void {
    alarm.#row = row
    alarm.#before = row.last
    if (row.last) row.last.#after = alarm
    else row.first = alarm
    row.last = alarm
  }

  /** @returns false where it was not set */
  static remove(alarm: Alarm): boolean {
    const row = alarm.#row
    if (!row) return false
    if (alarm.#before) alarm.#before.#after = alarm.#after
    else row.first = alarm.#after
    if (alarm.#after) alarm.#after.#before = alarm.#before
    else row.last = alarm.#before
    alarm.#row = alarm.#before = alarm.#after = undefined
    alarm.ringAt = Number.POSITIVE_INFINITY
    return true
  }
}

/** Alarms of one duration: they ring in the order in which they were set, so a list is sorted. */
type Row = { first: Alarm | undefined; last: Alarm | undefined }

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

  set(alarm: Alarm, ms: number): void {
    this.clear(alarm)
    if (this.#rows.size > mostRows) this.#sweep()
    let row = this.#rows.get(ms)
    if (!row) this.#rows.set(ms, (row = { first: undefined, last: undefined }))
    Alarm.append(alarm, row)
    alarm.ringAt = this.#clock.monotonic() + ms
    this.#count += 1
    this.#shortestMs = Math.min(this.#shortestMs, ms)
    // Set for the shortest duration, the timer is early enough for what is likely to come next.
    if (this.#timer === undefined) this.#start(this.#shortestMs)
    else if (alarm.ringAt < this.#wakeAt) {
      this.#stop()
      this.#start(ms)
    }
  }

  clear(alarm: Alarm): void {
    if (!Alarm.remove(alarm)) return
    this.#count -= 1
    if (this.#count === 0) this.#stop()
  }

  #start(ms: number): void {
    this.#wakeAt = this.#clock.monotonic() + ms
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
      while (row.first && row.first.ringAt <= nowMs) {
        const due = row.first
        const lateMs = nowMs - due.ringAt
        this.clear(due)
        due.ring(lateMs)
      }
      if (row.first) nextAt = Math.min(nextAt, row.first.ringAt)
    }
    // One that rang may have set the timer for its own alarm, later than those that were there.
    if (this.#count === 0 || (this.#timer !== undefined && this.#wakeAt <= nextAt)) return
    this.#stop()
    this.#start(Math.max(0, nextAt - nowMs))
  }

  #sweep(): void {
    this.#shortestMs = Number.POSITIVE_INFINITY
    for (const [ms, row] of this.#rows) {
      if (row.first) this.#shortestMs = Math.min(this.#shortestMs, ms)
      else this.#rows.delete(ms)
    }
  }
}
