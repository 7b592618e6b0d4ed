import { rateLimitWaitMs } from '../machines/ratelimit-fields.ts'
import { longer, readWaitMs } from '../machines/retry-after.ts'

const remainingNames = ['x-ratelimit-remaining', 'ratelimit-remaining', 'x-rate-limit-remaining']
/** A service may count several things: `x-ratelimit-remaining-tokens`, `anthropic-ratelimit-requests-remaining`. */
const remainingName = /rate-?limit.*remaining/
/** Two layers that limit send two values, joined; some services count in parts of a request. */
const nothing = /(?:^|,)\s*0(?:\.\d+)?\s*(?:,|$)/
/** Draft 7 of `RateLimit` had a dictionary. */
const dictionary = /^limit=\d+, *remaining=0, *reset=(\d+)$/

/** The wait that an answer names for this request, in ms from now. */
export function toldMs(headers: Headers, wallMs: number): number | undefined {
  const date = headers.get('date')
  const ms = headers.get('retry-after-ms') ?? headers.get('x-ms-retry-after-ms')
  return (
    readWaitMs(ms?.replace(/\d(?=,|$)/g, '$&ms'), date, wallMs) ??
    readWaitMs(headers.get('retry-after'), date, wallMs, true)
  )
}

/**
 * The wait that limit fields ask for, in ms from now; 0 where nothing remains and no time is named. An
 * answer out of a cache tells of another time.
 *
 * @param isRefusal  then every limit of the service counts, by whatever name
 */
export function usedUpMs(headers: Headers, isRefusal: boolean, wallMs: number): number | undefined {
  const rateLimit = headers.get('ratelimit')
  let longest = rateLimit === null ? null : rateLimitWaitMs(rateLimit)
  if (longest === null) {
    longest = undefined
    const wait = (reset: string | null | undefined) =>
      longer(longest ?? 0, readWaitMs(reset, headers.get('date'), wallMs) ?? 0)
    for (const name of isRefusal ? headers.keys() : remainingNames) {
      if (remainingName.test(name) && nothing.test(headers.get(name) ?? ''))
        longest = wait(resetOf(headers, name))
    }
    const [, reset] = dictionary.exec(rateLimit ?? '') ?? []
    if (reset) longest ??= wait(reset)
  }
  return headers.has('age') ? undefined : longest
}

/** The reset that belongs to what remains: a duration sooner than an instant, its own sooner than another. */
const resetOf = (headers: Headers, remaining: string): string | null => {
  const own = remaining.replace('remaining', 'reset')
  return (
    headers.get(`${own}-after`) ??
    headers.get(own) ??
    headers.get('x-ratelimit-reset') ??
    headers.get('ratelimit-reset')
  )
}
