import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { DatabaseSync } from 'node:sqlite'
import type { AppEnv } from './app-env.ts'
import type { ChaosDesk } from './chaos-desk.ts'
import { chaosRuleSchema, prefixSchema } from './chaos-rule.ts'
import { inTransaction } from './database.ts'
import { seedProjects } from './seed-projects.ts'
import { refuseInvalid } from './validation.ts'

/** What the desk stands on. */
type ChaosOptions = Readonly<{ desk: ChaosDesk; database: DatabaseSync; now: () => number }>

/**
 * `/chaos`: GET lists the rules, PUT sets the one of its prefix, DELETE takes away one (`?prefix=`) or all. POST to
 * `/chaos/anew` takes away all, and every project but the first dozen.
 */
export function chaosRoutes({ desk, database, now }: ChaosOptions): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid })

  routes.openapi(show, (c) => c.json({ rules: desk.rules(), held: desk.held() }, 200))

  routes.openapi(put, (c) => {
    const rule = c.req.valid('json')
    const isNew = desk.put(rule)
    return c.json(rule, isNew ? 201 : 200)
  })

  routes.openapi(clear, (c) => {
    desk.clear(c.req.valid('query').prefix)
    return c.body(null, 204)
  })

  routes.openapi(anew, (c) => {
    inTransaction(database, () => {
      database.exec('DELETE FROM projects; DELETE FROM idempotency_keys')
      seedProjects(database, now())
    })
    desk.clear()
    return c.body(null, 204)
  })

  return routes
}

const rule = { 'application/json': { schema: chaosRuleSchema } }
const overview = {
  'application/json': { schema: z.object({ rules: z.array(chaosRuleSchema), held: z.int() }) },
}

const show = createRoute({
  method: 'get',
  path: '/chaos',
  responses: {
    200: { description: 'The rules, and how many requests they hold', content: overview },
  },
})

const put = createRoute({
  method: 'put',
  path: '/chaos',
  request: { body: { required: true, content: rule } },
  responses: {
    200: { description: 'The rule, replaced', content: rule },
    201: { description: 'The rule, new', content: rule },
  },
})

const clear = createRoute({
  method: 'delete',
  path: '/chaos',
  request: { query: z.object({ prefix: prefixSchema.optional() }) },
  responses: { 204: { description: 'Mended; what was held goes on' } },
})

const anew = createRoute({
  method: 'post',
  path: '/chaos/anew',
  responses: { 204: { description: 'Mended, and with the projects of the beginning' } },
})
