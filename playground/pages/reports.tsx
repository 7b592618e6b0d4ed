import { useState } from 'react'
import { Demo } from '../app/demo.tsx'
import '../styles/figures.css'
import '../styles/reports.css'
import { EnvelopeList } from './envelope-list.tsx'
import { EnvelopeView } from './envelope-view.tsx'
import { type EnvelopeItem, useEnvelopes } from './envelopes.ts'
import { Figure, Figures } from './figures.tsx'
import { LEAKY_ACTS, type LeakyAct, perform } from './leaky-acts.ts'

/** What a reporter would have told Sentry, read before it leaves. */
export function Reports() {
  const { items, planted, found } = useEnvelopes()
  const [picked, setPicked] = useState<EnvelopeItem>()
  const [underWay, setUnderWay] = useState(0)
  const act = (chosen: LeakyAct) => {
    setPicked(undefined) // so that the newest is shown
    setUnderWay((before) => before + 1)
    void perform(chosen).finally(() => setUnderWay((before) => before - 1))
  }
  // A session says that there was an error, and nothing of it.
  const chosen = picked ?? items.find(({ type }) => type !== 'session') ?? items[0]
  return (
    <Demo
      title="Reports"
      lead="The real Sentry, with its transport caught in this page: nothing leaves. Cause something full of secrets, then look for them in what would have been sent."
    >
      <Figures>
        <Figure name="Planted" value={planted} unit="secrets in calls and reports" />
        <Figure
          name="Found"
          isLive
          value={found}
          unit={found === 0 ? 'secrets in what was sent' : `${found} secrets in what was sent`}
          tone={found === 0 ? 'good' : 'bad'}
        />
        <Figure name="Items" value={items[0]?.id ?? 0} unit="in envelopes so far" />
      </Figures>
      <div className="samples acts" role="group" aria-label="Cause">
        {LEAKY_ACTS.map((each) => (
          <button key={each.name} type="button" onClick={() => act(each)}>
            <strong>{each.name}</strong>
            <span>{each.hint}</span>
          </button>
        ))}
      </div>
      <section className="panel envelopes" aria-labelledby="envelopes-title">
        <header className="panel-header">
          <h2 id="envelopes-title">Envelope items</h2>
          <p role="status">{underWay > 0 ? 'a call is under way …' : 'newest first'}</p>
        </header>
        <EnvelopeList items={items} chosen={chosen} onChoose={setPicked} />
        <EnvelopeView item={chosen} />
      </section>
    </Demo>
  )
}
