import { NetworkStatusMonitor } from 'holdfast/react'
import { Suspense } from 'react'
import { PageHeader } from './page-header.tsx'
import { pageOf, PAGES } from './pages.ts'
import { useRoute } from './route.ts'
import { ToastList } from './toast-list.tsx'

/** The header, the banner, the notices, and the page that the address names; the first one where it names none. */
export function App() {
  const { Page } = pageOf(useRoute()) ?? PAGES[0] ?? missing
  return (
    <>
      <PageHeader />
      <NetworkStatusMonitor />
      <Suspense fallback={<main className="demo" aria-busy="true" />}>
        <Page />
      </Suspense>
      <ToastList />
    </>
  )
}

const missing = { Page: () => null }
