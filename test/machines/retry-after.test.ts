import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { longestGuessMs, longestServerWaitMs, readWaitMs } from '../../src/machines/retry-after.ts'
import { always } from '../property.ts'

const now = Date.UTC(2026, 0, 1, 12)
const dateAt = (ms: number) => new Date(ms).toUTCString()
const read = (field: string, date: string | null = null) => readWaitMs(field, date, now, true)
/** By a server whose clock is right, and shown. */
const readReset = (field: string) => readWaitMs(field, dateAt(now), now)

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
    expect(read(skewed, 'no date')).toBe(longestGuessMs)
  })

  test('of an instant that only our own clock can measure is a guess of half a minute at most', () => {
    const instants = [(ms: number) => dateAt(ms), (ms: number) => String(ms / 1000)]
    for (const at of instants) {
      expect(read(at(now + 10_000))).toBe(10_000)
      expect(read(at(now + 1_800_000))).toBe(longestGuessMs)
      expect(read(at(now + 1_800_000), dateAt(now))).toBe(1_800_000)
      expect(read(at(now - 1_800_000))).toBe(0)
    }
  })

  test('of a date in the past means now', () => {
    expect(read(dateAt(now - 86_400_000))).toBe(0)
  })

  test('of a date a year ahead, or 1e12 seconds, is cut to an hour', () => {
    expect(read(dateAt(now + 365 * 86_400_000), dateAt(now))).toBe(longestServerWaitMs)
    expect(read('1000000000000')).toBe(longestServerWaitMs)
    expect(read('9'.repeat(400))).toBe(longestServerWaitMs)
    expect(read('99999999999')).toBe(longestServerWaitMs)
  })

  test.each([
    '-1',
    'soon',
    '1e12',
    '.5',
    '1.',
    '+3',
    '3x',
    '1s 2',
    '0x10',
    '',
    ' ',
    '1 2',
    'Infinity',
    'NaN',
  ])('of %j counts as none', (field) => expect(read(field)).toBeUndefined())

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
        const ms = readWaitMs(field, date, wallMs, true)
        if (ms === undefined) return
        expect(ms).toBeGreaterThanOrEqual(0)
        expect(ms).toBeLessThanOrEqual(longestServerWaitMs)
      }),
      2000,
    )
  })

  test.each([
    ['2.0', 2000],
    ['1.5', 1500],
    ['5, 5', 5000],
    ['30,7', 30_000],
    [`${dateAt(now + 5000)}, ${dateAt(now + 9000)}`, 9000],
    [`7, ${dateAt(now + 5000)}`, 7000],
    ['5, soon', 5000],
    [String(now / 1000 + 20), 20_000],
    [String(now + 20_000), 20_000],
    ['2026-01-01T12:00:20Z', 20_000],
    ['30s', 30_000],
  ])('is read as servers send it: %s', (field, ms) => {
    expect(read(field, dateAt(now))).toBe(ms)
  })
})

describe('a reset', () => {
  test.each([
    ['30', 30_000],
    ['1.125', 1125],
    [' 2\t', 2000],
    ['1s', 1000],
    ['6m0s', 360_000],
    ['12ms', 12],
    ['1m30.951s', 90_951],
    ['1h2m', longestServerWaitMs],
    ['1000000000', 0],
    ['100000000000', 0],
    [String(now / 1000 + 60), 60_000],
    [String(now + 60_000), 60_000],
    [String(now / 1000 - 60), 0],
    ['999999', longestServerWaitMs],
    ['2026-01-01T12:01:00Z', 60_000],
    ['2026-01-01T12:01Z', 60_000],
    [dateAt(now + 60_000), 60_000],
  ])('of %s', (field, ms) => {
    expect(readReset(field)).toBe(ms)
  })

  test.each(['soon', '-1', '1e9', '5 s', 's', 'ms', '1s2', '1x'])(
    'of %j counts as none',
    (field) => {
      expect(readReset(field)).toBeUndefined()
    },
  )
})
