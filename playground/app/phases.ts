import type { CircuitPhase, HoldfastEvent } from 'holdfast'
import { WINDOW_SECONDS } from './tally.ts'

/** A time in which at least one circuit was not closed; `to` is absent while it lasts. */
export type Span = Readonly<{ phase: CircuitPhase; from: number; to: number | undefined }>

const gravity: readonly CircuitPhase[] = ['closed', 'half-open', 'open']

export const worst = (phases: readonly CircuitPhase[]): CircuitPhase =>
  phases.reduce((a, b) => (gravity.indexOf(b) > gravity.indexOf(a) ? b : a), 'closed')

/** Follows the circuits of a client through its events, for the shading behind the chart. */
export class Phases {
  readonly #circuits = new Map<string, CircuitPhase>()
  #spans: Span[] = []

  add(event: HoldfastEvent): void {
    if (event.type !== 'circuit-changed') return
    this.#circuits.set(`${event.gate} ${event.endpoint ?? ''}`, event.to)
    const phase = worst([...this.#circuits.values()])
    const last = this.#spans.at(-1)
    const lasting = last?.to === undefined ? last : undefined
    if ((lasting?.phase ?? 'closed') === phase) return
    if (lasting) this.#spans.splice(-1, 1, { ...lasting, to: event.at })
    if (phase !== 'closed') this.#spans.push({ phase, from: event.at, to: undefined })
  }

  recent(now: number): readonly Span[] {
    const since = now - (WINDOW_SECONDS + 1) * 1_000
    this.#spans = this.#spans.filter(({ to }) => to === undefined || to > since)
    return this.#spans
  }
}
