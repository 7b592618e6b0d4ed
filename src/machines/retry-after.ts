import { instantOf } from './http-date.ts'

/** A longer wait is cut to this: an hour blinds nobody for good and asks a busy server rarely. */
export const longestServerWaitMs = 3_600_000
/** An instant that only our own clock can measure is a guess, and no guess waits longer: decision 015. */
export const longestGuessMs = 30_000

const number = /^\d+(?:\.\d+)?$/
const step = /(\d+(?:\.\d+)?)(ms|[smh])/g
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5 }

/** The longer of two waits, within bounds. */
export const longer = (one: number | undefined, other: number): number =>
  Math.min(Math.max(one ?? 0, other), longestServerWaitMs)

/**
 * Reads a wait as servers write it: seconds, a duration such as `6m0s`, a date, or the instant in s or ms
 * since 1970 that a number of more than 30 years is. Of several values, as two layers that set the
 * field send them, the longest counts.
 *
 * An instant is measured against the server's own clock where it sent a `Date`; against `wallMs` it is a
 * guess. One in the past means 0. Anything else, such as `-1` or `soon`, counts as no field at all.
 *
 * @param isRetryAfter  then a number is seconds by its RFC, and an instant only where one is likely
 * @returns milliseconds from 0 to {@link longestServerWaitMs}, or `undefined`
 * @see RFC 9110 §10.2.3
 */
export function readWaitMs(
  field: string,
  dateField: string | null,
  wallMs: number,
  isRetryAfter?: boolean,
): number | undefined {
  let longest: number | undefined
  // The comma within an HTTP date has the day of the month after it.
  for (const one of field.split(/,(?!\s*\d\d[ -][A-Z])/)) {
    const text = one.trim()
    const isNumber = number.test(text)
    const at = isNumber ? epochMs(Number(text), isRetryAfter) : instantOf(text, wallMs)
    const serverMs = instantOf(dateField?.trim() ?? '', wallMs)
    const ms =
      at === undefined
        ? durationMs(isNumber ? `${text}s` : text)
        : serverMs === undefined
          ? Math.min(at - wallMs, longestGuessMs)
          : at - serverMs
    if (ms !== undefined) longest = longer(longest, ms)
  }
  return longest
}

/** Nobody asks to wait for 30 years, so a large number is an instant; a likely one lies from 2017 to 2286. */
function epochMs(value: number, isRetryAfter: boolean | undefined): number | undefined {
  const at = value < 1e11 ? value * 1000 : value
  return (isRetryAfter ? at >= 1.5e12 && at < 1e13 : value >= 1e9) ? at : undefined
}

function durationMs(text: string): number | undefined {
  let ms = 0
  const rest = text.replace(step, (_, count: string, unit: string) => {
    ms += Number(count) * (unitMs[unit] ?? 0)
    return ''
  })
  return text && !rest ? ms : undefined
}
