import type { ErrorCode } from './errors.ts'
import { of } from './option-checks.ts'
import { safely } from './user-code.ts'

/** Facts that every event carries. Nothing secret: no header, body or query value, ids collapsed. */
type Common = Readonly<{
  /** Milliseconds since the epoch. */
  at: number
  /** The `name` given to the client. */
  client: string
  /** The partition of the gate, by default the origin. */
  gate: string
}>

/** Facts of an event that belongs to one call. */
type OfCall = Common &
  Readonly<{
    /** Counts from 1 within one client; all attempts of a call share it. */
    call: number
    method: string
    /** Host and path, ids collapsed, no query. */
    route: string
  }>

/** How an attempt is held against the backend: once, by the attempt itself. */
export type Verdict = 'success' | 'failure' | 'throttled' | 'ignored'

export type CircuitPhase = 'closed' | 'open' | 'half-open'

/** Everything that happens, as one closed union told apart by `type`. */
export type HoldfastEvent =
  | (OfCall & Readonly<{ type: 'call-started' }>)
  | (OfCall & Readonly<{ type: 'call-shared' }>)
  | (OfCall & Readonly<{ type: 'call-queued'; attempt: number; waiting: number }>)
  | (OfCall & Readonly<{ type: 'attempt-started'; attempt: number }>)
  | (OfCall &
      Readonly<{
        type: 'attempt-settled'
        attempt: number
        verdict: Verdict
        status: number | undefined
        durationMs: number
      }>)
  | (OfCall &
      Readonly<{
        /** The body of an answer that was a success so far has come to its end. */
        type: 'body-settled'
        attempt: number
        /** `failure` where it broke or stalled; `ignored` where that was this side's fault. */
        verdict: Exclude<Verdict, 'throttled'>
        /** From the headers. */
        durationMs: number
      }>)
  | (OfCall &
      Readonly<{
        type: 'retry-scheduled'
        /** The attempt to come, of at most `mostAttempts`. */
        attempt: number
        mostAttempts: number
        delayMs: number
      }>)
  | (OfCall &
      Readonly<{
        type: 'call-settled'
        /** `response` at the headers, else why there is none. */
        outcome: 'response' | 'aborted' | ErrorCode
        status: number | undefined
        attempts: number
        durationMs: number
      }>)
  | (Common &
      Readonly<{
        type: 'circuit-changed'
        /** The endpoint's method and route, or `undefined` for the circuit of the whole gate. */
        endpoint: string | undefined
        from: CircuitPhase
        to: CircuitPhase
        /** Until the next probe, where the circuit opened. */
        retryAfterMs: number | undefined
      }>)
  | (Common & Readonly<{ type: 'gate-paused'; reason: 'server' | 'offline'; durationMs: number }>)
  | (Common & Readonly<{ type: 'gate-resumed' }>)

export type Listener = (event: HoldfastEvent) => void

/** Delivers events to listeners. One that throws, or rejects, is reported and disturbs nobody. */
export class EventStream {
  readonly #listeners = new Set<Listener>()

  /** False where nobody listens: then an event need not be built at all. */
  get heard(): boolean {
    return this.#listeners.size > 0
  }

  /** @returns the function that stops listening @throws ConfigError for what is no function */
  on(listener: Listener): () => void {
    of('listener', listener, 'function')
    const own: Listener = (event) => listener(event)
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  emit(event: HoldfastEvent): void {
    for (const listener of this.#listeners) safely(() => listener(event))
  }

  clear(): void {
    this.#listeners.clear()
  }
}
