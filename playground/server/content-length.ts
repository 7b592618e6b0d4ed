import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './app-env.ts'

/** Tells the length of every answer; without it `compress` cannot see that a small one is not worth it. */
export const contentLength: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  if (!c.res.body) return
  const body = await c.res.arrayBuffer()
  c.res = new Response(body, c.res)
  c.res.headers.set('Content-Length', String(body.byteLength))
}
