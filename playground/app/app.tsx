import { ErrorBoundary, NetworkStatusMonitor } from 'holdfast/react'
import { ChaosDesk } from './chaos-desk.tsx'
import { mend } from './crash.ts'
import { LivePanel } from './live-panel.tsx'
import { PageHeader } from './page-header.tsx'
import { Projects } from './projects.tsx'
import { TrafficGenerator } from './traffic-generator.tsx'

/** Use it, break it, watch it. */
export function App() {
  return (
    <>
      <PageHeader />
      <NetworkStatusMonitor />
      <main>
        <LivePanel />
        <aside className="rail">
          <ChaosDesk />
          <TrafficGenerator />
        </aside>
        <ErrorBoundary name="projects" onReset={mend}>
          <Projects />
        </ErrorBoundary>
      </main>
    </>
  )
}
