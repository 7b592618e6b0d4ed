import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { AppEnv } from './app-env.ts'
import type { Log } from './log.ts'

/**
 * Writes one line for each request once its answer is decided: `method`, `route` (the template, never
 * the path), `status`, `ms`, `requestId`, and the `faults` put on it.
 *
 * `status` is null where the connection was dropped; `route` is null where none matched.
 */
export function requestLog(log: Log): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const startedAt = performance.now()
    await next()
    const route = routePath(c, -1)
    log('request', {
      method: c.req.method,
      route: route.endsWith('*') ? null : route,
      status: c.get('dropped') ? null : c.res.status,
      ms: Math.round((performance.now() - startedAt) * 10) / 10,
      requestId: c.get('requestId'),
      faults: c.get('faults'),
    })
  }
}
