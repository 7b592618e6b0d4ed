import { ErrorBoundary } from 'holdfast/react'
import { useState } from 'react'
import { Segmented } from '../app/segmented.tsx'
import { BoundaryCard } from './boundary-card.tsx'
import { Widget } from './widget.tsx'

const TABS = ['Atlas', 'Broken', 'Kelp'].map((value) => ({ value, label: value }))

/** Another choice is another chance, without a press of Try again. */
export function ResetKeyCard() {
  const [tab, setTab] = useState('Atlas')
  return (
    <BoundaryCard
      title="Reset by key"
      hint="Choose the broken one, then another: its key resets the boundary."
    >
      <Segmented legend="Shown" options={TABS} value={tab} onChange={setTab} />
      <ErrorBoundary name="tabs" resetKeys={[tab]}>
        <Tab key={tab} name={tab} />
      </ErrorBoundary>
    </BoundaryCard>
  )
}

function Tab({ name }: { name: string }) {
  const [error] = useState(() => new Error('This tab cannot be shown'))
  return <Widget name={name} error={name === 'Broken' ? error : undefined} />
}
