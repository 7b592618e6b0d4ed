import { type ReactNode, useId } from 'react'

type BoundaryCardProps = Readonly<{
  title: string
  hint: string
  /** What breaks it, and mends it; absent where the card is broken by its own controls. */
  breaking?: Readonly<{ isBroken: boolean; onToggle: () => void; busy?: boolean }>
  children: ReactNode
}>

/** One live widget with its own boundary, and room for what the boundary shows in its place. */
export function BoundaryCard({ title, hint, breaking, children }: BoundaryCardProps) {
  const id = useId()
  const { isBroken = false, busy = false, onToggle } = breaking ?? {}
  return (
    <section className="panel boundary-card" aria-labelledby={`${id}title`}>
      <header className="panel-header">
        <h3 id={`${id}title`}>{title}</h3>
        {breaking && (
          <button
            type="button"
            className="small"
            id={`${id}button`}
            aria-labelledby={`${id}button ${id}title`}
            aria-disabled={busy}
            onClick={() => !busy && onToggle?.()}
          >
            {isBroken ? 'Mend' : 'Break'}
          </button>
        )}
      </header>
      <p className="card-hint">{hint}</p>
      <div className="card-stage">{children}</div>
    </section>
  )
}
