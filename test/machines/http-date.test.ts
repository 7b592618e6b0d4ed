import { afterEach, describe, expect, test } from 'vitest'
import { instantOf } from '../../src/machines/http-date.ts'

const now = Date.UTC(2026, 0, 1, 12)
const read = (text: string) => {
  const at = instantOf(text, now)
  return at === undefined ? undefined : new Date(at).toISOString()
}

test.each([
  ['RFC 1123', 'Sun, 06 Nov 1994 08:49:37 GMT'],
  ['RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT'],
  ['asctime', 'Sun Nov  6 08:49:37 1994'],
  ['ISO 8601', '1994-11-06T08:49:37Z'],
  ['ISO 8601 with an offset', '1994-11-06T09:49:37.000+01:00'],
])('%s', (_form, text) => {
  expect(read(text)).toBe('1994-11-06T08:49:37.000Z')
})

test('ISO 8601 may leave out its seconds, never its zone', () => {
  expect(read('2026-01-01T12:00Z')).toBe('2026-01-01T12:00:00.000Z')
  expect(read('2026-01-01T12:00:00')).toBeUndefined()
  expect(read('2026-01-01')).toBeUndefined()
})

test.each([
  ['26', 2026],
  ['75', 2075],
  ['77', 1977],
  ['99', 1999],
  ['00', 2000],
])(
  'a year of two digits that seems more than 50 years ahead is past: %s is %i (RFC 9110)',
  (digits, year) => {
    expect(read(`Thursday, 01-Jun-${digits} 12:00:00 GMT`)).toBe(`${year}-06-01T12:00:00.000Z`)
  },
)

test('the 50 years are counted to the day', () => {
  expect(read('Wednesday, 31-Dec-75 00:00:00 GMT')).toBe('2075-12-31T00:00:00.000Z')
  expect(read('Friday, 03-Jan-76 00:00:00 GMT')).toBe('1976-01-03T00:00:00.000Z')
})

test.each([
  '',
  'soon',
  '99-Nov-94 08:49:37 GMT',
  'Sunday, 99-Nov-94 08:49:37 GMT',
  '2026-13-01T99:00Z',
])('%j is no instant', (text) => {
  expect(read(text)).toBeUndefined()
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
    expect(read('Thu Jan  1 12:00:30 2026')).toBe('2026-01-01T12:00:30.000Z')
  })
})
