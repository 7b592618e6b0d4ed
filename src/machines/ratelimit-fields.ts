import { longestServerWaitMs } from './retry-after.ts'

/** The fields of an answer, as they came; `null` where absent. */
export type RateLimitFields = Readonly<{
  /** `RateLimit` (IETF draft): `"name";r=remaining;t=seconds`, one member for each policy. */
  rateLimit: string | null
  /** `X-RateLimit-Remaining`, or `RateLimit-Remaining` of the older drafts. */
  remaining: string | null
  /** `X-RateLimit-Reset` or `RateLimit-Reset`: seconds from now, or the epoch in s or ms. */
  reset: string | null
}>

const text = /"(?:[^"\\]|\\["\\])*"/g
/** A member of the list, its texts empty: a text or a token, then parameters. */
const member = /^\s*(?:""|[A-Za-z*][\w:./*-]*)(?:\s*;\s*[a-z*][\w.*-]*(?:=(?:""|[^\s;,"]+))?)*\s*$/
const parameter = /;\s*([rt])=(\d{1,15})(?=\s*(?:;|$))/g

/**
 * Says how long a server that has nothing left for us asks us to stay away.
 *
 * A malformed field counts as none. Of several policies the one that is used up longest decides.
 *
 * @param nowMs  the server's clock where it is known, else ours; ms since the epoch
 * @returns milliseconds up to {@link longestServerWaitMs}, or `undefined` where something remains
 * @see draft-ietf-httpapi-ratelimit-headers
 */
export function rateLimitWaitMs(fields: RateLimitFields, nowMs: number): number | undefined {
  const members = fields.rateLimit === null ? undefined : membersOf(fields.rateLimit)
  const seconds = members ? longestSeconds(members) : resetSeconds(fields, nowMs)
  return seconds === undefined ? undefined : Math.min(seconds * 1000, longestServerWaitMs)
}

/** @returns `undefined` for a malformed field */
function membersOf(field: string): string[] | undefined {
  const members = field.replaceAll(text, '""').split(',')
  return members.every((one) => member.test(one)) ? members : undefined
}

function longestSeconds(members: string[]): number | undefined {
  let longest: number | undefined
  for (const one of members) {
    const parameters = new Map<string | undefined, number>()
    for (const [, name, value] of one.matchAll(parameter)) parameters.set(name, Number(value))
    const seconds = parameters.get('t')
    if (parameters.get('r') === 0 && seconds !== undefined)
      longest = Math.max(longest ?? 0, seconds)
  }
  return longest
}

function resetSeconds({ remaining, reset }: RateLimitFields, nowMs: number): number | undefined {
  if (remaining?.trim() !== '0' || !reset || !/^\s*\d{1,15}(?:\.\d+)?\s*$/.test(reset))
    return undefined
  const value = Number(reset)
  // Nobody asks to wait for 30 years, so a large number is an instant.
  if (value < 1e9) return value
  return Math.max(0, (value < 1e11 ? value * 1000 : value) - nowMs) / 1000
}
