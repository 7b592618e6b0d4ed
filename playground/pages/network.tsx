import { useEffect } from 'react'
import { Demo } from '../app/demo.tsx'
import { health } from '../app/health.ts'
import { BannerStills } from './banner-stills.tsx'
import { LiveQuery } from './live-query.tsx'
import { StatusTable } from './status-table.tsx'

/** What the page knows of the way to the backend, and how little of it renders for that. */
export function Network() {
  useEffect(() => {
    health.start()
    return health.stop
  }, [])
  return (
    <Demo
      title="Network"
      lead="No network, a backend that does not answer, and both well again look alike to a user, and are not. The banner tells them apart; the hooks tell your code."
    >
      <LiveQuery />
      <StatusTable />
      <BannerStills />
    </Demo>
  )
}
