import { DeleteButton } from '../app/delete-button.tsx'
import type { Project } from '../app/project.ts'
import { StatusSelect } from '../app/status-select.tsx'
import type { Edit } from './edit-log.ts'
import { FailedEdit } from './failed-edit.tsx'
import { NameInPlace } from './name-in-place.tsx'
import { SaveMark } from './save-mark.tsx'
import type { Wish } from './wish.ts'

type OptimisticRowProps = Readonly<{
  project: Project
  isSaving: boolean
  /** The newest change of this row that was not saved. */
  failed: Edit | undefined
  onWant: (wish: Wish) => void
  onAgain: (edit: Edit) => void
}>

/** A project, to be changed in its place, as often as one likes: nothing waits for the backend. */
export function OptimisticRow({ project, isSaving, failed, onWant, onAgain }: OptimisticRowProps) {
  const { id, name, status, owner } = project
  return (
    <li className="edit-row" aria-busy={isSaving} data-failed={failed && failed.turns % 2}>
      <NameInPlace
        name={name}
        onRename={(to) => onWant({ type: 'rename', id, from: name, name: to })}
      />
      <StatusSelect
        label={`Status of ${name}`}
        value={status}
        busy={false}
        onChange={(to) => onWant({ type: 'status', id, name, status: to })}
      />
      <SaveMark state={isSaving ? 'saving' : failed ? 'failed' : 'saved'} />
      <DeleteButton
        name={name}
        busy={false}
        onDelete={() => onWant({ type: 'remove', id, name })}
      />
      {failed ? (
        <FailedEdit edit={failed} onAgain={onAgain} />
      ) : (
        <span className="edit-line edit-note">{owner}</span>
      )}
    </li>
  )
}

type LostRowProps = Readonly<{ edit: Edit; onAgain: (edit: Edit) => void }>

/** Where a new row was that the backend did not make. */
export function LostRow({ edit, onAgain }: LostRowProps) {
  return (
    <li className="edit-row lost" data-failed={edit.turns % 2}>
      <s className="name-in-place">{edit.wish.name || 'no name'}</s>
      <span />
      <SaveMark state="failed" />
      <span />
      <FailedEdit edit={edit} onAgain={onAgain} />
    </li>
  )
}
