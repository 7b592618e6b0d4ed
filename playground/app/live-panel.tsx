import { ChartLegend } from './chart-legend.tsx'
import { EventLog } from './event-log.tsx'
import { GateStrip } from './gate-strip.tsx'
import { TrafficChart } from './traffic-chart.tsx'

/** What the client does, as it does it. */
export function LivePanel() {
  return (
    <div className="live">
      <GateStrip />
      <section className="panel requests" aria-labelledby="requests-title">
        <header className="panel-header">
          <h2 id="requests-title">Requests</h2>
          <ChartLegend />
        </header>
        <TrafficChart />
      </section>
      <EventLog />
    </div>
  )
}
