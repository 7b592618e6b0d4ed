import { OpenAPIHono } from '@hono/zod-openapi'
import type { ErrorHandler, MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import type { DatabaseSync } from 'node:sqlite'
import type { AppEnv } from './app-env.ts'
import { bodyLimit } from './body-limit.ts'
import { chaosFaults, chaosOutage } from './chaos.ts'
import type { ChaosDesk } from './chaos-desk.ts'
import { chaosRoutes } from './chaos-routes.ts'
import { contentLength } from './content-length.ts'
import { healthRoutes } from './health-routes.ts'
import type { Log } from './log.ts'
import { Problem, problemAnswer } from './problem.ts'
import { projectRoutes } from './project-routes.ts'
import { requestLog } from './request-log.ts'

/** What the app stands on. */
export type AppOptions = Readonly<{
  /** An open database, as `openDatabase` makes it. */
  database: DatabaseSync
  desk: ChaosDesk
  /** Origins of the pages that may call. */
  pageOrigins: readonly string[]
  log: Log
  /** In [0, 1); decides which requests the chaos desk breaks. */
  random: () => number
  /** Wall clock in milliseconds. */
  now: () => number
}>

/** The whole backend as a Hono app. It needs the sockets of `@hono/node-server`: start it with `serve`. */
export function createApp(options: AppOptions): OpenAPIHono<AppEnv> {
  const { database, desk, log, now } = options
  const app = new OpenAPIHono<AppEnv>()

  app.use(requestId({ headerName: 'X-Request-ID', limitLength: 128 }))
  app.use(requestLog(log))
  app.use(chaosOutage(desk))
  app.use(securityHeaders)
  app.use(corsFor(options.pageOrigins))
  app.use(chaosFaults(desk, options))
  app.use(compress({ encoding: 'gzip' }))
  app.use(contentLength)
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }))
  app.use(bodyLimit())

  app.route('/', chaosRoutes({ desk, database, now }))
  app.route('/', healthRoutes(database))
  app.route('/api/v1', projectRoutes(database, now))
  app.notFound((c) => problemAnswer(c, new Problem(404, 'There is nothing at this path.')))
  app.onError(answerError(log))
  return app
}

// The answers are JSON and over plain HTTP on loopback: nothing may be run from them, and HSTS means nothing.
const securityHeaders: MiddlewareHandler<AppEnv> = secureHeaders({
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  crossOriginResourcePolicy: 'same-site',
  strictTransportSecurity: false,
})

const ALLOWED_HEADERS = [
  'Accept',
  'Accept-Language', // of a form that a browser does not hold for harmless: `en-US@posix`
  'Authorization',
  'Cache-Control',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'X-Correlation-ID',
  'X-Request-ID',
  'baggage',
  'sentry-trace',
  'traceparent',
  'tracestate',
]

const EXPOSED_HEADERS = [
  'Date',
  'ETag',
  'Idempotency-Replayed',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Request-ID',
]

function corsFor(pageOrigins: readonly string[]): MiddlewareHandler<AppEnv> {
  return cors({
    origin: [...pageOrigins],
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ALLOWED_HEADERS,
    exposeHeaders: EXPOSED_HEADERS,
    maxAge: 600,
  })
}

const refuseMethod = (c: Parameters<typeof problemAnswer>[0], methods: readonly string[]) => {
  c.header('Allow', methods.join(', '))
  return problemAnswer(c, new Problem(405, `This path knows ${methods.join(', ')} only.`))
}

function answerError(log: Log): ErrorHandler<AppEnv> {
  return (error, c) => {
    if (error instanceof Problem) return problemAnswer(c, error)
    if (error instanceof HTTPException) {
      const remedy = error.status === 415 ? 'Send application/json.' : ''
      return problemAnswer(c, new Problem(error.status, `${error.message}. ${remedy}`.trim()))
    }
    const requestId = c.get('requestId')
    log('error', { requestId, error: error.message, stack: error.stack })
    const detail = `Something broke on our side. Request ${requestId} is in the log.`
    return problemAnswer(c, new Problem(500, detail))
  }
}
