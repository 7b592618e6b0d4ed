import { inWords } from '../app/in-words.ts'
import type { Edit } from './edit-log.ts'
import { inShort } from './wish.ts'

const TONES = { pending: 'note', answered: 'success', failed: 'failed' } as const

/** Every change in the order in which it was wanted, newest first, and what became of it. */
export function IntentPanel({ edits }: { edits: readonly Edit[] }) {
  const count = (state: Edit['state']) => edits.filter((edit) => edit.state === state).length
  return (
    <section className="panel intents" aria-labelledby="intents-title">
      <header className="panel-header">
        <h2 id="intents-title">Intent log</h2>
        <p>newest first</p>
      </header>
      <div className="list-bar">
        <p className="list-note">
          {count('pending')} pending · {count('answered')} answered · {count('failed')} failed
        </p>
      </div>
      {edits.length === 0 ? (
        <p className="empty">Change something: what you want shows here, and what came of it.</p>
      ) : (
        // Scrolls, so the keyboard must reach it.
        <ol tabIndex={0} aria-label="Changes, newest first">
          {edits.map((edit) => (
            <li key={edit.key} data-tone={TONES[edit.state]}>
              <span className="wanted">{inShort(edit.wish)}</span>
              <span className="outcome">{edit.state}</span>
              <small>{smallPrint(edit)}</small>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

function smallPrint({ state, error, tookMs, turns, key }: Edit): string {
  const took = state === 'pending' ? 'on its way' : `${Math.round(tookMs)} ms`
  const end = state === 'failed' ? inWords(error).smallPrint : `${took} · key ${key.slice(0, 8)}`
  return turns > 1 ? `${end} · turn ${turns}` : end
}
