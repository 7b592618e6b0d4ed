import { checkBackendHealth, createHealthMonitor, type HealthMonitor } from 'holdfast'
import { API, client } from './api.ts'

/**
 * Asks the backend by the client under test, so that a probe is one for its circuit too. The page
 * that shows it starts it; the banner has it ask when it needs to know.
 */
export const health: HealthMonitor = createHealthMonitor({
  check: (signal) => checkBackendHealth(client, { path: `${API}/health/detailed`, signal }),
  intervalMs: 5_000,
})
