import { afterEach, expect } from 'vitest'
import { createFetch, type FetchOptions, type HoldfastEvent, type HoldfastFetch } from 'holdfast'
import {
  type FakeClock,
  fakeClock,
  type ScriptedFetch,
  scriptedFetch,
  type Step,
} from '../src/testing/index.ts'

/** A fetch in virtual time over a scripted wire, without jitter. */
export type Bench = Readonly<{
  fetch: HoldfastFetch
  wire: ScriptedFetch
  clock: FakeClock
  events: HoldfastEvent[]
  /** The types of the events so far. */
  told: () => string[]
}>

const watched: Pick<Bench, 'clock' | 'wire'>[] = []

/** Has the end of the test look whether a timer or an open request was left behind. */
export function watch<T extends Pick<Bench, 'clock' | 'wire'>>(made: T): T {
  watched.push(made)
  return made
}

/** `random: 0.5` is the middle of every spread: backoff exactly 0.3, 0.6, 1.2 s. */
export function bench(options: FetchOptions, ...steps: Step[]): Bench {
  const clock = fakeClock()
  const wire = scriptedFetch(...steps)
  const fetch = createFetch({ fetch: wire, clock, random: () => 0.5, ...options })
  const events: HoldfastEvent[] = []
  fetch.on((event) => events.push(event))
  return watch({ fetch, wire, clock, events, told: () => events.map(({ type }) => type) })
}

/** Every test that watches shows that nothing is left behind: no timer, no open request. */
afterEach(() => {
  for (const { clock, wire } of watched.splice(0)) {
    expect(clock.pending, 'timers left behind').toBe(0)
    expect(wire.open, 'requests left open').toBe(0)
  }
})

/** A signal that counts the listeners it still has. */
export function countingSignal(): { controller: AbortController; listeners: () => number } {
  const controller = new AbortController()
  const { signal } = controller
  const added = signal.addEventListener.bind(signal)
  const removed = signal.removeEventListener.bind(signal)
  const listeners = new Set<unknown>()
  signal.addEventListener = (type: string, listener: never, options?: never) => {
    listeners.add(listener)
    added(type as 'abort', listener, options)
  }
  signal.removeEventListener = (type: string, listener: never, options?: never) => {
    listeners.delete(listener)
    removed(type as 'abort', listener, options)
  }
  return { controller, listeners: () => listeners.size }
}

/** How a promise ended, without throwing. */
export const outcomeOf = <T>(promise: Promise<T>): Promise<{ value?: T; error?: unknown }> =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )

export const url = 'https://api.test/items'

/** A clock whose timers keep a process running until told otherwise, as Node's do. */
export function holdingClock(): { clock: FakeClock; holds: () => boolean } {
  const clock = fakeClock()
  const { setTimer, clearTimer } = clock
  const held = new Set<unknown>()
  clock.setTimer = (callback, ms) => {
    const ring = () => {
      held.delete(timer)
      callback()
    }
    const timer = setTimer(ring, ms) as object
    held.add(timer)
    return Object.assign(timer, { ref: () => held.add(timer), unref: () => held.delete(timer) })
  }
  clock.clearTimer = (timer) => {
    held.delete(timer)
    clearTimer(timer)
  }
  return { clock, holds: () => held.size > 0 }
}
