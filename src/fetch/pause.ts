import { spreadMs } from '../machines/backoff.ts'
import { freePace, paceRestart, paceTake, paceWaitMs } from '../machines/pace.ts'
import { type Engine, tell } from './engine.ts'

/**
 * The first lock of a gate: shut while the server asked to wait, then open a crack at a time, as it is
 * after an outage.
 */
export class Pause {
  /** The monotonic instant at which the server's wait is over; 0 once it has been. */
  until = 0
  /** Counts the pauses, so that the line knows when to look for those who wait in vain. */
  begun = 0
  readonly #engine: Engine
  readonly #gate: string
  readonly #pace = freePace()
  #offline = false

  constructor(engine: Engine, gate: string) {
    this.#engine = engine
    this.#gate = gate
  }

  /** Holds everyone, somewhat longer than told, so that a fleet does not return as one. */
  begin(serverMs: number, nowMs: number): void {
    const durationMs = spreadMs(serverMs, this.#engine.settings.random())
    if (nowMs + durationMs <= this.until) return
    this.until = nowMs + durationMs
    this.begun += 1
    tell(this.#engine, this.#gate, { type: 'gate-paused', reason: 'server', durationMs })
  }

  /** The browser has no network. Told once, until {@link endOffline}. */
  beginOffline(): void {
    if (this.#offline) return
    this.#offline = true
    const durationMs = Number.POSITIVE_INFINITY
    tell(this.#engine, this.#gate, { type: 'gate-paused', reason: 'offline', durationMs })
  }

  /** The browser has a network, again or still. */
  endOffline(nowMs: number): void {
    if (!this.#offline) return
    this.#offline = false
    this.#release(nowMs)
  }

  /** Milliseconds of the server's wait that are left. */
  get leftMs(): number {
    return Math.max(0, this.until - this.#engine.now())
  }

  /** From now on the line leaves paced. */
  startSlowly(nowMs: number): void {
    paceRestart(this.#pace, nowMs)
  }

  #release(nowMs: number): void {
    this.startSlowly(nowMs)
    tell(this.#engine, this.#gate, { type: 'gate-resumed' })
  }

  /** Milliseconds until the next may leave. */
  waitMs(nowMs: number): number {
    if (this.until > nowMs) return this.until - nowMs
    if (this.until > 0) {
      this.until = 0
      this.#release(nowMs)
    }
    return paceWaitMs(this.#pace, nowMs)
  }

  /** One leaves. */
  take(nowMs: number): void {
    if (this.#pace.gapMs > 0) paceTake(this.#pace, nowMs, this.#engine.settings.random())
  }
}
