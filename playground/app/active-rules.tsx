import { useCircuit } from 'holdfast/react'
import { type ChaosRule, faults, prefixLabel } from './chaos-rule.ts'
import { useNow } from './live.ts'

type ActiveRulesProps = Readonly<{
  rules: readonly ChaosRule[] | undefined
  onClear: (prefix: string) => void
}>

/** What is broken now, rule by rule. */
export function ActiveRules({ rules, onClear }: ActiveRulesProps) {
  if (!rules) return <p className="active-rules">Asking the backend …</p>
  if (rules.length === 0) return <Mended />
  return (
    <ul className="active-rules" data-broken="" aria-label="Active rules">
      {rules.map((rule) => (
        <li key={rule.prefix}>
          <b>{prefixLabel(rule.prefix)}</b>
          <span>{faults(rule).join(', ')}</span>
          <button
            type="button"
            className="icon-button tiny"
            aria-label={`Clear the rule for ${prefixLabel(rule.prefix)}`}
            onClick={() => onClear(rule.prefix)}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" strokeWidth="1.5" />
            </svg>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** After mending the page does not know it yet: it says so where both are seen side by side. */
function Mended() {
  const { state, retryAt } = useCircuit()
  const waitS = Math.ceil(Math.max(0, (retryAt ?? 0) - useNow(1_000)) / 1_000)
  return (
    <p className="active-rules">
      Nothing is broken.
      {state !== 'closed' &&
        ` The page finds out by its next probe${waitS > 0 ? ` in ${waitS} s` : ''}.`}
    </p>
  )
}
