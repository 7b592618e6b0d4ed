import { useRef } from 'react'
import { Demo } from '../app/demo.tsx'
import { Failure } from '../app/failure.tsx'
import { EditBar } from './edit-bar.tsx'
import { useEdits } from './edit-log.ts'
import { IntentPanel } from './intent-panel.tsx'
import { NewRow } from './new-row.tsx'
import { LostRow, OptimisticRow } from './optimistic-row.tsx'
import { projects, ROWS } from './project-resource.ts'
import { useEditing } from './use-editing.ts'
import { tenWishes } from './wish.ts'

const LEAD =
  'Change what you like: it shows at once and is saved behind it. Then break the backend, and see ' +
  'what is taken back, why, and how to try it again.'

/** Rows whose changes show before the backend has them. */
export function OptimisticList() {
  const edits = useEdits()
  return (
    <Demo title="Optimistic list" lead={LEAD}>
      <div className="optimistic">
        <Rows />
        <IntentPanel edits={edits} />
      </div>
    </Demo>
  )
}

function Rows() {
  const list = projects.useList({ searchParams: { limit: ROWS } })
  const { data, error, isFetching, keyOf, isSaving } = list
  const { want, again } = useEditing()
  const edits = useEdits()
  const open = edits.filter(({ isOpen }) => isOpen)
  const lost = open.filter(({ wish }) => wish.type === 'add')
  const rows = useRef<HTMLUListElement>(null)
  return (
    <section className="panel" aria-labelledby="rows-title">
      <header className="panel-header">
        <h2 id="rows-title">Projects</h2>
        <NewRow onAdd={(name) => want({ type: 'add', name })} />
        <button
          type="button"
          className="small"
          disabled={!data}
          onClick={() => {
            for (const { row, wish } of tenWishes(data ?? [])) want(wish, row && keyOf(row))
          }}
        >
          Ten edits at once
        </button>
      </header>
      <EditBar edits={edits} onAgain={again} />
      <div className="edit-rows">
        {error && !data && (
          <Failure error={error} busy={isFetching} onRetry={() => void list.refetch()} />
        )}
        <ul ref={rows} tabIndex={-1} aria-label="Projects" aria-busy={!data}>
          {lost.map((edit) => (
            <LostRow key={edit.key} edit={edit} onAgain={again} />
          ))}
          {data?.slice(0, Math.max(0, ROWS - lost.length)).map((project) => (
            <OptimisticRow
              key={keyOf(project)}
              project={project}
              isSaving={isSaving(project)}
              failed={open.find(({ row }) => row === keyOf(project))}
              onAgain={again}
              onWant={(wish) => {
                want(wish, keyOf(project))
                // The button that had the focus goes with its row.
                if (wish.type === 'remove') rows.current?.focus()
              }}
            />
          ))}
        </ul>
      </div>
    </section>
  )
}
