import { ErrorBoundary } from 'holdfast/react'
import { useState } from 'react'
import { BoundaryCard } from './boundary-card.tsx'
import { Widget } from './widget.tsx'

/** The plainest case: Try again finds the cause gone. */
export function ThrowingCard() {
  const [error, setError] = useState<Error>()
  const onToggle = () => setError(error ? undefined : new Error('Thrown while rendering'))
  return (
    <BoundaryCard
      title="Throws while rendering"
      hint="Once: Try again brings it back, and the focus stays here."
      breaking={{ isBroken: error !== undefined, onToggle }}
    >
      <ErrorBoundary name="rendering" resetKeys={[error]} onReset={() => setError(undefined)}>
        <Widget name="Dial" error={error} />
      </ErrorBoundary>
    </BoundaryCard>
  )
}
