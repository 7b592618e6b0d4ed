import { useApiMutation } from 'holdfast/react'
import { AttemptNote } from './attempt-note.tsx'
import { DeleteButton } from './delete-button.tsx'
import { inWords } from './in-words.ts'
import type { Project, Status } from './project.ts'
import { StatusSelect } from './status-select.tsx'
import { TimeAgo } from './time-ago.tsx'

/** A project, to be changed and deleted in its place. A change shows before the backend has it. */
export function ProjectRow({ project }: { project: Project }) {
  const { id, name, description, owner, updatedAt, version } = project
  const change = useApiMutation<Project, Status>({
    mutationFn: (status, client) =>
      client.patch(`projects/${id}`, { json: { status, version } }).json<Project>(),
    invalidates: ['projects'],
    meta: { silent: true },
  })
  const remove = useApiMutation<unknown>({
    mutationFn: (_, client) => client.delete(`projects/${id}`),
    invalidates: ['projects'],
    meta: { silent: true },
  })
  const error = change.error ?? remove.error
  const method = change.isPending ? 'PATCH' : remove.isPending ? 'DELETE' : undefined
  const failure = error && !method ? inWords(error) : undefined
  return (
    <tr data-leaving={remove.isPending || remove.isSuccess}>
      <td className="what">
        <span>
          <span className="project-name">{name}</span>
          {method && <AttemptNote method={method} path="/api/v1/projects/:id" />}
          {failure && <small>{failure.smallPrint}</small>}
        </span>
        {failure ? (
          <span className="project-note row-failure" role="alert">
            Not saved. {failure.title}.
          </span>
        ) : (
          <span className="project-note">{description}</span>
        )}
      </td>
      <td>
        <StatusSelect
          label={`Status of ${name}`}
          value={change.isPending ? change.variables : project.status}
          busy={change.isPending}
          onChange={change.mutate}
        />
      </td>
      <td className="owner">{owner}</td>
      <td className="updated">
        <TimeAgo at={updatedAt} />
      </td>
      <td className="actions">
        <DeleteButton name={name} busy={remove.isPending} onDelete={remove.mutate} />
      </td>
    </tr>
  )
}
