import { usePicture } from './live.ts'
import { OUTCOME_HINTS, OUTCOME_LABELS, OUTCOMES } from './outcome.ts'

/** What the colours mean, and how many of each there were in the last minute. */
export function ChartLegend() {
  const { seconds } = usePicture()
  return (
    <dl className="legend" aria-label="Requests of the last 60 seconds">
      {OUTCOMES.map((outcome) => (
        <div key={outcome} title={OUTCOME_HINTS[outcome]}>
          <dt>
            <i className="swatch" data-outcome={outcome} aria-hidden="true" />
            {OUTCOME_LABELS[outcome]}
          </dt>
          <dd>{seconds.reduce((sum, { counts }) => sum + counts[outcome], 0)}</dd>
        </div>
      ))}
    </dl>
  )
}
