import type { Client } from 'holdfast'
import {
  createResource,
  ErrorBoundary,
  HoldfastProvider,
  NetworkStatusMonitor,
  useApiMutation,
  useApiQuery,
  useCircuit,
  useHealth,
  useNetworkStatus,
  useQueue,
  useRateLimit,
} from 'holdfast/react'
import { createElement, Fragment, type ReactElement } from 'react'

const rows = createResource<{ id: string }>({ path: 'rows' })

function Everything() {
  rows.useList()
  rows.useCreate()
  const { status } = useApiQuery('projects')
  const { isIdle } = useApiMutation({ mutationFn: (_: void, client) => client.post('x').json() })
  const circuit = useCircuit(({ state }) => state)
  const network = useNetworkStatus((now) => now.status)
  const health = useHealth((now) => now.status)
  const waiting = useQueue((now) => now.waiting)
  const isUsedUp = useRateLimit(({ remaining }) => remaining === 0)
  const words = [status, String(isIdle), circuit, network, health, waiting, String(isUsedUp)]
  return createElement('p', null, words.join(' '))
}

/** A page with all that renders; without JSX, for Node. */
export const app = (client: Client): ReactElement =>
  createElement(
    HoldfastProvider,
    { client },
    createElement(
      Fragment,
      null,
      createElement(NetworkStatusMonitor),
      createElement(ErrorBoundary, { name: 'page' }, createElement(Everything)),
    ),
  )
