import type { HoldfastEvent } from 'holdfast'
import { type Counts, noCounts, type Outcome } from './outcome.ts'

/** How far back the chart looks. */
export const WINDOW_SECONDS = 60

/** Requests of one second. */
export type Second = Readonly<{ second: number; counts: Counts }>

/**
 * Counts requests by second and outcome: each attempt on the wire by its verdict, and each call
 * that was refused before it reached the wire.
 */
export class Tally {
  readonly #seconds = new Map<number, Counts>()

  add(event: HoldfastEvent): void {
    const outcome = outcomeOf(event)
    if (!outcome) return
    const second = Math.floor(event.at / 1_000)
    let counts = this.#seconds.get(second)
    if (!counts) this.#seconds.set(second, (counts = noCounts()))
    counts[outcome] += 1
  }

  /** The seconds of the window, oldest first, empty ones included. */
  recent(now: number): Second[] {
    const last = Math.floor(now / 1_000)
    for (const second of this.#seconds.keys()) {
      if (second < last - WINDOW_SECONDS) this.#seconds.delete(second)
    }
    return Array.from({ length: WINDOW_SECONDS + 1 }, (_, index) => {
      const second = last - WINDOW_SECONDS + index
      return { second, counts: this.#seconds.get(second) ?? noCounts() }
    })
  }
}

function outcomeOf(event: HoldfastEvent): Outcome | undefined {
  if (event.type === 'attempt-settled') return verdicts[event.verdict]
  if (event.type !== 'call-settled' || event.attempts > 0) return undefined
  return refusals.includes(event.outcome) ? 'refused' : undefined
}

const verdicts = {
  success: 'success',
  failure: 'failed',
  throttled: 'throttled',
  ignored: undefined,
} as const

const refusals = ['CIRCUIT_OPEN', 'RATE_LIMITED', 'QUEUE_FULL', 'OFFLINE']
