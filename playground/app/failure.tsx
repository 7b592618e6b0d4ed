import { inWords } from './in-words.ts'

type FailureProps = Readonly<{ error: unknown; onRetry: () => void; busy?: boolean }>

/** Where nothing can be shown: what happened, and a way on. */
export function Failure({ error, onRetry, busy = false }: FailureProps) {
  const { title, advice, smallPrint } = inWords(error)
  return (
    <div className="failure" role="alert">
      <strong>{title}</strong>
      <p>{advice}</p>
      <button type="button" disabled={busy} onClick={onRetry}>
        {busy ? 'Trying …' : 'Try again'}
      </button>
      <small>{smallPrint}</small>
    </div>
  )
}
