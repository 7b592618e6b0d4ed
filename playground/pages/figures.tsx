import type { ReactNode } from 'react'

export type FigureProps = Readonly<{
  name: string
  value: number
  unit: string
  /** Good is green, bad is red; else it is a plain count. */
  tone?: 'good' | 'bad'
}>

/** A few numbers in a row. */
export function Figures({ label, children }: Readonly<{ label: string; children: ReactNode }>) {
  return (
    <div className="figures" role="group" aria-label={label}>
      {children}
    </div>
  )
}

export function Figure({ name, value, unit, tone }: FigureProps) {
  return (
    <div className="figure" data-tone={tone}>
      <span className="name">{name}</span>
      <output aria-label={name}>{value}</output>
      <span className="unit">{unit}</span>
    </div>
  )
}
