import { useCircuit } from 'holdfast/react'
import { useNow } from './live.ts'
import { SwitchGlyph } from './switch-glyph.tsx'

const NAMES = { closed: 'CLOSED', open: 'OPEN', 'half-open': 'HALF-OPEN' } as const

/** The state of the backend's gate, with the seconds to the next probe. */
export function CircuitPill() {
  const { state, retryAt } = useCircuit()
  const waitMs = Math.max(0, (retryAt ?? 0) - useNow())
  const next = waitMs > 0 ? `probe in ${Math.ceil(waitMs / 1_000)} s` : 'probe is due'
  const note = { closed: 'requests flow', open: next, 'half-open': 'on trial' }[state]
  return (
    <div className="circuit-pill" data-phase={state}>
      <SwitchGlyph phase={state} />
      <span>
        <span className="visually-hidden">Circuit </span>
        <strong role="status">{NAMES[state]}</strong>
      </span>
      <span className="note">{note}</span>
    </div>
  )
}
