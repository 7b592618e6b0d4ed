import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  emptyWindow,
  type SlidingWindow,
  windowRoom,
  windowTake,
  windowWaitMs,
} from '../../src/machines/sliding-window.ts'
import { always } from '../property.ts'

const options = { limit: 3, windowMs: 1000 }

/** Books as long as there is room, as its owner does. */
function tries(window: SlidingWindow, cost: number, nowMs: number, given = options): boolean {
  const fits = windowWaitMs(window, given, cost, nowMs) === 0
  if (fits) windowTake(window, cost, nowMs)
  return fits
}

describe('a sliding window', () => {
  test('lets so many start and no more', () => {
    const window = emptyWindow()
    expect([0, 1, 2, 3].map((atMs) => tries(window, 1, atMs))).toEqual([true, true, true, false])
    expect(windowRoom(window, options, 3)).toBe(0)
  })

  test('lets the next start when the oldest is a whole window old, and not before', () => {
    const window = emptyWindow()
    for (const atMs of [0, 400, 800]) tries(window, 1, atMs)
    expect(windowWaitMs(window, options, 1, 900)).toBe(100)
    expect(tries(window, 1, 999.999)).toBe(false)
    expect(tries(window, 1, 1000)).toBe(true)
    expect(windowWaitMs(window, options, 1, 1000)).toBe(400)
  })

  test('does not let twice the limit pass at an edge, as fixed windows do', () => {
    const window = emptyWindow()
    for (const atMs of [990, 991, 992]) tries(window, 1, atMs)
    expect(tries(window, 1, 1001)).toBe(false)
  })

  test('makes a great cost wait for as many as it needs', () => {
    const window = emptyWindow()
    for (const atMs of [0, 100, 200]) tries(window, 1, atMs)
    expect(windowWaitMs(window, options, 2, 300)).toBe(800)
    expect(windowWaitMs(window, options, 3, 300)).toBe(900)
  })

  test('says that a cost above the limit never fits', () => {
    expect(windowWaitMs(emptyWindow(), options, 3.5, 0)).toBe(Number.POSITIVE_INFINITY)
  })

  test('never makes a cost of nothing wait', () => {
    const window = emptyWindow()
    tries(window, 3, 0)
    expect(windowWaitMs(window, options, 0, 0)).toBe(0)
  })

  test('is empty after an idle hour, and holds nothing', () => {
    const window = emptyWindow()
    for (const atMs of [0, 400, 800]) tries(window, 1, atMs)
    expect(windowRoom(window, options, 3_600_000)).toBe(3)
    expect(window.starts).toEqual([])
  })

  test('books nothing twice while the clock stands still, and gives nothing while it steps back', () => {
    const window = emptyWindow()
    expect([1, 2, 3, 4].map(() => tries(window, 1, 5000))).toEqual([true, true, true, false])
    expect(tries(window, 1, 0)).toBe(false)
    expect(windowRoom(window, options, 5000)).toBe(0)
  })
})

// Steps of fractions of a millisecond: what browsers' clocks give.
const elapsed = fc.oneof(
  fc.constantFrom(0, 0, 1, 500, 1000, 1001, 3_600_000),
  fc.double({ min: 0, max: 700, noNaN: true }),
  fc.integer({ min: 0, max: 7000 }).map((tenths) => tenths / 10),
)
const attempts = fc.array(fc.record({ elapsedMs: elapsed, cost: fc.integer({ min: 0, max: 4 }) }), {
  maxLength: 80,
})
const startMs = fc.double({ min: 0, max: 1e7, noNaN: true })
const limits = fc.record({
  limit: fc.integer({ min: 1, max: 8 }),
  windowMs: fc.oneof(fc.constant(1000), fc.double({ min: 1, max: 2000, noNaN: true })),
})

describe('for any calls at any times', () => {
  test('no window, wherever it is laid, holds more than the limit', () => {
    always(
      fc.property(limits, startMs, attempts, (given, fromMs, steps) => {
        const window = emptyWindow()
        const starts: { atMs: number; cost: number }[] = []
        let nowMs = fromMs
        for (const { elapsedMs, cost } of steps) {
          nowMs += elapsedMs
          if (tries(window, cost, nowMs, given)) starts.push({ atMs: nowMs, cost })
        }
        for (const { atMs: end } of starts) {
          const within = starts.filter(({ atMs }) => atMs <= end && atMs + given.windowMs > end)
          const cost = within.reduce((sum, one) => sum + one.cost, 0)
          expect(cost).toBeLessThanOrEqual(given.limit)
        }
      }),
    )
  })

  test('it lets start whatever a count of the starts themselves would', () => {
    always(
      fc.property(limits, startMs, attempts, (given, fromMs, steps) => {
        const window = emptyWindow()
        const starts: { atMs: number; cost: number }[] = []
        let nowMs = fromMs
        for (const { elapsedMs, cost } of steps) {
          nowMs += elapsedMs
          const used = starts
            .filter(({ atMs }) => atMs + given.windowMs > nowMs)
            .reduce((sum, one) => sum + one.cost, 0)
          expect(windowRoom(window, given, nowMs)).toBe(given.limit - used)
          const fits = tries(window, cost, nowMs, given)
          expect(fits).toBe(used + cost <= given.limit)
          if (fits) starts.push({ atMs: nowMs, cost })
        }
      }),
    )
  })

  test('the wait it names is exact: it fits then, and not a moment earlier', () => {
    always(
      fc.property(limits, startMs, attempts, (given, fromMs, steps) => {
        const window = emptyWindow()
        let nowMs = fromMs
        for (const { elapsedMs, cost } of steps) {
          nowMs += elapsedMs
          const waitMs = windowWaitMs(window, given, cost, nowMs)
          if (waitMs === Number.POSITIVE_INFINITY) continue
          const early = structuredClone(window)
          if (waitMs > 0.01) {
            expect(windowWaitMs(early, given, cost, nowMs + waitMs - 0.01)).toBeGreaterThan(0)
          }
          nowMs += waitMs
          // A sum of two readings may be rounded down; what is left is then told exactly.
          nowMs += windowWaitMs(window, given, cost, nowMs)
          expect(windowWaitMs(window, given, cost, nowMs)).toBe(0)
          expect(windowRoom(window, given, nowMs)).toBeGreaterThanOrEqual(cost)
          windowTake(window, cost, nowMs)
        }
      }),
    )
  })
})

test('what costs nothing is not remembered', () => {
  const window = emptyWindow()
  for (let start = 0; start < 10; start++) windowTake(window, 0, start)
  expect(window).toEqual(emptyWindow())
})
