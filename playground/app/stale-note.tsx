import { inWords } from './in-words.ts'

type StaleNoteProps = Readonly<{
  error: unknown
  /** Milliseconds since the epoch: when what is shown was read. */
  readAt: number
  onRetry: () => void
  busy: boolean
}>

/** Says quietly that what is shown may be old, and why. */
export function StaleNote({ error, readAt, onRetry, busy }: StaleNoteProps) {
  const { title, smallPrint } = inWords(error)
  const time = new Date(readAt).toLocaleTimeString([], { timeStyle: 'medium' })
  return (
    <>
      <span className="stale-text" role="status">
        <b>{title}</b> Shown as of {time}.
      </span>
      <small>{smallPrint}</small>
      <button type="button" className="small" disabled={busy} onClick={onRetry}>
        Try again
      </button>
    </>
  )
}
