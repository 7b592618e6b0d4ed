import { ErrorBoundary } from 'holdfast/react'
import { ChaosDesk } from './chaos-desk.tsx'
import { mend } from './crash.ts'
import { Guide } from './guide.tsx'
import { LivePanel } from './live-panel.tsx'
import { Projects } from './projects.tsx'
import { TrafficGenerator } from './traffic-generator.tsx'

/** The first page: use it, break it, watch it. */
export function Desk() {
  return (
    <main className="desk">
      <Guide />
      <LivePanel />
      <aside className="rail">
        <ChaosDesk />
        <TrafficGenerator />
      </aside>
      <ErrorBoundary name="projects" onReset={mend}>
        <Projects />
      </ErrorBoundary>
    </main>
  )
}
