import fc from 'fast-check'
import { expect, test } from 'vitest'
import { breakerAnswer, type BreakerOptions } from '../../src/machines/breaker.ts'
import { readSnapshot, restoredBreaker, snapshotOf } from '../../src/machines/circuit-snapshot.ts'
import { always } from '../property.ts'

const options: BreakerOptions = {
  failures: 5,
  openMs: { min: 5000, max: 60_000 },
  successes: 2,
  window: { durationMs: 30_000, minimumCalls: 10, failureRatio: 0.9 },
  probeMs: 30_000,
}
const saved = { gate: 'g', openings: 3, probeAt: 1_000_000 }
const ask = (
  wallMs: number,
  nowMs: number,
  waitMs: number,
  given: Partial<BreakerOptions> = {},
) => {
  const breaker = restoredBreaker(saved, { ...options, ...given }, nowMs, wallMs)
  return breaker && breakerAnswer(breaker, options, nowMs + waitMs, 0)
}

test('keeps what is not closed, with the instant of its probe on the wall', () => {
  const row = { gate: 'g', endpoint: undefined, openings: 0, retryAfterMs: 0 }
  const rows = [
    row,
    { ...row, gate: 'h', openings: 1 },
    { ...row, endpoint: 'GET a', openings: 2, retryAfterMs: 500 },
  ]
  const circuits = [
    { gate: 'h', openings: 1, probeAt: 1000 },
    { gate: 'g', endpoint: 'GET a', openings: 2, probeAt: 1500 },
  ]
  const snapshot = snapshotOf(rows, 1000)
  expect(snapshot).toStrictEqual({ version: 1, circuits })
  expect(readSnapshot('x', JSON.parse(JSON.stringify(snapshot)))).toStrictEqual(circuits)
})

test('stays open for what is left, whatever the monotonic clock says', () => {
  for (const nowMs of [0, 123_456]) {
    expect(ask(990_000, nowMs, 9_999)).toBe('refuse')
    expect(ask(990_000, nowMs, 10_000)).toBe('pass')
  }
})

test('stays open no longer than the options allow, though the wall clock was moved back', () => {
  expect(ask(0, 0, 59_999)).toBe('refuse')
  expect(ask(0, 0, 60_000)).toBe('pass')
  expect(ask(0, 0, 2_000, { openMs: 2_000 })).toBe('pass')
})

test('is due at once where its time has passed, and forgotten once that is long ago', () => {
  expect(ask(1_000_000, 0, 0)).toBe('pass')
  expect(ask(1_060_000, 0, 0)).toBe('pass')
  expect(ask(1_060_001, 0, 0)).toBeUndefined()
})

test('goes on doubling where it was', () => {
  expect(restoredBreaker(saved, options, 0, 1_000_000)?.openings).toBe(3)
  const often = { ...saved, openings: 1e300 }
  expect(restoredBreaker(often, options, 0, 1_000_000)?.openings).toBe(100)
})

test.each([
  [{}],
  [[]],
  [{ version: 2, circuits: [saved] }],
  [{ version: 1 }],
  [{ version: 1, circuits: { length: 9 } }],
  [{ version: 1, circuits: [null, 1, 'x', [], {}, { ...saved, gate: 1 }] }],
  [
    {
      version: 1,
      circuits: [
        { ...saved, openings: 0 },
        { ...saved, openings: 1.5 },
      ],
    },
  ],
  [
    {
      version: 1,
      circuits: [
        { ...saved, probeAt: Infinity },
        { ...saved, probeAt: '1' },
      ],
    },
  ],
  [{ version: 1, circuits: [{ ...saved, endpoint: 1 }] }],
])('ignores what is not of its form: %j', (given) => {
  expect(readSnapshot('circuit.initialState', given)).toEqual([])
})

test('takes what is right beside what is not, up to a thousand', () => {
  const mixed = { version: 1, circuits: [null, saved, { gate: 'h' }] }
  expect(readSnapshot('x', mixed)).toEqual([saved])
  const many = { version: 1, circuits: Array(5000).fill(saved) }
  expect(readSnapshot('x', many)).toHaveLength(1000)
})

test('refuses what nobody has parsed', () => {
  expect(() => readSnapshot('circuit.initialState', '{}')).toThrow(
    'circuit.initialState is "{}": it must be an object from snapshot()',
  )
})

test('whatever a storage holds, reading it does not throw', () => {
  always(
    fc.property(fc.object(), fc.array(fc.anything()), (given, circuits) => {
      for (const each of [given, { version: 1, circuits }]) {
        for (const one of readSnapshot('x', each)) restoredBreaker(one, options, 0, 0)
      }
    }),
  )
})
