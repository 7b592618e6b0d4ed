import type { UseQueryResult } from '@tanstack/react-query'
import type { HoldfastError } from 'holdfast'
import { useApiQuery } from 'holdfast/react'
import { AttemptNote } from '../app/attempt-note.tsx'
import { client } from '../app/api.ts'
import { health } from '../app/health.ts'
import { inWords } from '../app/in-words.ts'
import type { ProjectList } from '../app/project.ts'

const BURST = 20

/** Something for the network to matter to: a query that is seen, and requests on demand. */
export function LiveQuery() {
  const list = useApiQuery<ProjectList>('projects', {
    searchParams: { limit: 5 },
    meta: { silent: true },
  })
  return (
    <section className="panel" aria-labelledby="live-query-title">
      <header className="panel-header">
        <h3 id="live-query-title">Make it move</h3>
        <p>a query of this page, and requests beside it</p>
      </header>
      <div className="live-query">
        <p>
          <QueryNote list={list} />
          <AttemptNote method="GET" path="/api/v1/projects" />
        </p>
        <button type="button" className="small" onClick={() => void list.refetch()}>
          Ask again
        </button>
        <BurstButton />
        <button type="button" className="small" onClick={() => void health.checkNow()}>
          Check health
        </button>
      </div>
    </section>
  )
}

function QueryNote({ list }: { list: UseQueryResult<ProjectList, HoldfastError> }) {
  const { data, error, dataUpdatedAt, isPaused } = list
  const time = new Date(dataUpdatedAt).toLocaleTimeString([], { timeStyle: 'medium' })
  const trouble = isPaused ? 'Paused while offline' : error && inWords(error).title
  return (
    <span role="status">
      {trouble && <b>{trouble}. </b>}
      {data ? `${data.items.length} projects as of ${time}.` : !trouble && 'Reading …'}
    </span>
  )
}

/** Its failures are the page's to see in the table, not a toast's. */
function BurstButton() {
  const burst = () => {
    for (let call = 0; call < BURST; call += 1) {
      void client.get('projects?limit=1', { holdfast: { dedupe: false } }).then(ignore, ignore)
    }
  }
  return (
    <button type="button" className="small" onClick={burst}>
      Send {BURST} requests
    </button>
  )
}

const ignore = () => undefined
