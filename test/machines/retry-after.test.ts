import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { longestServerWaitMs, retryAfterMs } from '../../src/machines/retry-after.ts'
import { always } from '../property.ts'

const now = Date.UTC(2026, 0, 1, 12)
const read = (field: string | null, date: string | null = null) => retryAfterMs(field, date, now)
const dateAt = (ms: number) => new Date(ms).toUTCString()

describe('a Retry-After field', () => {
  test('of whole seconds is that many', () => {
    expect([read('0'), read('2'), read(' 120 ')]).toEqual([0, 2000, 120_000])
  })

  test('of a date is the time until then', () => {
    expect(read(dateAt(now + 30_000))).toBe(30_000)
  })

  test('of a date is measured by the clock of the server where it shows one', () => {
    const [serverNow, skewed] = [now + 500_000, dateAt(now + 500_000 + 30_000)]
    expect(read(skewed, dateAt(serverNow))).toBe(30_000)
    expect(read(skewed, ` ${dateAt(serverNow)}\t`)).toBe(30_000)
    expect(read(skewed, 'no date')).toBe(530_000)
  })

  test('of a date in the past means now', () => {
    expect(read(dateAt(now - 86_400_000))).toBe(0)
  })

  test('of a date a year ahead, or 1e12 seconds, is cut to an hour', () => {
    expect(read(dateAt(now + 365 * 86_400_000))).toBe(longestServerWaitMs)
    expect(read('1000000000000')).toBe(longestServerWaitMs)
    expect(read('9'.repeat(400))).toBe(longestServerWaitMs)
  })

  test.each(['-1', 'soon', '1e12', '1.5', '+3', '0x10', '', ' ', '1 2', 'Infinity', 'NaN'])(
    'of %j counts as none',
    (field) => expect(read(field)).toBeUndefined(),
  )

  test.each([
    ['with a word before it', 'x Thu, 01 Jan 2026 12:00:30 GMT'],
    ['with an hour of one digit', 'Thu, 01 Jan 2026 1:00:30 GMT'],
    ['with a second of one digit', 'Thu, 01 Jan 2026 12:00:3 GMT'],
    ['without a time', 'Thu, 01 Jan 2026'],
  ])('of a date %s is no HTTP date', (_flaw, field) => {
    expect(Date.parse(field)).not.toBeNaN()
    expect(read(field)).toBeUndefined()
  })

  test('of a date that ends in its year keeps the zone it names', () => {
    expect(read('Thu Jan  1 13:00:30 2026 +0100')).toBe(30_000)
  })

  test('that is not there counts as none', () => {
    expect(read(null)).toBeUndefined()
  })

  test.each([
    ['RFC 1123', 'Thu, 01 Jan 2026 12:00:30 GMT'],
    ['RFC 850', 'Thursday, 01-Jan-26 12:00:30 GMT'],
    ['asctime', 'Thu Jan  1 12:00:30 2026'],
  ])('may have the form of %s', (_form, field) => {
    expect(read(field)).toBe(30_000)
  })

  test('never gives NaN, a negative wait or one above the cap', () => {
    const piece = fc.constantFrom(
      ...['Thu', ', ', '01', ' Jan ', '2026', '99999', ' 12:00:30', ' 25:61:61', ' GMT', '+9999'],
      ...['-', '(', 'Infinity', '1e999', '\u0000', 'Z', '275761', 'BC'],
    )
    const pieces = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''))
    const hostile = fc.oneof(pieces, fc.string(), fc.stringMatching(/^\d{1,400}$/))
    const wall = fc.double({ min: 0, max: 8.64e15, noNaN: true })
    always(
      fc.property(hostile, fc.option(hostile), wall, (field, date, wallMs) => {
        const ms = retryAfterMs(field, date, wallMs)
        if (ms === undefined) return
        expect(ms).toBeGreaterThanOrEqual(0)
        expect(ms).toBeLessThanOrEqual(longestServerWaitMs)
      }),
      2000,
    )
  })
})

describe('in another time zone', () => {
  const zone = process.env['TZ']
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  })

  test.each(['America/New_York', 'Asia/Tokyo'])('a date without a zone is UTC: %s', (other) => {
    process.env['TZ'] = other
    expect(new Date(now).getHours()).not.toBe(12)
    expect(read('Thu Jan  1 12:00:30 2026')).toBe(30_000)
  })
})
