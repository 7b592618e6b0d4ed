const readable = /^[A-Z][a-z]{2,8}[, ].*\d\d:\d\d:\d\d|^\d{4}-.+T.+[Z+-]/
/** The year of RFC 850. */
const twoDigits = /(\d\d)-([A-Z][a-z]{2})-(\d\d) /
/** The third form of an HTTP date, `Sun Nov  6 08:49:37 1994`, names no zone and means UTC. */
const endsInYear = /:\d\d \d{4}$/
const fiftyYearsMs = 1.57788e12

/**
 * Reads an instant as headers have it: the three forms of an HTTP date, and ISO 8601 with its zone. A year of
 * two digits that seems more than 50 years ahead of `nowMs` is past.
 *
 * @returns ms since the epoch, or `undefined` for anything else
 * @see RFC 9110 §5.6.7, RFC 3339
 */
export function instantOf(text: string, nowMs: number): number | undefined {
  const inCentury = (century: number) =>
    Date.parse(text.replace(twoDigits, `$1 $2 ${century}$3 `).replace(endsInYear, '$& GMT'))
  let at = inCentury(20)
  if (at - nowMs > fiftyYearsMs) at = inCentury(19)
  return readable.test(text) && !Number.isNaN(at) ? at : undefined
}
