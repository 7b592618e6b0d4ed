import { Hono } from 'hono'
import type { DatabaseSync } from 'node:sqlite'
import type { AppEnv } from './app-env.ts'

/** One thing the backend stands on. */
export type ServiceHealth = Readonly<{
  status: 'healthy' | 'unhealthy'
  /** How long its check took, in milliseconds. */
  latencyMs: number
}>

/**
 * `/live` (the process answers), `/ready` and `/health` (the database answers too), `/health/detailed`
 * (each service with its latency). Unhealthy is 503. None of them tells why: the log does.
 */
export function healthRoutes(database: DatabaseSync): Hono<AppEnv> {
  const routes = new Hono<AppEnv>()
  routes.get('/live', (c) => c.json({ status: 'live' }))
  routes.get('/ready', (c) =>
    isHealthy(checkDatabase(database))
      ? c.json({ status: 'ready' })
      : c.json({ status: 'not-ready' }, 503),
  )
  routes.get('/health', (c) => {
    const { status } = checkDatabase(database)
    return c.json({ status }, statusCode(status))
  })
  routes.get('/health/detailed', (c) => {
    const services = { database: checkDatabase(database) }
    const { status, latencyMs } = services.database
    const uptimeMs = Math.round(process.uptime() * 1000)
    return c.json({ status, latencyMs, uptimeMs, services }, statusCode(status))
  })
  return routes
}

function checkDatabase(database: DatabaseSync): ServiceHealth {
  const startedAt = performance.now()
  const status = answers(database) ? 'healthy' : 'unhealthy'
  return { status, latencyMs: Math.round((performance.now() - startedAt) * 100) / 100 }
}

function answers(database: DatabaseSync): boolean {
  try {
    database.prepare('SELECT id FROM projects LIMIT 1').get()
    return true
  } catch {
    return false
  }
}

function isHealthy({ status }: ServiceHealth): boolean {
  return status === 'healthy'
}

function statusCode(status: ServiceHealth['status']): 200 | 503 {
  return status === 'healthy' ? 200 : 503
}
