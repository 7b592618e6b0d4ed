import { ErrorBoundary } from 'holdfast/react'
import { useState } from 'react'
import { BoundaryCard } from './boundary-card.tsx'
import { Widget } from './widget.tsx'

/** The nearest boundary shows the error; what is around it keeps its state. */
export function NestedCard() {
  const [error, setError] = useState<Error>()
  const onToggle = () => setError(error ? undefined : new Error('Thrown by the inner one'))
  return (
    <BoundaryCard
      title="Nested"
      hint="The inner boundary catches; the outer part keeps its count."
      breaking={{ isBroken: error !== undefined, onToggle }}
    >
      <ErrorBoundary name="outer">
        <Widget name="Outer" />
        <ErrorBoundary name="inner" resetKeys={[error]}>
          <Widget name="Inner" error={error} />
        </ErrorBoundary>
      </ErrorBoundary>
    </BoundaryCard>
  )
}
