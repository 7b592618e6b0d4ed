import { ErrorBoundary } from 'holdfast/react'
import { useState } from 'react'
import { BoundaryCard } from './boundary-card.tsx'
import { Widget } from './widget.tsx'

/** Throws until it is mended: the boundary notices that trying again does not help. */
export function RepeatedCard() {
  const [isBroken, setBroken] = useState(false)
  return (
    <BoundaryCard
      title="Throws again and again"
      hint="The third time within a minute, Try again is offered no more."
      breaking={{ isBroken, onToggle: () => setBroken(!isBroken) }}
    >
      <ErrorBoundary name="repeated" resetKeys={[isBroken]}>
        <Stubborn isBroken={isBroken} />
      </ErrorBoundary>
    </BoundaryCard>
  )
}

/** A new error each time, as real code has. */
function Stubborn({ isBroken }: { isBroken: boolean }) {
  const [error] = useState(() => new Error('Thrown at each attempt'))
  return <Widget name="Gauge" error={isBroken ? error : undefined} />
}
