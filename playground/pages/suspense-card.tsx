import { ErrorBoundary, useSuspenseApiQuery } from 'holdfast/react'
import { Suspense, useState } from 'react'
import type { Project, ProjectList } from '../app/project.ts'
import { BoundaryCard } from './boundary-card.tsx'
import { NOWHERE } from './nowhere.ts'

/** The first answer is waited for by Suspense, its failure is shown by the boundary. */
export function SuspenseCard() {
  const [isBroken, setBroken] = useState(false)
  return (
    <BoundaryCard
      title="Suspense query"
      hint="Broken, it asks for a project that is not there; the server's words are quoted."
      breaking={{ isBroken, onToggle: () => setBroken(!isBroken) }}
    >
      <ErrorBoundary name="suspense" resetKeys={[isBroken]}>
        <Suspense fallback={<p className="widget">Reading …</p>}>
          {isBroken ? <Lost /> : <Newest />}
        </Suspense>
      </ErrorBoundary>
    </BoundaryCard>
  )
}

function Newest() {
  const { data } = useSuspenseApiQuery<ProjectList>('projects', { searchParams: { limit: 1 } })
  return <p className="widget">Newest: {data.items[0]?.name ?? 'none'}</p>
}

function Lost() {
  const { data } = useSuspenseApiQuery<Project>(NOWHERE)
  return <p className="widget">{data.name}</p>
}
