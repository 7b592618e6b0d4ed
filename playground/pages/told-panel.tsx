import { forgetTold, type Told, useTold } from '../app/told.ts'
import { OneErrorThreeWays } from './one-error-three-ways.tsx'
import { UncaughtErrors } from './uncaught-errors.tsx'

/** What `reporter` and `notify` were told: one line for each error. */
export function ToldPanel() {
  const lines = useTold()
  return (
    <section className="panel told" aria-labelledby="told-title">
      <header className="panel-header">
        <h3 id="told-title">Told</h3>
        <p>each error once, whoever sees it</p>
        <button type="button" className="small" disabled={!lines.length} onClick={forgetTold}>
          Forget
        </button>
      </header>
      <div className="told-ways">
        <UncaughtErrors />
        <OneErrorThreeWays />
      </div>
      {/* Scrolls, so the keyboard must reach it. */}
      <div className="told-list" role="region" aria-label="Errors, newest first" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Error</th>
              <th scope="col">Seen by</th>
              <th scope="col">Error id</th>
              <th scope="col">Reported</th>
              <th scope="col">Toast</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </tbody>
        </table>
        {lines.length === 0 && <p className="empty">Break something.</p>}
      </div>
    </section>
  )
}

function Line({ line: { what, seenBy, errorId, reported, notified } }: { line: Told }) {
  return (
    <tr>
      <td>{what}</td>
      <td>{seenBy}</td>
      <td title={errorId}>{errorId.slice(0, 8)}</td>
      <td>{reported}×</td>
      <td>{notified === 0 ? 'none' : `${notified}×`}</td>
    </tr>
  )
}
