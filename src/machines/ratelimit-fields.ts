import { longer } from './retry-after.ts'

const text = /"(?:[ !#-[\]-~]|\\["\\])*"/g
/** A value is a number, a text, a token, bytes or a boolean. */
const parameter =
  /; *([a-z*][a-z\d_.*-]*)(?:=(-?\d{1,12}(?:\.\d{1,3}|\d{0,3})|""|[A-Za-z*][\w:/!#$%&'*+.^`|~-]*|:(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}(?:==)?|[A-Za-z\d+/]{3}=?)?:|\?[01]))?/g
/** A text or, as older drafts had it, a token; then a mark for each parameter. */
const member = /^[ \t]*(?:""|[A-Za-z*][\w:/!#$%&'*+.^`|~-]*)\n*[ \t]*$/

/**
 * Says how long a `RateLimit` field that has nothing left for us asks us to stay away. It is a list of
 * `"name";r=remaining;t=seconds`, one member for each policy.
 *
 * At least as strict as a parser of structured fields: what is malformed anywhere says nothing at all. Of
 * several policies the one that is used up longest decides; one without `t` names no time, which is 0.
 *
 * @returns milliseconds, at most an hour; `undefined` where something remains; `null` for a malformed field
 * @see draft-ietf-httpapi-ratelimit-headers, RFC 9651
 */
export function rateLimitWaitMs(field: string): number | undefined | null {
  let longest: number | undefined
  for (const one of field.replaceAll(text, '""').split(',')) {
    const values: Record<string, string | undefined> = { t: '0' }
    const marked = one.replace(parameter, (_, name: string, value?: string) => {
      values[name] = value
      // No header holds one.
      return '\n'
    })
    if (!member.test(marked)) return null
    const seconds = Number(values['t'])
    if (Number(values['r']) === 0 && Number.isInteger(seconds) && seconds >= 0)
      longest = longer(longest, seconds * 1000)
  }
  return longest
}
