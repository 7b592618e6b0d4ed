'use client'
import type { Client } from '../client/create-client.ts'
import type { Clock, Timer } from '../clock.ts'
import { onceEachTurn, storePerClient, useClientStore } from './client-store.ts'

/** One of the client's own rate limits. */
export type RateLimit = Readonly<{
  /** The gate, by default an origin; `undefined` before the first request, and without a limit. */
  gate: string | undefined
  /** What `rateLimit.key` made of the request; empty without such an option. */
  key: string
  /** Cost that could start at the last event; `Infinity` without a limit. */
  remaining: number
  /** The limit itself. */
  max: number
  /** When a call may start again, in milliseconds since the epoch; `undefined` where one may now. */
  retryAt: number | undefined
}>

type RateLimits = Readonly<{ tightest: RateLimit; all: readonly RateLimit[] }>

const unlimited: RateLimit = {
  ...{ gate: undefined, key: '', retryAt: undefined },
  ...{ remaining: Number.POSITIVE_INFINITY, max: Number.POSITIVE_INFINITY },
}
const none: RateLimits = { tightest: unlimited, all: [] }

/**
 * The client's rate limits. Renders again when the selected part changes, and not otherwise.
 *
 * Time gives room back without any event, and nothing polls: `remaining` is that of the last event,
 * or of the instant at which a limit that was used up has room again, for which there is one timer.
 * The tightest is the one with the smallest share left. On a server nothing is limited.
 *
 * @param select  of the tightest, or of all; best a primitive, such as
 *   `({ remaining }) => remaining === 0`. Default: the tightest, which changes with every request.
 */
export function useRateLimit(): RateLimit
export function useRateLimit<T>(select: (tightest: RateLimit, all: readonly RateLimit[]) => T): T
export function useRateLimit(
  select: (tightest: RateLimit, all: readonly RateLimit[]) => unknown = (tightest) => tightest,
): unknown {
  return useClientStore(limitsOf, ({ tightest, all }) => select(tightest, all), none)
}

const limitsOf = storePerClient<RateLimits>({ read, watch })

function watch(
  client: Client,
  clock: Clock,
  step: (next: (before: RateLimits) => RateLimits) => void,
): () => void {
  let timer: Timer
  const look = () => {
    clock.clearTimer(timer)
    step((before) => {
      const now = read(client, clock, before)
      const soonest = Math.min(...now.all.map(({ retryAt = Number.POSITIVE_INFINITY }) => retryAt))
      if (soonest < Number.POSITIVE_INFINITY) {
        timer = clock.setTimer(look, Math.max(1, soonest - clock.wall()))
      }
      return now
    })
  }
  look()
  const off = onceEachTurn(client, look)
  return () => {
    off()
    clock.clearTimer(timer)
  }
}

function read(client: Client, clock: Clock, before: RateLimits = none): RateLimits {
  const nowMs = clock.wall()
  const all = client.stats().rate.map(({ gate, key, remaining, max, retryAfterMs }) => {
    const retryAt = retryAfterMs > 0 ? nowMs + retryAfterMs : undefined
    const next = { gate, key, remaining, max, retryAt }
    return before.all.find((known) => isSame(known, next)) ?? next
  })
  if (all.length === before.all.length && all.every((one, i) => one === before.all[i]))
    return before
  const tightest = all.reduce((one, other) => (share(other) < share(one) ? other : one), unlimited)
  return { tightest, all }
}

const share = ({ remaining, max }: RateLimit): number =>
  max === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : remaining / max

const isSame = (one: RateLimit, other: RateLimit): boolean =>
  one.gate === other.gate &&
  one.key === other.key &&
  one.remaining === other.remaining &&
  Math.abs((one.retryAt ?? 0) - (other.retryAt ?? 0)) < 1_000
