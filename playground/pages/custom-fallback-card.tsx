import { ErrorBoundary, type ErrorView } from 'holdfast/react'
import { useState } from 'react'
import { BoundaryCard } from './boundary-card.tsx'
import { Widget } from './widget.tsx'

/** A fallback of one's own, for a part too small for the whole box. */
export function CustomFallbackCard() {
  const [error, setError] = useState<Error>()
  const onToggle = () => setError(error ? undefined : new Error('Thrown by the sparkline'))
  return (
    <BoundaryCard
      title="Custom fallback"
      hint="One line in place of the box; it has the same error id."
      breaking={{ isBroken: error !== undefined, onToggle }}
    >
      <ErrorBoundary name="sparkline" resetKeys={[error]} fallback={line}>
        <Widget name="Sparkline" error={error} />
      </ErrorBoundary>
    </BoundaryCard>
  )
}

const line = ({ errorId, isRepeated, tryAgain }: ErrorView) => (
  <p className="widget" role="alert">
    <span>
      No sparkline just now. <small>{errorId}</small>
    </span>
    {!isRepeated && (
      <button type="button" className="small" onClick={tryAgain}>
        Try again
      </button>
    )}
  </p>
)
