import { isHoldfastError } from 'holdfast'
import { useFieldErrors } from 'holdfast/react'

/** What came over the wire, and what `fieldErrors` made of it. */
export function AnswerPanel({ error }: { error: unknown }) {
  const read = useFieldErrors(error)
  return (
    <section className="panel answer" aria-label="The answer">
      <h3>{answerTitle(error)}</h3>
      <pre tabIndex={0} aria-label="Body of the answer">
        {pretty(bodyOf(error))}
      </pre>
      <h3>
        <code>fieldErrors(error)</code>
      </h3>
      <pre tabIndex={0} aria-label="What fieldErrors reads">
        {pretty(error ? read : undefined)}
      </pre>
    </section>
  )
}

function answerTitle(error: unknown): string {
  if (!isHoldfastError(error)) return 'The answer'
  if (error.code === 'PROBLEM') return `${error.status} application/problem+json`
  return error.status ? `${error.status} application/json` : `${error.code}, no answer`
}

function bodyOf(error: unknown): unknown {
  if (!isHoldfastError(error)) return undefined
  if (error.code === 'PROBLEM') return error.problem
  return error.code === 'HTTP' ? error.data : undefined
}

const pretty = (value: unknown): string =>
  value === undefined ? '—' : JSON.stringify(value, undefined, 2)
