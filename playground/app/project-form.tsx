import { fieldErrors } from 'holdfast'
import { useApiMutation } from 'holdfast/react'
import { type SubmitEvent, useEffect, useRef } from 'react'
import { AttemptNote } from './attempt-note.tsx'
import { Field } from './field.tsx'
import { FormFailure } from './form-failure.tsx'
import { type Project, STATUSES } from './project.ts'

type ProjectFormProps = Readonly<{ onMade: (name: string) => void; onCancel: () => void }>

type Draft = Readonly<{ values: Readonly<Record<string, unknown>>; key: string }>

/**
 * Makes a project. The backend alone judges the values: what it says of a field stands at the field.
 *
 * The same values are sent under the same `Idempotency-Key`: so the transport may repeat the POST,
 * and pressing twice after a lost answer makes one project.
 */
export function ProjectForm({ onMade, onCancel }: ProjectFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const sent = useRef({ text: '', key: '' })
  const create = useApiMutation<Project, Draft>({
    mutationFn: ({ values, key }, client) =>
      client
        .post('projects', { json: values, headers: { 'Idempotency-Key': key } })
        .json<Project>(),
    invalidates: ['projects'],
    meta: { silent: true },
    onSuccess: ({ name }) => onMade(name),
  })
  const { error, isPending } = create
  const isProblem = error?.code === 'PROBLEM' && error.status < 500
  const { fields, form: general } = fieldErrors(isProblem ? error : undefined)
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [error])

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = Object.fromEntries(new FormData(event.currentTarget))
    const text = JSON.stringify(values)
    if (text !== sent.current.text) sent.current = { text, key: crypto.randomUUID() }
    create.mutate({ values, key: sent.current.key })
  }
  return (
    <form ref={form} className="project-form" noValidate onSubmit={submit}>
      <Field label="Name" name="name" errors={fields['name']} hint="Three characters or more.">
        {(control) => <input {...control} autoComplete="off" required />}
      </Field>
      <Field label="Owner" name="owner" errors={fields['owner']} hint="An email address.">
        {(control) => <input {...control} type="email" autoComplete="email" required />}
      </Field>
      <Field
        label="Description"
        name="description"
        errors={fields['description']}
        hint="May stay empty."
      >
        {(control) => <input {...control} autoComplete="off" />}
      </Field>
      <Field label="Status" name="status" errors={fields['status']}>
        {(control) => (
          <select {...control}>
            {STATUSES.map((status) => (
              <option key={status}>{status}</option>
            ))}
          </select>
        )}
      </Field>
      <div className="form-note" role="alert">
        {general.map((message) => (
          <span key={message}>{message}</span>
        ))}
        {error && !isProblem && <FormFailure error={error} />}
      </div>
      <footer>
        <span className="form-progress">
          {isPending && <AttemptNote method="POST" path="/api/v1/projects" />}
        </span>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="primary" disabled={isPending}>
          {isPending ? 'Saving …' : 'Create project'}
        </button>
      </footer>
    </form>
  )
}
