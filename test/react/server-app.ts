import type { Client } from 'holdfast'
import {
  createResource,
  ErrorBoundary,
  HoldfastProvider,
  NetworkStatusMonitor,
  useApiMutation,
  useApiQuery,
  useCircuit,
  useNetworkStatus,
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
  return createElement('p', null, [status, String(isIdle), circuit, network].join(' '))
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
