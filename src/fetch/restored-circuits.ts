import { type Clock, systemClock } from '../clock.ts'
import {
  type FetchSnapshot,
  readSnapshot,
  restoredBreaker,
  snapshotOf,
} from '../machines/circuit-snapshot.ts'
import type { Stats } from './engine.ts'
import type { RestoredCircuits } from './options.ts'

/**
 * The circuits of a fetch or a client that are not closed, as plain JSON to be stored and given to
 * {@link restoredCircuits} after a reload. A hold by `isolate` is not in it.
 *
 * @param clock  the one that the fetch was given; default: the platform's
 */
export const circuitSnapshot = (
  fetch: Readonly<{ stats(): Pick<Stats, 'circuits'> }>,
  clock: Pick<Clock, 'wall'> = systemClock,
): FetchSnapshot => snapshotOf(fetch.stats().circuits, clock.wall())

/**
 * Circuits across a reload, for `createFetch({ circuit: { initialState: restoredCircuits(saved) } })`.
 * One that was open stays open for what is left of its time, at most the longest `openMs`. What is
 * stale or of another form is ignored. An import of its own, so that only those who use it load it.
 *
 * @param saved  what {@link circuitSnapshot} said; nothing where nothing was stored
 * @throws ConfigError where it is no object at all, such as JSON that nobody has parsed
 */
export function restoredCircuits(saved: FetchSnapshot | null | undefined): RestoredCircuits {
  const circuits = saved == null ? [] : readSnapshot('saved', saved)
  return (options, nowMs, wallMs) =>
    circuits.flatMap((circuit) => {
      const breaker = restoredBreaker(circuit, options, nowMs, wallMs)
      return breaker ? [{ ...circuit, breaker }] : []
    })
}
