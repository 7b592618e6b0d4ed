import fc from 'fast-check'
import { expect, test } from 'vitest'
import { takeFromWindow, type RateWindow } from '../../playground/server/rate-window.ts'

const options = { limit: 2, windowMs: 100 }

test('a refused request costs nothing and the window ends on time', () => {
  const first = takeFromWindow(undefined, options, 1_000)
  expect(first).toMatchObject({ allowed: true, remaining: 1, resetMs: 100 })
  const second = takeFromWindow(first.window, options, 1_040)
  expect(second).toMatchObject({ allowed: true, remaining: 0, resetMs: 60 })
  const third = takeFromWindow(second.window, options, 1_099)
  expect(third).toEqual({ allowed: false, remaining: 0, resetMs: 1, window: second.window })
  expect(takeFromWindow(third.window, options, 1_100)).toMatchObject({ remaining: 1, resetMs: 100 })
})

test('a clock that was set back opens a new window instead of shutting the door', () => {
  const { window } = takeFromWindow(undefined, { limit: 1, windowMs: 100 }, 1_000)
  expect(takeFromWindow(window, { limit: 1, windowMs: 100 }, 10)).toMatchObject({ allowed: true })
})

test('never lets more than the limit through from one window, whatever the gaps', () => {
  const gaps = fc.array(fc.nat({ max: 300 }), { maxLength: 100 })
  const limits = fc.record({ limit: fc.integer({ min: 1, max: 9 }), windowMs: fc.constant(100) })
  fc.assert(
    fc.property(gaps, limits, (waits, rate) => {
      let now = 0
      let window: RateWindow | undefined
      const passed = new Map<number, number>()
      for (const wait of waits) {
        now += wait
        const decision = takeFromWindow(window, rate, now)
        window = decision.window
        const count = (passed.get(window.openedAt) ?? 0) + (decision.allowed ? 1 : 0)
        passed.set(window.openedAt, count)
        expect(decision.resetMs).toBeGreaterThan(0)
        expect(decision.resetMs).toBeLessThanOrEqual(rate.windowMs)
      }
      expect(Math.max(0, ...passed.values())).toBeLessThanOrEqual(rate.limit)
    }),
  )
})
