import type { UseQueryResult } from '@tanstack/react-query'
import type { HoldfastError } from 'holdfast'
import { AttemptNote } from './attempt-note.tsx'
import { ListNote } from './list-note.tsx'
import type { ProjectList } from './project.ts'

type ListBarProps = Readonly<{
  list: UseQueryResult<ProjectList, HoldfastError>
  isFirst: boolean
  onNewer: () => void
  onOlder: (cursor: string) => void
}>

/** How old the list is, and the way to the rest of it. Always there, so that nothing moves. */
export function ListBar({ list, isFirst, onNewer, onOlder }: ListBarProps) {
  const next = list.data?.nextCursor
  return (
    <div className="list-bar">
      <ListNote list={list} />
      {list.isFetching && <AttemptNote method="GET" path="/api/v1/projects" />}
      {list.data && (
        <button
          type="button"
          className="small"
          disabled={list.isFetching}
          onClick={() => void list.refetch()}
        >
          {list.error ? 'Try again' : 'Refresh'}
        </button>
      )}
      <nav aria-label="Pages">
        <button type="button" className="small" disabled={isFirst} onClick={onNewer}>
          Newer
        </button>
        <button
          type="button"
          className="small"
          disabled={!next || list.isPlaceholderData}
          onClick={() => next && onOlder(next)}
        >
          Older
        </button>
      </nav>
    </div>
  )
}
