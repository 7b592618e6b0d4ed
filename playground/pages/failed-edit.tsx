import { dismiss, type Edit } from './edit-log.ts'
import { inShort, undone } from './wish.ts'
import { whyNot } from './why-not.ts'

type FailedEditProps = Readonly<{ edit: Edit; onAgain: (edit: Edit) => void }>

/** In a row: what was not saved, why, and the way on. */
export function FailedEdit({ edit, onAgain }: FailedEditProps) {
  const { key, wish, error } = edit
  const said = `${undone(wish)} ${whyNot(error)}`
  return (
    <span className="edit-line">
      <span className="edit-note" title={said}>
        {said}
      </span>
      <span className="edit-ways">
        <button
          type="button"
          className="small"
          aria-label={`Try again: ${inShort(wish)}`}
          onClick={() => onAgain(edit)}
        >
          Try again
        </button>
        <button
          type="button"
          className="icon-button tiny"
          aria-label={`Leave it: ${inShort(wish)}`}
          onClick={() => dismiss(key)}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" strokeWidth="1.5" />
          </svg>
        </button>
      </span>
    </span>
  )
}
