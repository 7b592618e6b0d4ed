import type { ChaosRule } from './chaos-rule.ts'
import { RateControl } from './rate-control.tsx'
import { Slider } from './slider.tsx'
import { Switch } from './switch.tsx'

type ChaosControlsProps = Readonly<{
  rule: ChaosRule
  disabled: boolean
  onEdit: (rule: ChaosRule) => void
}>

const ERROR_STATUSES = [500, 502, 503, 504]

/** Every fault by itself. */
export function ChaosControls({ rule, disabled, onEdit }: ChaosControlsProps) {
  const { latencyMs, jitterMs, errorRatio, errorStatus, outage, stallBody } = rule
  const edit = (change: Partial<ChaosRule>) => onEdit({ ...rule, ...change })
  const percent = Math.round(errorRatio * 100)
  return (
    <div className="controls">
      <Slider
        label="Latency"
        value={latencyMs}
        max={5_000}
        step={100}
        said={`${latencyMs} ms`}
        disabled={disabled}
        onChange={(value) => edit({ latencyMs: value })}
      />
      <Slider
        label="Jitter"
        value={jitterMs}
        max={5_000}
        step={100}
        said={`+${jitterMs} ms`}
        disabled={disabled}
        onChange={(value) => edit({ jitterMs: value })}
      />
      <Slider
        label="Errors"
        value={percent}
        max={100}
        step={5}
        said={`${percent} %`}
        disabled={disabled}
        onChange={(value) => edit({ errorRatio: value / 100 })}
      >
        {percent} %
        <select
          aria-label="Status of the errors"
          value={errorStatus}
          disabled={disabled}
          onChange={(event) => edit({ errorStatus: Number(event.target.value) })}
        >
          {ERROR_STATUSES.map((status) => (
            <option key={status}>{status}</option>
          ))}
        </select>
      </Slider>
      <RateControl rule={rule} disabled={disabled} onEdit={onEdit} />
      <Switch
        label="Stalled body"
        checked={stallBody}
        disabled={disabled}
        onChange={(checked) => edit({ stallBody: checked })}
      >
        half of it, then silence
      </Switch>
      <Switch
        label="Outage"
        checked={outage}
        disabled={disabled}
        onChange={(checked) => edit({ outage: checked })}
      >
        connections dropped
      </Switch>
    </div>
  )
}
