import { useState } from 'react'
import { ActiveRules } from './active-rules.tsx'
import { ChaosControls } from './chaos-controls.tsx'
import { fits, healthy, isHealthy, PREFIXES, PRESETS } from './chaos-rule.ts'
import { Segmented } from './segmented.tsx'
import { useChaos } from './use-chaos.ts'

const OPTIONS = PREFIXES.map(({ prefix, label }) => ({ value: prefix, label }))

/** Breaks the real backend, and mends it. */
export function ChaosDesk() {
  const chaos = useChaos()
  const [prefix, setPrefix] = useState<(typeof PREFIXES)[number]['prefix']>('/')
  const rule = chaos.ruleFor(prefix)
  const disabled = chaos.rules === undefined
  const choose = (preset: (typeof PRESETS)[number]) => {
    const next = { ...healthy(prefix), ...preset.rule }
    // Healthy means all of it, whatever other prefixes say.
    if (isHealthy(next)) chaos.clear()
    else chaos.apply(next)
  }
  return (
    <section className="panel chaos" aria-labelledby="chaos-title">
      <header className="panel-header">
        <h2 id="chaos-title">Chaos desk</h2>
        <p role="status">{chaos.saving && chaos.rules ? 'saving …' : 'breaks the real backend'}</p>
        <button
          type="button"
          className="small"
          disabled={!chaos.rules?.length}
          onClick={() => chaos.clear()}
        >
          Clear
        </button>
      </header>
      <ActiveRules rules={chaos.rules} onClear={chaos.clear} />
      {chaos.failure && (
        <p className="inline-failure" role="alert">
          {chaos.failure}
          <button type="button" className="small" onClick={chaos.reload}>
            Try again
          </button>
        </p>
      )}
      <div className="presets" role="group" aria-label="Presets">
        {PRESETS.map((preset) => (
          <button
            key={preset.name}
            type="button"
            disabled={disabled}
            aria-pressed={fits(rule, preset.rule)}
            onClick={() => choose(preset)}
          >
            <strong>{preset.name}</strong>
            <span>{preset.hint}</span>
          </button>
        ))}
      </div>
      <Segmented legend="Applies to" options={OPTIONS} value={prefix} onChange={setPrefix} />
      <ChaosControls rule={rule} disabled={disabled} onEdit={chaos.edit} />
    </section>
  )
}
