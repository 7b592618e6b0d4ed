import type { Clock } from '../clock.ts'
import { rateLimitWaitMs } from '../machines/ratelimit-fields.ts'
import { longer, readWaitMs } from '../machines/retry-after.ts'

const remainingNames = ['x-ratelimit-remaining', 'ratelimit-remaining', 'x-rate-limit-remaining']
/** A service may count several things: `x-ratelimit-remaining-tokens`, `anthropic-ratelimit-requests-remaining`. */
const remainingName = /rate-?limit.*remaining/
/** Two layers that limit send two values, joined; some services count in parts of a request. */
const nothing = /(?:^|,)\s*0(?:\.\d+)?\s*(?:,|$)/
/** Draft 7 of `RateLimit` had a dictionary. */
const dictionary = /^limit=\d+, *remaining=0, *reset=(\d+)$/

/** What waits is told shortly; reading must not cost a hostile server's length squared. */
const longestField = 1000

const valueOf = (headers: Headers, name: string): string | null => {
  const value = headers.get(name)
  return value && value.length > longestField ? null : value
}

type Wall = Pick<Clock, 'wall'>

/** The wait that an answer names for this request, in ms from now. */
export function toldMs(headers: Headers, clock: Wall): number | undefined {
  const ms = valueOf(headers, 'retry-after-ms') ?? valueOf(headers, 'x-ms-retry-after-ms')
  return (
    read(headers, ms?.replace(/\d(?=,|$)/g, '$&ms'), clock) ??
    read(headers, valueOf(headers, 'retry-after'), clock, true)
  )
}

/**
 * The wait that limit fields ask for, in ms from now; 0 where nothing remains and no time is named. An
 * answer out of a cache tells of another time.
 *
 * @param isRefusal  then every limit of the service counts, by whatever name
 */
export function usedUpMs(headers: Headers, isRefusal: boolean, clock: Wall): number | undefined {
  const rateLimit = valueOf(headers, 'ratelimit')
  let longest = rateLimit === null ? null : rateLimitWaitMs(rateLimit)
  if (longest === null) {
    longest = undefined
    for (const name of isRefusal ? headers.keys() : remainingNames) {
      if (
        name.length < 100 &&
        remainingName.test(name) &&
        nothing.test(valueOf(headers, name) ?? '')
      )
        longest = longer(longest, read(headers, resetOf(headers, name), clock) ?? 0)
    }
    const reset = rateLimit && dictionary.exec(rateLimit)?.[1]
    if (reset) longest ??= read(headers, reset, clock)
  }
  return headers.has('age') ? undefined : longest
}

const read = (
  headers: Headers,
  field: string | null | undefined,
  clock: Wall,
  isRetryAfter?: boolean,
): number | undefined =>
  field ? readWaitMs(field, valueOf(headers, 'date'), clock.wall(), isRetryAfter) : undefined

/** The reset that belongs to what remains: a duration sooner than an instant, its own sooner than another. */
const resetOf = (headers: Headers, remaining: string): string | null => {
  const own = remaining.replace('remaining', 'reset')
  return (
    valueOf(headers, `${own}-after`) ??
    valueOf(headers, own) ??
    valueOf(headers, 'x-ratelimit-reset') ??
    valueOf(headers, 'ratelimit-reset')
  )
}
