import { gateState } from './gate-state.ts'
import { usePicture } from './live.ts'
import { SwitchGlyph } from './switch-glyph.tsx'

const NAMES = { closed: 'CLOSED', open: 'OPEN', 'half-open': 'HALF-OPEN' } as const

/** The state of the backend's gate, with the seconds to the next probe. */
export function CircuitPill() {
  const { phase, probeMs } = gateState(usePicture().stats)
  const next = probeMs > 0 ? `probe in ${Math.ceil(probeMs / 1_000)} s` : 'probe is due'
  const note = { closed: 'requests flow', open: next, 'half-open': 'probing' }[phase]
  return (
    <div className="circuit-pill" data-phase={phase}>
      <SwitchGlyph phase={phase} />
      <span>
        <span className="visually-hidden">Circuit </span>
        <strong role="status">{NAMES[phase]}</strong>
      </span>
      <span className="note">{note}</span>
    </div>
  )
}
