/** A longer wait is cut to this: an hour blinds nobody for good and asks a busy server rarely. */
export const longestServerWaitMs = 3_600_000

const digits = /^\d+$/
const httpDate = /^[A-Z][a-z]{2,8}[, ].*\d{2}:\d{2}:\d{2}/
/** The third legal form, `Sun Nov  6 08:49:37 1994`, names no zone and means UTC. */
const endsInYear = /:\d{2} \d{4}$/

/**
 * Reads a `Retry-After` field: whole seconds, or an HTTP date.
 *
 * A date is measured against the server's own clock where it sent a `Date`, else against `wallMs`;
 * one in the past means 0. Anything else, such as `-1` or `soon`, counts as no field at all.
 *
 * @returns milliseconds from 0 to {@link longestServerWaitMs}, or `undefined`
 * @see RFC 9110 §10.2.3
 */
export function retryAfterMs(
  field: string | null,
  dateField: string | null,
  wallMs: number,
): number | undefined {
  if (field === null) return undefined
  const text = field.trim()
  if (digits.test(text)) return Math.min(Number(text) * 1000, longestServerWaitMs)
  const at = instant(text)
  if (at === undefined) return undefined
  return Math.min(Math.max(0, at - serverClockMs(dateField, wallMs)), longestServerWaitMs)
}

/** What the server's clock says, where it sent a `Date`: then a wrong clock here does no harm. */
export const serverClockMs = (dateField: string | null, wallMs: number): number =>
  (dateField === null ? undefined : instant(dateField.trim())) ?? wallMs

function instant(text: string): number | undefined {
  const zone = endsInYear.test(text) ? ' GMT' : ''
  const at = httpDate.test(text) ? Date.parse(text + zone) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}
