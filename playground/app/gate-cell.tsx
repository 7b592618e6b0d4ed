import type { ReactNode } from 'react'

type GateCellProps = Readonly<{
  name: string
  value: ReactNode
  /** What the value is counted against. */
  of?: number
  unit: string
  /** 0 to 1: draws a bar. */
  share?: number
  /** `shut` holds everyone; `busy` is on the way there. */
  state: 'open' | 'busy' | 'shut'
  title?: string | undefined
}>

/** One lock of the gate. */
export function GateCell({ name, value, of, unit, share, state, title }: GateCellProps) {
  return (
    <li className="gate-cell" data-state={state} title={title}>
      <span className="name">{name}</span>
      <span className="value">
        {value}
        {of !== undefined && <span className="of">/{of}</span>}
      </span>
      <span className="unit">{unit}</span>
      {share !== undefined && (
        <span className="bar" aria-hidden="true">
          <span style={{ transform: `scaleX(${Math.min(1, share)})` }} />
        </span>
      )}
    </li>
  )
}
