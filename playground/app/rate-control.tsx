import type { ChaosRule } from './chaos-rule.ts'
import { Pick } from './pick.tsx'
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
  const { limit, windowMs } = rule.rateLimit ?? INITIAL
  const set = (change: Partial<typeof INITIAL>) =>
    onEdit({ ...rule, rateLimit: { limit, windowMs, ...change } })
  return (
    <Switch
      label="Rate limit"
      checked={rule.rateLimit !== null}
      disabled={disabled}
      onChange={(checked) => (checked ? set({}) : onEdit({ ...rule, rateLimit: null }))}
    >
      <Pick
        label="Requests let through"
        value={limit}
        all={LIMITS}
        disabled={disabled}
        onChange={(value) => set({ limit: value })}
      />
      in
      <Pick
        label="Seconds of the window"
        value={windowMs / 1_000}
        all={WINDOWS_S}
        disabled={disabled}
        onChange={(value) => set({ windowMs: value * 1_000 })}
      />
      s
    </Switch>
  )
}
