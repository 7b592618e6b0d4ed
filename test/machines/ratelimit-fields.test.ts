import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rateLimitWaitMs } from '../../src/machines/ratelimit-fields.ts'

const nowMs = Date.UTC(2026, 0, 1)
const draft = (rateLimit: string) =>
  rateLimitWaitMs({ rateLimit, remaining: null, reset: null }, nowMs)
const older = (remaining: string | null, reset: string | null) =>
  rateLimitWaitMs({ rateLimit: null, remaining, reset }, nowMs)

test.each([
  ['"default";r=0;t=30', 30_000],
  ['default;r=0;t=30', 30_000],
  ['"a";r=5;t=99, "b";r=0;t=7', 7000],
  ['"a";r=0;t=3,"b";r=0;t=7;pk=:cHsdsRa894==:', 7000],
  ['"a\\"b";t=2;r=0', 2000],
  ['"default";r=0;t=999999999', 3_600_000],
  ['"default" ; r=0 ; t=30', 30_000],
  ['"default";burst;r=0;t=30', 30_000],
  ['"default";pk="two; words, \\"quoted\\"";r=0;t=30', 30_000],
  ['  default;r=0;t=30  ', 30_000],
])('%s asks to wait', (field, ms) => {
  expect(draft(field)).toBe(ms)
})

test.each([
  ...['"default";r=1;t=30', '"default";r=0', '"default";t=30', '"default"', ''],
  ...['"default";r=0;t=-3', '"default";r=zero;t=3', '"open;r=0;t=3', ';r=0;t=3', '0;t=3;r=0'],
  ...['!"a";r=0;t=3,b', '"a"x;r=0;t=3', '"a";!b;r=0;t=3', '"a";pk="\\n";r=0;t=3'],
  ...['"a";r=0;t=3,,', '"a" "b";r=0;t=3', '"a";r=0;t=1e9', 'r=0, t=30'],
])('%s asks for nothing', (field) => {
  expect(draft(field)).toBeUndefined()
})

test.each([
  ['0', '30', 30_000],
  [' 0 ', '1.5', 1500],
  ['0', '1.125', 1125],
  ['0', ' 2\t', 2000],
  ['0', '1000000000', 0],
  ['0', '100000000000', 0],
  ['0', String(nowMs / 1000 + 60), 60_000],
  ['0', String(nowMs + 60_000), 60_000],
  ['0', String(nowMs / 1000 - 60), 0],
  ['0', '999999', 3_600_000],
])('%s left until %s', (remaining, reset, ms) => {
  expect(older(remaining, reset)).toBe(ms)
})

test.each([
  ['1', '30'],
  ['0', null],
  [null, '30'],
  ['0', 'soon'],
  ['0', '-1'],
  ['', '30'],
  ['0', '1e9'],
])('%s left until %s asks for nothing', (remaining, reset) => {
  expect(older(remaining, reset)).toBeUndefined()
})

test('the older fields count where the new one is malformed, not where it says that something remains', () => {
  const both = (rateLimit: string) =>
    rateLimitWaitMs({ rateLimit, remaining: '0', reset: '5' }, nowMs)
  expect(both('limit=100, remaining=0, reset=9')).toBe(5000)
  expect(both('"default";r=1;t=9')).toBe(undefined)
})

test('no field, however odd, gives anything but a wait within bounds, in time', () => {
  const odd = fc.oneof(
    fc.string(),
    fc.string({
      unit: fc.constantFrom('"', '\\', ';', ',', '=', 'r', 't', '0', '1', ' ', 'a', 'b', '*'),
    }),
  )
  fc.assert(
    fc.property(odd, odd, odd, (rateLimit, remaining, reset) => {
      for (const fields of [
        { rateLimit, remaining, reset },
        { rateLimit: null, remaining, reset },
      ]) {
        const ms = rateLimitWaitMs(fields, nowMs) ?? 0
        expect(ms >= 0 && ms <= 3_600_000).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
  const bomb = '"a";'.repeat(20_000)
  expect(draft(bomb)).toBeUndefined()
})
