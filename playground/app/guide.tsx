import { useState } from 'react'
import { startAnew } from './chaos-api.ts'
import { BURST } from './traffic-generator.tsx'

/** What this page is, what to press first, and the way back to how it was found. */
export function Guide() {
  const [busy, setBusy] = useState(false)
  const leave = () => location.reload()
  const start = () => {
    setBusy(true)
    // The desk itself says so where the backend does not answer.
    startAnew().then(leave, leave)
  }
  return (
    <section className="panel guide" aria-labelledby="guide-title">
      <header>
        <h2 id="guide-title">A backend that fails, and a page that holds</h2>
        <p>
          The projects below come through Holdfast, with its defaults, from a real backend on this
          machine. The chaos desk breaks that backend.
        </p>
      </header>
      <ol>
        <li>
          Press <b>Outage</b>, then <b>Burst of {BURST}</b>: the circuit opens, what would be in
          vain is not sent, and the list stays.
        </li>
        <li>
          Press <b>Healthy</b>: the next probe gets an answer, and within seconds all is green by
          itself.
        </li>
        <li>
          Try the other presets with <b>Steady</b> traffic, and change a project meanwhile.
        </li>
      </ol>
      <button type="button" className="small" disabled={busy} onClick={start}>
        Start anew
      </button>
    </section>
  )
}
