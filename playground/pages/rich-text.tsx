import { sanitizeHTML, sanitizeInput } from 'holdfast/sanitize'
import { SafeHtml } from 'holdfast/sanitize/react'
import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import { Demo } from '../app/demo.tsx'
import { Switch } from '../app/switch.tsx'
import '../styles/figures.css'
import '../styles/rich-text.css'
import { AlarmFigures } from './alarm-figures.tsx'
import { Samples } from './samples.tsx'
import { SAMPLES } from './rich-text-samples.ts'
import { SealedFrame } from './sealed-frame.tsx'
import { sourceDiff } from './source-diff.ts'
import { SourceView } from './source-view.tsx'

const LONGEST = 4_000

/** Markup of strangers, before and after. */
export function RichText() {
  const [typed, setTyped] = useState(SAMPLES[0]?.html ?? '')
  const [allowImages, setAllowImages] = useState(false)
  const [ran, setRan] = useState({ html: '', times: 0 })
  const html = useDeferredValue(typed)
  const pieces = useMemo(
    () => sourceDiff(html, sanitizeHTML(html, { allowImages })),
    [html, allowImages],
  )
  const onRing = useCallback(
    () => setRan((before) => ({ html, times: before.html === html ? before.times + 1 : 1 })),
    [html],
  )
  return (
    <Demo
      title="Rich text"
      lead="Markup that somebody else wrote, made safe at the moment it is shown. Pick a sample or write your own attack: it calls alarm() or alert()."
    >
      <AlarmFigures pieces={pieces} unsafe={ran.html === html ? ran.times : 0} />
      <Samples current={typed} onPick={setTyped} />
      <div className="panes">
        <section className="panel pane" aria-labelledby="typed-title">
          <header className="panel-header">
            <h2 id="typed-title">Typed</h2>
            <p>as it came</p>
          </header>
          <textarea
            className="source"
            aria-labelledby="typed-title"
            spellCheck={false}
            maxLength={LONGEST}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </section>
        <section className="panel pane" aria-labelledby="clean-title">
          <header className="panel-header">
            <h2 id="clean-title">sanitizeHTML</h2>
            <p className="key">
              <del>taken out</del> <ins>put in</ins>
            </p>
            <Switch label="allowImages" checked={allowImages} onChange={setAllowImages} />
          </header>
          <SourceView label="The markup, sanitised" pieces={pieces} />
        </section>
        <section className="panel pane" aria-labelledby="shown-title">
          <header className="panel-header">
            <h2 id="shown-title">SafeHtml</h2>
            <p>as a reader sees it</p>
          </header>
          <div className="shown" tabIndex={0} role="region" aria-label="The markup, shown">
            <SafeHtml as="article" className="prose" html={html} allowImages={allowImages} />
          </div>
        </section>
        <section className="panel pane" aria-labelledby="text-title">
          <header className="panel-header">
            <h2 id="text-title">sanitizeInput</h2>
            <p>no markup at all</p>
          </header>
          <pre className="source" tabIndex={0} role="region" aria-label="The text in it">
            {sanitizeInput(html)}
          </pre>
        </section>
      </div>
      <SealedFrame key={html} html={html} onRing={onRing} />
    </Demo>
  )
}
