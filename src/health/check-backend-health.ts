import type { Client } from '../client/create-client.ts'
import { type Clock, systemClock } from '../clock.ts'
import { isHoldfastError } from '../errors.ts'
import { aClock, aSignal, duration, of, read, type Rows } from '../option-checks.ts'

/** What a backend says of itself. */
export type BackendHealth = Readonly<{
  /** True where it answered with a success, and named no service that is down. */
  healthy: boolean
  /** From the call to its end, waiting included. */
  latencyMs: number
  /** The services it named, each well or not; empty where it named none, or did not answer. */
  services: Readonly<Record<string, boolean>>
}>

export type BackendHealthOptions = Readonly<{
  /** Default `health`, joined to the client's `baseUrl`. */
  path?: string
  /** For this call, in milliseconds. Default 5000. */
  timeoutMs?: number
  signal?: AbortSignal
  /** For tests. Default the platform's. */
  clock?: Clock
}>

type Settings = Required<Omit<BackendHealthOptions, 'signal'>> & { signal?: AbortSignal }

const rows: Rows = {
  path: ['health', of, 'string'],
  timeoutMs: [5_000, duration],
  signal: [undefined, aSignal],
  clock: [systemClock, aClock],
}

/**
 * Asks a backend how it is, once and without a retry.
 *
 * Reads `{ services: { name: … } }`, where a service is `true`, `"healthy"`, `"ok"`, `"up"` or
 * `"pass"`, or an object with such a `status`; any other body is as good as none. It goes the way
 * of every request: an open circuit refuses it, and it is the probe where one may go.
 *
 * @throws `signal.reason` where the caller left, `ConfigError` for a path or an option that is none;
 *   never for a backend that is down
 */
export async function checkBackendHealth(
  client: Client,
  options: BackendHealthOptions = {},
): Promise<BackendHealth> {
  const { path, timeoutMs, signal, clock } = read<Settings>('', options, rows)
  of('client', client, 'object')
  const startedAt = clock.monotonic()
  const end = (healthy: boolean, body: unknown): BackendHealth => {
    const services = servicesOf(body)
    const isAllWell = healthy && !Object.values(services).includes(false)
    return { healthy: isAllWell, latencyMs: clock.monotonic() - startedAt, services }
  }
  try {
    const text = await client
      .get(path, {
        ...(signal && { signal }),
        cache: 'no-store',
        // Shared, it would be somebody else's answer.
        holdfast: { timeoutMs, retry: false, dedupe: false },
      })
      .text()
    return end(true, parsed(text))
  } catch (error) {
    signal?.throwIfAborted()
    // A mistake of this page's is no news of the backend.
    if (isHoldfastError(error) && error.code === 'CONFIG') throw error
    return end(false, isHoldfastError(error) && 'data' in error ? error.data : undefined)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function servicesOf(body: unknown): Record<string, boolean> {
  const services = (body as { services?: unknown } | null | undefined)?.services
  if (typeof services !== 'object' || services === null || Array.isArray(services)) return {}
  return Object.fromEntries(Object.entries(services).map(([name, one]) => [name, isWell(one)]))
}

const isWell = (service: unknown): boolean => {
  const status: unknown =
    typeof service === 'object' && service !== null && 'status' in service
      ? service.status
      : service
  return status === true || ['healthy', 'ok', 'up', 'pass'].includes(String(status).toLowerCase())
}
