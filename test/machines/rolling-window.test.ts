import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyRollingWindow, rollingAdd, rollingCounts } from '../../src/machines/rolling-window.ts'
import { always } from '../property.ts'

const options = { durationMs: 10_000 }
const hour = 3_600_000

function filled(results: readonly (readonly [atMs: number, failed: boolean])[]) {
  const window = emptyRollingWindow()
  for (const [atMs, failed] of results) rollingAdd(window, options, failed, atMs)
  return window
}

describe('a rolling window', () => {
  test('counts what happened within its duration', () => {
    const window = filled([
      [0, true],
      [4000, false],
      [9000, true],
    ])
    expect(rollingCounts(window, options, 9000)).toEqual({ calls: 3, failures: 2 })
  })

  test('forgets step by step, also while it is only read', () => {
    const window = filled([
      [0, true],
      [4000, false],
      [9000, true],
    ])
    expect(rollingCounts(window, options, 9999)).toEqual({ calls: 3, failures: 2 })
    expect(rollingCounts(window, options, 10_000)).toEqual({ calls: 2, failures: 1 })
    expect(rollingCounts(window, options, 14_000)).toEqual({ calls: 1, failures: 1 })
    expect(rollingCounts(window, options, 19_000)).toEqual({ calls: 0, failures: 0 })
  })

  test('is empty after an idle hour, at the first reading', () => {
    const window = filled(Array.from({ length: 100 }, (_, index) => [index * 50, false] as const))
    expect(rollingCounts(window, options, hour)).toEqual({ calls: 0, failures: 0 })
  })

  test('is empty after an idle hour, at the first result', () => {
    const window = filled([...Array.from({ length: 100 }, () => [0, false] as const), [hour, true]])
    expect(rollingCounts(window, options, hour)).toEqual({ calls: 1, failures: 1 })
  })

  test('starts well on a clock that is far along', () => {
    const window = filled([[1e12, true]])
    expect(rollingCounts(window, options, 1e12 + 5000)).toEqual({ calls: 1, failures: 1 })
  })

  test('loses nothing when the clock steps back', () => {
    const window = filled([
      [50_000, true],
      [20_000, false],
      [0, true],
    ])
    expect(rollingCounts(window, options, 0)).toEqual({ calls: 3, failures: 2 })
    expect(rollingCounts(window, options, 50_000)).toEqual({ calls: 3, failures: 2 })
  })

  test('counts all of the last nine tenths and nothing older than the whole', () => {
    const step = fc.record({
      elapsedMs: fc.oneof(fc.double({ min: 0, max: 3000, noNaN: true }), fc.constant(hour)),
      failed: fc.boolean(),
    })
    always(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat({ max: 12_000 }), (steps, restMs) => {
        const window = emptyRollingWindow()
        const all: { atMs: number; failed: boolean }[] = []
        let nowMs = 0
        for (const { elapsedMs, failed } of steps) {
          nowMs += elapsedMs
          all.push({ atMs: nowMs, failed })
          rollingAdd(window, options, failed, nowMs)
        }
        nowMs += restMs
        const since = (ms: number) => all.filter(({ atMs }) => atMs > nowMs - ms)
        const { calls, failures } = rollingCounts(window, options, nowMs)
        expect(calls).toBeGreaterThanOrEqual(since(9000).length)
        expect(calls).toBeLessThanOrEqual(since(10_000).length)
        expect(failures).toBeGreaterThanOrEqual(since(9000).filter(({ failed }) => failed).length)
        expect(failures).toBeLessThanOrEqual(since(10_000).filter(({ failed }) => failed).length)
      }),
    )
  })

  test('is plain data', () => {
    const window = filled([[0, true]])
    expect(JSON.parse(JSON.stringify(window))).toEqual(window)
  })
})
