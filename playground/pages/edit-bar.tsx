import type { Edit } from './edit-log.ts'
import { inShort } from './wish.ts'
import { whyNot } from './why-not.ts'

type EditBarProps = Readonly<{ edits: readonly Edit[]; onAgain: (edit: Edit) => void }>

/** How things stand, over the rows. Always there, so that nothing moves. */
export function EditBar({ edits, onAgain }: EditBarProps) {
  const open = edits.filter(({ isOpen }) => isOpen)
  const saving = edits.filter(({ state }) => state === 'pending').length
  return (
    <div className="list-bar">
      <p className="list-note">
        {open.length > 0 && <b className="not-saved">{changes(open.length)} not saved. </b>}
        {saving > 0 ? `Saving ${changes(saving)} …` : open.length === 0 && 'Everything is saved.'}
      </p>
      <span className="visually-hidden" role="alert">
        {aloud(open)}
      </span>
      <button
        type="button"
        className="small"
        disabled={open.length === 0}
        onClick={() => open.toReversed().forEach(onAgain)}
      >
        Try all again
      </button>
    </div>
  )
}

/** What a screen reader says when a change is taken back: the newest, and how many there are. */
function aloud(open: readonly Edit[]): string {
  const [newest] = open
  if (!newest) return ''
  const more = open.length > 1 ? `${changes(open.length)} not saved. The last: ` : 'Not saved: '
  return `${more}${inShort(newest.wish)}. ${whyNot(newest.error)}`
}

const changes = (count: number): string => (count === 1 ? '1 change' : `${count} changes`)
