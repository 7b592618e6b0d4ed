import type { CircuitPhase } from 'holdfast'

/** The sign of a circuit: a switch whose arm is down, half up, or up. */
export function SwitchGlyph({ phase }: { phase: CircuitPhase }) {
  return (
    <svg className="switch" data-phase={phase} viewBox="0 0 28 16" aria-hidden="true">
      <path d="M1 11h5M22 11h5" />
      <path className="arm" d="M8 11h12" />
      <circle cx="7" cy="11" r="1.6" />
      <circle cx="21" cy="11" r="1.6" />
    </svg>
  )
}
