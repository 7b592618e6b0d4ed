import type { CircuitPhase, EventStream, HoldfastEvent } from '../events.ts'
import type { Alarms } from './alarms.ts'
import type { Settings } from './settings.ts'
import type { Endable } from './stand-in.ts'
import type { Writes } from './write-count.ts'

/** What all rooms of one fetch share. */
export type Engine = Readonly<{
  /** The monotonic clock. */
  now: () => number
  /**
   * Whole milliseconds that passed on the wall and not on the monotonic clock, since the fetch was
   * made: the machine was asleep, or the wall clock was set.
   */
  sleptMs: (nowMs: number) => number
  settings: Settings
  alarms: Alarms
  events: EventStream
  /** Every call that is not over. */
  live: Set<Endable>
  /** Of all fetches over this wire. */
  writes: Writes
}> & {
  /** The fetch itself: whoever can close it finds it for as long as a call is under way. */
  self?: object
}

/** The state of one circuit, for people and dashboards. */
export type CircuitStats = Readonly<{
  gate: string
  /** Method and route, or `undefined` for the circuit of the whole gate. */
  endpoint: string | undefined
  state: CircuitPhase
  failuresInARow: number
  /** Openings since it was last closed: the time for which it is open doubles with each. */
  openings: number
  /**
   * Milliseconds until the next probe; 0 unless open. Open with 0: the next call is the probe, or
   * the gate was isolated and nobody knows.
   */
  retryAfterMs: number
}>

/** One key's rate limit. */
export type RateStats = Readonly<{
  gate: string
  key: string
  remaining: number
  max: number
  /** Milliseconds until there is room for a call of cost 1; 0 where there is. */
  retryAfterMs: number
}>

/** One gate's line. */
export type QueueStats = Readonly<{
  gate: string
  waiting: number
  inFlight: number
  limit: number
  /** Milliseconds that the server's wait still holds the gate; 0 unless paused. */
  pausedMs: number
}>

/** One gate's retry budget; none where it is off. */
export type BudgetStats = Readonly<{ gate: string; tokens: number; max: number }>

/** A snapshot; plain data. */
export type Stats = Readonly<{
  circuits: readonly CircuitStats[]
  rate: readonly RateStats[]
  queue: readonly QueueStats[]
  budget: readonly BudgetStats[]
}>

type Bare<E> = E extends HoldfastEvent ? Omit<E, 'at' | 'client' | 'gate'> : never

/** Emits an event with the facts that all share. Ask `events.heard` first where that costs. */
export function tell({ settings, events }: Engine, gate: string, event: Bare<HoldfastEvent>): void {
  const common = { at: settings.clock.wall(), client: settings.name, gate }
  events.emit({ ...common, ...event })
}
