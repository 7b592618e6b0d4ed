import { ConfigError } from '../errors.ts'
import { type Breaker, type BreakerOptions, closedBreaker } from './breaker.ts'

/** A circuit that is not closed. */
export type CircuitSnapshot = Readonly<{
  gate: string
  /** Method and route; left out for the circuit of the whole gate. */
  endpoint?: string
  /** Openings since it was last closed. */
  openings: number
  /** When a probe may go: milliseconds since the epoch. */
  probeAt: number
}>

/** Circuits to be taken up by the next page: plain JSON, routes and gate names alone. */
export type FetchSnapshot = Readonly<{ version: 1; circuits: readonly CircuitSnapshot[] }>

/** A circuit as it is now; see `CircuitStats`. */
type Circuit = Readonly<{
  gate: string
  endpoint: string | undefined
  openings: number
  retryAfterMs: number
}>

/** Storage that somebody else has filled costs so much and no more. */
const mostCircuits = 1000
/** The doubling has long ended by then. */
const mostOpenings = 100

/** @param wallMs  milliseconds since the epoch, now */
export const snapshotOf = (circuits: readonly Circuit[], wallMs: number): FetchSnapshot => ({
  version: 1,
  circuits: circuits
    .filter(({ openings }) => openings > 0)
    .map(({ gate, endpoint, openings, retryAfterMs }) => ({
      ...(endpoint === undefined ? { gate } : { gate, endpoint }),
      ...{ openings, probeAt: wallMs + retryAfterMs },
    })),
})

/**
 * Reads what a storage gave back. Of an unknown version or form it is ignored, whole or in part: a
 * page must not fail to start for what another one has left there.
 *
 * @throws ConfigError where it is no object at all, such as JSON that nobody has parsed
 */
export function readSnapshot(path: string, given: unknown): CircuitSnapshot[] {
  if (typeof given !== 'object') throw new ConfigError(path, given, 'an object from snapshot()')
  const { version, circuits } = given as { version?: unknown; circuits?: unknown }
  if (version !== 1 || !Array.isArray(circuits)) return []
  return circuits.slice(0, mostCircuits).filter(isCircuit)
}

function isCircuit(given: unknown): given is CircuitSnapshot {
  const { gate, endpoint, openings, probeAt } = (given ?? {}) as Record<string, unknown>
  return (
    typeof gate === 'string' &&
    (endpoint === undefined || typeof endpoint === 'string') &&
    Number.isInteger(openings) &&
    (openings as number) > 0 &&
    Number.isFinite(probeAt)
  )
}

/**
 * A breaker that stays open for what is left of its time, at most the longest time of the options,
 * so that a moved wall clock blinds nobody.
 *
 * @returns `undefined` where its probe has been due for longer than that: it says nothing any more
 */
export function restoredBreaker(
  { openings, probeAt }: CircuitSnapshot,
  { openMs }: Pick<BreakerOptions, 'openMs'>,
  nowMs: number,
  wallMs: number,
): Breaker | undefined {
  const longestMs = typeof openMs === 'number' ? openMs : openMs.max
  const leftMs = Math.max(0, Math.min(probeAt - wallMs, longestMs))
  if (wallMs - probeAt > longestMs) return undefined
  return {
    ...closedBreaker(),
    phase: 'open',
    generation: 1,
    openings: Math.min(openings, mostOpenings),
    probeAt: nowMs + leftMs,
  }
}
