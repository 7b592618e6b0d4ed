import type { HoldfastEvent } from '../../src/events.ts'
import type { Settings } from '../../src/fetch/settings.ts'
import type { HoldfastFetch } from '../../src/fetch/create-fetch.ts'
import type { WireRequest } from './hostile-wire.ts'
import type { FuzzCall } from './fuzz-call.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What every rule may look at: time, the options, and what the outside shows. */
export type Watch = {
  readonly time: VirtualTime
  readonly settings: Settings
  readonly requests: readonly WireRequest[]
  readonly calls: FuzzCall[]
  /** False in the episodes in which nobody listens, and after `close`. */
  heard: boolean
  /** The fuzz acts in the middle of callbacks, too. */
  readonly meddles: boolean
  online: boolean
  /** Listeners for `online` that are still there. */
  onlineListeners: number
  fetch: HoldfastFetch | undefined
  /** For each call by its number, the attempt that is about to reach the wire. */
  readonly starting: Map<number | undefined, Extract<HoldfastEvent, { type: 'attempt-started' }>>
  /** Notes what happens, where somebody wants to know. */
  readonly tell: ((line: string) => void) | undefined
  complain(rule: string, text: string): void
}

/** One law, checked from outside. */
export interface Rule {
  /** A request has reached the wire. */
  departed?(request: WireRequest): void
  /** It was answered, has failed, or was aborted. */
  closed?(request: WireRequest): void
  event?(event: HoldfastEvent): void
  /** Everything has settled for this instant. */
  rest?(): void
  /** The episode is over. */
  end?(): void
}

/** Sums of fractions are not exact. */
export const tolerance = 1e-6

/** The value for a key, made at its first use. */
export function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
