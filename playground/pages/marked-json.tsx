import { partsOf, runsOf } from './marked-lines.ts'

type MarkedJsonProps = Readonly<{
  label: string
  json: string
  marks: readonly string[]
  tone: 'masked' | 'secret'
}>

/** JSON with the marks in sight and what lies between them folded away. */
export function MarkedJson({ label, json, marks, tone }: MarkedJsonProps) {
  return (
    // Scrolls, so the keyboard must reach it.
    <div className="json" data-tone={tone} tabIndex={0} role="region" aria-label={label}>
      {runsOf(json, marks).map(({ at, isShown, lines }) =>
        isShown ? (
          <Lines key={at} lines={lines} marks={marks} />
        ) : (
          <details key={at}>
            <summary>{lines.length} lines</summary>
            <Lines lines={lines} marks={marks} />
          </details>
        ),
      )}
    </div>
  )
}

function Lines({ lines, marks }: Readonly<{ lines: readonly string[]; marks: readonly string[] }>) {
  let at = 0
  return (
    <pre>
      {partsOf(lines.join('\n'), marks).map((part, index) => {
        const key = (at += part.length + 1)
        return index % 2 === 1 ? <mark key={key}>{part}</mark> : <span key={key}>{part}</span>
      })}
    </pre>
  )
}
