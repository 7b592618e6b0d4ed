import { useCircuit, useHealth, useNetworkStatus, useQueue, useRateLimit } from 'holdfast/react'
import { amount, millis, time, well } from './in-short.ts'
import { StatusRows } from './status-rows.tsx'

/** What the status hooks say right now, part by part. */
export function StatusTable() {
  return (
    <section className="panel" aria-labelledby="status-title">
      <header className="panel-header">
        <h3 id="status-title">Right now</h3>
        <p>each row renders when its own part changes, and not otherwise</p>
      </header>
      <table className="status-table" aria-labelledby="status-title">
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Says</th>
            <th scope="col">Renders</th>
          </tr>
        </thead>
        <StatusRows
          hook="useNetworkStatus"
          usePart={useNetworkStatus}
          parts={{
            status: ({ status }) => status,
            since: ({ since }) => time(since),
            retryAt: ({ retryAt }) => time(retryAt),
            reconnectedAt: ({ reconnectedAt }) => time(reconnectedAt),
          }}
        />
        <StatusRows
          hook="useHealth"
          usePart={useHealth}
          parts={{
            status: ({ status }) => status,
            failuresInARow: ({ failuresInARow }) => String(failuresInARow),
            latencyMs: ({ latencyMs }) => millis(latencyMs),
            'services.database': ({ services }) => well(services['database']),
          }}
        />
        <StatusRows
          hook="useCircuit"
          usePart={useCircuit}
          parts={{
            state: ({ state }) => state,
            endpoint: ({ state, endpoint = 'the whole gate' }) =>
              state === 'closed' ? '–' : endpoint,
            retryAt: ({ retryAt }) => time(retryAt),
          }}
        />
        <StatusRows
          hook="useQueue"
          usePart={useQueue}
          parts={{
            inFlight: ({ inFlight }) => String(inFlight),
            waiting: ({ waiting }) => String(waiting),
            pausedUntil: ({ pausedUntil }) => time(pausedUntil),
          }}
        />
        <StatusRows
          hook="useRateLimit"
          usePart={useRateLimit}
          parts={{
            remaining: ({ remaining }) => amount(remaining),
            retryAt: ({ retryAt }) => time(retryAt),
          }}
        />
      </table>
    </section>
  )
}
