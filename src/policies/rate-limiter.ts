import { type Clock, systemClock, type Timer } from '../clock.ts'
import { ConfigError } from '../errors.ts'
import {
  type RateLimits,
  type RateOptions,
  rateRoom,
  rateRows,
  rateTake,
  rateWaitMs,
} from '../machines/rate-limit.ts'
import { aClock, number, of, read, type Rows } from '../option-checks.ts'
import { abortable, type CallerSignal, type CallOptions, withOptions } from './abortable.ts'

export type RateLimiterOptions = RateOptions & Readonly<{ clock?: Clock }>

/** What came of one look at the limit. */
export type RateCheck = Readonly<{
  /** True where it may start now; it is booked already. */
  allowed: boolean
  /** Cost that may start after this. A token bucket has fractions. */
  remaining: number
  /** The limit itself. */
  max: number
  /** Milliseconds until this cost fits: 0 where allowed, `Infinity` where it is above the limit. */
  retryAfterMs: number
  /** Milliseconds since the epoch: when all of the limit is free again, if nobody starts. */
  resetAt: number
}>

/** A snapshot; plain data. */
export type RateLimiterStats = Readonly<{
  max: number
  windowMs: number
  /** Keys that are remembered; idle ones are forgotten when new ones come. */
  keys: number
  /** Calls of {@link RateLimiter.wait} in line. */
  waiting: number
  /** Starts that were booked. */
  allowed: number
  /** Checks that were refused; they cost nothing. */
  refused: number
}>

export interface RateLimiter {
  /** Books a start if it may go now. Nobody passes those who wait for the same key. */
  check(key?: string, cost?: number): RateCheck
  /**
   * Resolves when the start may go, and has booked it: in the order of arrival within a key.
   *
   * @throws `signal.reason` in the turn of the abort; `ConfigError` for a cost that can never fit
   */
  wait(key?: string, cost?: number, options?: CallOptions): Promise<void>
  /** Cost that may start now. Books nothing. */
  remaining(key?: string): number
  /** Gives one key its whole limit back, or every key where none is named. */
  reset(key?: string): void
  stats(): RateLimiterStats
}

/** The same limit, three sizes: requests a minute. */
export const RATE_TIERS: Readonly<
  Record<'free' | 'pro' | 'enterprise', Required<Pick<RateOptions, 'limit' | 'windowMs'>>>
> = {
  free: { limit: 20, windowMs: 60_000 },
  pro: { limit: 100, windowMs: 60_000 },
  enterprise: { limit: 500, windowMs: 60_000 },
}

/**
 * At most `limit` units of cost start in any window, for each key by itself.
 * Keys stand for whoever is limited: a user, a tenant; without one all calls share one limit.
 *
 * @throws ConfigError, also later for a key or a cost out of range
 */
export function rateLimiter(options: RateLimiterOptions = {}): RateLimiter {
  const limiter = begin(options)
  const { limits, settings, clock } = limiter
  return {
    check: (key = '', cost = 1) => check(limiter, named(key), costing(cost, 1e6)),
    wait: (key = '', cost = 1, options) =>
      withOptions(options, ({ signal }) => wait(limiter, key, cost, signal)),
    remaining(key = '') {
      const room = rateRoom(limits, settings, named(key), clock.monotonic())
      return Math.max(0, room - costAhead(limiter, key))
    },
    reset(key) {
      if (key === undefined) limits.clear()
      else limits.delete(named(key))
      for (const one of [...limiter.lines.keys()]) advance(limiter, one)
    },
    stats() {
      const { allowed, refused, lines } = limiter
      const waiting = [...lines.values()].reduce((sum, { waiters }) => sum + waiters.length, 0)
      const { limit: max, windowMs } = settings
      return { max, windowMs, keys: limits.size, waiting, allowed, refused }
    },
  }
}

type Waiter = Readonly<{ cost: number; go: () => void }>

/** Those who wait for one key, and the timer of the first. */
type Line = { waiters: Waiter[]; timer: Timer }

type Limiter = {
  readonly settings: Required<RateOptions>
  readonly clock: Clock
  readonly limits: RateLimits
  readonly lines: Map<string, Line>
  allowed: number
  refused: number
}

function begin(options: RateLimiterOptions): Limiter {
  const rows: Rows = { ...rateRows, clock: [systemClock, aClock] }
  const settings = read<Required<RateLimiterOptions>>('', options, rows)
  return {
    settings,
    clock: settings.clock,
    limits: new Map(),
    lines: new Map(),
    ...{ allowed: 0, refused: 0 },
  }
}

const named = (key: string): string => of('key', key, 'string')

const costing = (cost: number, most: number): number => number('cost', cost, 0, most)

const costAhead = ({ lines }: Limiter, key: string): number =>
  lines.get(key)?.waiters.reduce((sum, { cost }) => sum + cost, 0) ?? 0

function check(limiter: Limiter, key: string, cost: number): RateCheck {
  const { limits, settings, clock } = limiter
  const nowMs = clock.monotonic()
  const ahead = costAhead(limiter, key)
  const needed = Math.max(cost, Math.min(settings.limit, cost + ahead))
  const retryAfterMs = rateWaitMs(limits, settings, key, needed, nowMs)
  const allowed = retryAfterMs === 0
  if (allowed) take(limiter, key, cost, nowMs)
  else limiter.refused += 1
  return {
    allowed,
    remaining: Math.max(0, rateRoom(limits, settings, key, nowMs) - ahead),
    max: settings.limit,
    retryAfterMs,
    resetAt: clock.wall() + rateWaitMs(limits, settings, key, settings.limit, nowMs),
  }
}

function take(limiter: Limiter, key: string, cost: number, nowMs: number): void {
  limiter.allowed += 1
  rateTake(limiter.limits, limiter.settings, key, cost, nowMs)
}

function wait(limiter: Limiter, key: string, cost: number, signal: CallerSignal): Promise<void> {
  const { lines, settings } = limiter
  let waiter: Waiter | undefined
  const join = () =>
    new Promise<void>((go) => {
      const line = lines.get(named(key)) ?? { waiters: [], timer: undefined }
      if (cost > settings.limit) {
        throw new ConfigError('cost', cost, `at most the limit, which is ${settings.limit}`)
      }
      waiter = { cost: costing(cost, settings.limit), go }
      lines.set(key, line)
      line.waiters.push(waiter)
      advance(limiter, key)
    })
  return abortable(join, signal, () => {
    const line = lines.get(key)
    if (line) line.waiters = line.waiters.filter((other) => other !== waiter)
    advance(limiter, key)
  })
}

/** Lets those through whose turn it is, and sets a timer for the next. */
function advance(limiter: Limiter, key: string): void {
  const { limits, settings, clock, lines } = limiter
  const line = lines.get(key)
  if (!line) return
  clock.clearTimer(line.timer)
  for (let head = line.waiters[0]; head; head = line.waiters[0]) {
    const nowMs = clock.monotonic()
    const waitMs = rateWaitMs(limits, settings, key, head.cost, nowMs)
    if (waitMs > 0) {
      line.timer = clock.setTimer(() => advance(limiter, key), waitMs)
      return
    }
    take(limiter, key, head.cost, nowMs)
    line.waiters.shift()
    head.go()
  }
  lines.delete(key)
}
