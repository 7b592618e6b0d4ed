import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnv, Fault } from './app-env.ts'
import type { ActiveRule, ChaosDesk } from './chaos-desk.ts'
import { hold } from './hold.ts'
import { Problem, problemAnswer } from './problem.ts'
import { takeFromWindow } from './rate-window.ts'
import type { RateDecision } from './rate-window.ts'
import { stalled } from './stall.ts'

type AppContext = Context<AppEnv>

/** `random` in [0, 1); `now` in milliseconds. */
export type ChaosSources = Readonly<{ random: () => number; now: () => number }>

/** Drops the connection while an outage is on. Stands before CORS: a dead backend answers no preflight. */
export function chaosOutage(desk: ChaosDesk): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (!desk.match(c.req.path)?.rule.outage) return next()
    mark(c, 'outage')
    return drop(c)
  }
}

/**
 * Puts the other faults on a request, in this order: rate limit, delay, error, stalled body.
 *
 * Stands after CORS, so that a page can read the errors, and around compression, so that a stalled body
 * is half of what goes over the wire.
 */
export function chaosFaults(
  desk: ChaosDesk,
  { random, now }: ChaosSources,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const active = desk.match(c.req.path)
    if (!active) return next()
    const refused = limitRate(c, active, now())
    if (!refused) await delay(c, active, random)
    if (c.req.raw.signal.aborted) return drop(c)
    if (active.cleared) return next()
    const failed = refused ?? fail(c, active, random)
    if (failed) c.res = failed
    else await next()
    await stall(c, active)
  }
}

function limitRate(c: AppContext, active: ActiveRule, now: number): Response | undefined {
  const { rateLimit } = active.rule
  if (!rateLimit) return undefined
  const { limit, windowMs } = rateLimit
  const decision = takeFromWindow(active.window, rateLimit, now)
  active.window = decision.window
  c.header('RateLimit-Policy', `"chaos";q=${limit};w=${toSeconds(windowMs)}`)
  c.header('RateLimit', `"chaos";r=${decision.remaining};t=${toSeconds(decision.resetMs)}`)
  return decision.allowed ? undefined : refuse(c, decision)
}

/** @see draft-ietf-httpapi-ratelimit-headers, section "Problem Types" */
function refuse(c: AppContext, { resetMs }: RateDecision): Response {
  mark(c, 'rate-limit')
  const seconds = toSeconds(resetMs)
  c.header('Retry-After', String(seconds))
  const detail = `The chaos desk lets no more requests through for ${seconds} s. Wait that long.`
  const type = 'https://iana.org/assignments/http-problem-types#quota-exceeded'
  const members = { type, title: 'Request cannot be satisfied as assigned quota has been exceeded' }
  return problemAnswer(c, new Problem(429, detail, { ...members, 'violated-policies': ['chaos'] }))
}

async function delay(c: AppContext, active: ActiveRule, random: () => number): Promise<void> {
  const ms = active.rule.latencyMs + active.rule.jitterMs * random()
  if (ms === 0) return
  mark(c, 'delay')
  await hold(active, ms, c.req.raw.signal)
}

function fail(c: AppContext, { rule }: ActiveRule, random: () => number): Response | undefined {
  if (random() >= rule.errorRatio) return undefined
  mark(c, 'error')
  return problemAnswer(c, new Problem(rule.errorStatus, 'The chaos desk made this request fail.'))
}

async function stall(c: AppContext, active: ActiveRule): Promise<void> {
  if (!active.rule.stallBody || !c.res.body || c.req.method === 'HEAD') return
  mark(c, 'stall')
  c.res = await stalled(c.res, active)
}

function drop(c: AppContext): Response {
  c.set('dropped', true)
  c.env.incoming.socket.destroy()
  return new Response(null, { headers: RESPONSE_ALREADY_SENT.headers })
}

function mark(c: AppContext, fault: Fault): void {
  c.set('faults', [...(c.get('faults') ?? []), fault])
}

/** Whole seconds, upward: a client that waits that long is not early. */
function toSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000))
}
