import { useState } from 'react'
import { usePicture } from './live.ts'
import type { LogEntry } from './log-entry.ts'

/** The last events of the client, newest first. It can be held still to be read. */
export function EventLog() {
  const { lines } = usePicture()
  const [held, setHeld] = useState<readonly LogEntry[]>()
  const newer = held && (lines[0]?.id ?? 0) - (held[0]?.id ?? 0)
  return (
    <section className="panel event-log" aria-labelledby="events-title">
      <header className="panel-header">
        <h2 id="events-title">Events</h2>
        <p>{newer ? `${newer} newer` : held ? 'held still' : 'newest first'}</p>
        <button
          type="button"
          className="small"
          aria-pressed={held !== undefined}
          onClick={() => setHeld(held ? undefined : lines)}
        >
          {held ? 'Go on' : 'Pause'}
        </button>
      </header>
      {lines.length === 0 ? (
        <p className="empty">What the client does shows here as it happens.</p>
      ) : (
        // Scrolls, so the keyboard must reach it.
        <ol tabIndex={0} aria-label="Events, newest first">
          {(held ?? lines).map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </ol>
      )}
    </section>
  )
}

function Line({ line: { at, type, route, outcome, tone, times } }: { line: LogEntry }) {
  return (
    <li data-tone={tone}>
      <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time>
      <span className="type">{type}</span>
      <span className="route">{route}</span>
      <span className="outcome">
        {outcome}
        {times > 1 && <b> ×{times}</b>}
      </span>
    </li>
  )
}

/** Minutes, seconds and tenths: the hour is known. */
function clockTime(at: number): string {
  const date = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  const tenths = Math.floor(date.getMilliseconds() / 100)
  return `${two(date.getMinutes())}:${two(date.getSeconds())}.${tenths}`
}
