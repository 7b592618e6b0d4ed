import type { ReactNode } from 'react'

export type FigureProps = Readonly<{
  name: string
  value: number
  unit: string
  /** Good is green, bad is red; else it is a plain count. */
  tone?: 'good' | 'bad'
  /** Is read out when it changes. */
  isLive?: boolean
}>

/** A few numbers in a row. */
export function Figures({ children }: Readonly<{ children: ReactNode }>) {
  return <dl className="figures">{children}</dl>
}

export function Figure({ name, value, unit, tone, isLive = false }: FigureProps) {
  return (
    <div className="figure" data-tone={tone}>
      <dt>{name}</dt>
      <dd className="value">{value}</dd>
      <dd className="unit">{isLive ? <span role="status">{unit}</span> : unit}</dd>
    </div>
  )
}
