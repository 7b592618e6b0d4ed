import type { CircuitPhase, Stats } from 'holdfast'
import { API } from './api.ts'
import { shortEndpoint } from './log-entry.ts'
import { worst } from './phases.ts'

/** The backend's gate in the page's terms: its four locks, its line and its retry budget. */
export type GateState = Readonly<{
  phase: CircuitPhase
  /** Until the next probe; 0 unless open. */
  probeMs: number
  /** Which circuit that is: `whole gate`, or the endpoint. */
  circuit: string
  circuits: number
  pausedMs: number
  room: number
  limit: number
  waiting: number
  inFlight: number
  slots: number
  tokens: number
  mostTokens: number
}>

/** @returns the defaults before the first request: the gate is made by it */
export function gateState(stats: Stats): GateState {
  const circuits = stats.circuits.filter(ofBackend)
  const phase = worst(circuits.map(({ state }) => state))
  const told = circuits.find(({ state }) => state === phase)
  const rate = stats.rate.find(ofBackend)
  const queue = stats.queue.find(ofBackend)
  const budget = stats.budget.find(ofBackend)
  return {
    phase,
    probeMs: told?.retryAfterMs ?? 0,
    circuit: told?.endpoint === undefined ? 'whole gate' : shortEndpoint(told.endpoint),
    circuits: circuits.length,
    pausedMs: queue?.pausedMs ?? 0,
    room: rate?.remaining ?? 100,
    limit: rate?.max ?? 100,
    waiting: queue?.waiting ?? 0,
    inFlight: queue?.inFlight ?? 0,
    slots: queue?.limit ?? 10,
    tokens: budget?.tokens ?? 10,
    mostTokens: budget?.max ?? 10,
  }
}

const ofBackend = ({ gate }: { gate: string }): boolean => gate === API
