import { useEffect, useEffectEvent, useState } from 'react'
import { Slider } from './slider.tsx'
import { Switch } from './switch.tsx'
import { useTraffic } from './use-traffic.ts'

const INTERVALS_MS = [2_000, 1_000, 500, 250, 100]
const BURST = 50
const BURST_EVERY_MS = 10_000

/** Requests without a hand, so that the machinery is seen moving. */
export function TrafficGenerator({ paths }: { paths: readonly string[] }) {
  const { counts, send } = useTraffic(paths)
  const [steady, setSteady] = useState(false)
  const [bursts, setBursts] = useState(false)
  const [speed, setSpeed] = useState(1)
  const everyMs = INTERVALS_MS[speed] ?? 1_000
  useRepeated(() => send(1), steady ? everyMs : undefined)
  useRepeated(() => send(BURST), bursts ? BURST_EVERY_MS : undefined)
  return (
    <section className="panel traffic" aria-labelledby="traffic-title">
      <header className="panel-header">
        <h2 id="traffic-title">Traffic</h2>
        <p>through the client, not shared</p>
        <button type="button" className="small" onClick={() => send(BURST)}>
          Burst of {BURST}
        </button>
      </header>
      <div className="controls">
        <Switch
          label="Steady"
          hint={`${60_000 / everyMs} a minute`}
          checked={steady}
          onChange={setSteady}
        />
        <Slider
          label="One every"
          value={speed}
          max={INTERVALS_MS.length - 1}
          step={1}
          said={`${everyMs} ms`}
          onChange={setSpeed}
        />
        <Switch
          label="Bursts"
          hint={`${BURST} every ${BURST_EVERY_MS / 1_000} s`}
          checked={bursts}
          onChange={setBursts}
        />
      </div>
      <p className="traffic-counts">
        {counts.sent} called <i /> {counts.answered} answered <i /> {counts.failed} failed
      </p>
    </section>
  )
}

/** Calls at once and then again and again, while there is an interval. */
function useRepeated(work: () => void, everyMs: number | undefined): void {
  const latest = useEffectEvent(work)
  useEffect(() => {
    if (everyMs === undefined) return undefined
    latest()
    const timer = setInterval(() => latest(), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
}
