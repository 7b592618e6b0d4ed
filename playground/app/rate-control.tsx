import type { ChaosRule } from './chaos-rule.ts'
import { Switch } from './switch.tsx'

type RateControlProps = Readonly<{
  rule: ChaosRule
  disabled: boolean
  onEdit: (rule: ChaosRule) => void
}>

const LIMITS = [1, 2, 5, 10, 20, 50]
const WINDOWS_S = [5, 10, 30, 60]
const INITIAL = { limit: 5, windowMs: 10_000 }

/** So many requests in so many seconds, and 429 above. */
export function RateControl({ rule, disabled, onEdit }: RateControlProps) {
  const { rateLimit } = rule
  const { limit, windowMs } = rateLimit ?? INITIAL
  const set = (change: Partial<typeof INITIAL>) =>
    onEdit({ ...rule, rateLimit: { limit, windowMs, ...change } })
  const pick = (label: string, value: number, all: number[], choose: (value: number) => void) => (
    <select
      aria-label={label}
      value={value}
      disabled={disabled}
      onChange={(event) => choose(Number(event.target.value))}
    >
      {[...new Set([...all, value])]
        .sort((a, b) => a - b)
        .map((each) => (
          <option key={each}>{each}</option>
        ))}
    </select>
  )
  return (
    <Switch
      label="Rate limit"
      checked={rateLimit !== null}
      disabled={disabled}
      onChange={(checked) => onEdit({ ...rule, rateLimit: checked ? { limit, windowMs } : null })}
      hint={
        <>
          {pick('Requests let through', limit, LIMITS, (value) => set({ limit: value }))} in{' '}
          {pick('Seconds of the window', windowMs / 1_000, WINDOWS_S, (value) =>
            set({ windowMs: value * 1_000 }),
          )}{' '}
          s
        </>
      }
    />
  )
}
