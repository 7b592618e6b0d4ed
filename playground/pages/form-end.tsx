import { AttemptNote } from '../app/attempt-note.tsx'
import { FormFailure } from '../app/form-failure.tsx'

type FormEndProps = Readonly<{
  error: unknown
  /** What the server said of the form as a whole. */
  form: readonly string[]
  isPending: boolean
  done: string | undefined
  /** The route that is called, to show its attempts. */
  path: string
  /** What the button says. */
  children: string
}>

/** What concerns the form as a whole, and its button. Always of the same height. */
export function FormEnd({ error, form, isPending, done, path, children }: FormEndProps) {
  return (
    <>
      <div className="form-summary" role="alert">
        {isRefusal(error)
          ? form.map((message) => <span key={message}>{message}</span>)
          : Boolean(error) && <FormFailure error={error} />}
      </div>
      <footer className="form-end">
        <span className="form-progress">
          <span role="status">{done}</span>
          {isPending && <AttemptNote method="POST" path={path} />}
        </span>
        <button type="submit" className="primary" disabled={isPending}>
          {isPending ? 'Sending …' : children}
        </button>
      </footer>
    </>
  )
}

/** Answered, and not by a broken server: its words are for this user. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error &&
  'status' in error &&
  typeof error.status === 'number' &&
  error.status < 500
