import { ErrorBoundary, useClient, useErrorBoundary } from 'holdfast/react'
import { useState } from 'react'
import { BoundaryCard } from './boundary-card.tsx'
import { NOWHERE } from './nowhere.ts'

/** React hands no error of a promise to a boundary: the code that catches it does. */
export function HandedOverCard() {
  return (
    <BoundaryCard
      title="Handed over"
      hint="A promise fails after the click; showBoundary shows it here."
    >
      <ErrorBoundary name="handed over">
        <Opener />
      </ErrorBoundary>
    </BoundaryCard>
  )
}

function Opener() {
  const client = useClient()
  const { showBoundary } = useErrorBoundary()
  const [isBusy, setBusy] = useState(false)
  const [found, setFound] = useState('')
  const open = (path: string) => {
    setBusy(true)
    client
      .get(path)
      .json()
      .then(() => setFound('Opened.'))
      .catch(showBoundary)
      .finally(() => setBusy(false))
  }
  return (
    <div className="widget">
      <span role="status">{isBusy ? 'Opening …' : found || 'Nothing opened yet.'}</span>
      <button type="button" className="small" onClick={() => open('projects?limit=1')}>
        Open one
      </button>
      <button type="button" className="small" onClick={() => open(NOWHERE)}>
        Open a lost one
      </button>
    </div>
  )
}
