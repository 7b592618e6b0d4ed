import { useState } from 'react'
import { useCrash } from './crash.ts'
import { Failure } from './failure.tsx'
import { ListBar } from './list-bar.tsx'
import { NewProject } from './new-project.tsx'
import { type Status, STATUSES } from './project.ts'
import { ProjectTable } from './project-table.tsx'
import { Segmented } from './segmented.tsx'
import { useProjectPage } from './use-project-page.ts'

const FILTERS = ['all', ...STATUSES].map((value) => ({
  value: value as Status | 'all',
  label: value.charAt(0).toUpperCase() + value.slice(1),
}))

/** The projects of the backend, page by page. */
export function Projects() {
  useCrash()
  const [status, setStatus] = useState<Status>()
  // The cursors that led here, so that there is a way back; the first page has none.
  const [cursors, setCursors] = useState<readonly string[]>([])
  const list = useProjectPage({ status, cursor: cursors.at(-1) })
  const { data, error, isFetching } = list
  const filter = (value: Status | 'all') => {
    setStatus(value === 'all' ? undefined : value)
    setCursors([])
  }
  return (
    <section id="projects" className="panel projects" aria-labelledby="projects-title">
      <header className="panel-header">
        <h2 id="projects-title">Projects</h2>
        <Segmented legend="Status" options={FILTERS} value={status ?? 'all'} onChange={filter} />
        <NewProject />
      </header>
      <ListBar
        list={list}
        isFirst={cursors.length === 0}
        onNewer={() => setCursors(cursors.slice(0, -1))}
        onOlder={(cursor) => setCursors([...cursors, cursor])}
      />
      <div className="project-list" data-stale={error !== null || list.isPlaceholderData}>
        {error && !data ? (
          <Failure error={error} busy={isFetching} onRetry={() => void list.refetch()} />
        ) : (
          <ProjectTable projects={data?.items} />
        )}
        {data?.items.length === 0 && <p className="empty">No project here. Make one.</p>}
      </div>
    </section>
  )
}
