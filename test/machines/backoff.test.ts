import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { backoff } from '../../src/machines/backoff.ts'
import { always, anyRandom } from '../property.ts'

const options = { baseMs: 1000, maxMs: 30_000, jitterRatio: 0.5 }
const wait = (retry: number, random = 0.5, serverMs?: number) =>
  backoff({ retry, random, serverMs }, options)

describe('a wait of ours', () => {
  test('doubles from the first and ends at the longest', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((retry) => wait(retry))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ])
  })

  test('strays by the jitter to both sides, and never above the longest', () => {
    expect([wait(1, 0), wait(1, 0.999_999)]).toEqual([500, expect.closeTo(1500, 1)])
    expect([wait(6, 0), wait(6, 0.999_999)]).toEqual([15_000, 30_000])
  })

  test('is within its bounds, whatever the retry', () => {
    const retry = fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 11, max: 100_000 }))
    const ms = fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1e12, noNaN: true }))
    const ratio = fc.double({ min: 0, max: 1, noNaN: true })
    always(
      fc.property(
        retry,
        ms,
        ms,
        ratio,
        anyRandom,
        (...[number, baseMs, maxMs, jitterRatio, random]) => {
          const delayMs = backoff(
            { retry: number, serverMs: undefined, random },
            { baseMs, maxMs, jitterRatio },
          )
          const middleMs = Math.min(maxMs, baseMs === 0 ? 0 : baseMs * 2 ** (number - 1))
          expect(delayMs).toBeGreaterThanOrEqual(middleMs * (1 - jitterRatio) * (1 - 1e-12))
          expect(delayMs).toBeLessThanOrEqual(maxMs)
          expect(delayMs).toBeLessThanOrEqual(middleMs * (1 + jitterRatio) * (1 + 1e-12))
        },
      ),
    )
  })

  test('is none where the base is none, however many retries there were', () => {
    const failure = { retry: 5000, serverMs: undefined, random: 0.5 }
    expect(backoff(failure, { ...options, baseMs: 0 })).toBe(0)
  })
})

describe('a wait that the server named', () => {
  test('wins over ours, also above the longest', () => {
    expect(wait(1, 0, 120_000)).toBe(120_000)
    expect(wait(5, 0, 0)).toBe(0)
  })

  test('is never shortened, and spread by as long again, by 10 s or by a tenth at most', () => {
    const serverMs = fc.double({ min: 0, max: 3_600_000, noNaN: true })
    always(
      fc.property(serverMs, anyRandom, (ms, random) => {
        expect(wait(1, random, ms)).toBeGreaterThanOrEqual(ms)
        expect(wait(1, random, ms)).toBeLessThanOrEqual(
          ms + Math.max(ms / 10, Math.min(ms, 10_000)) + 1e-6,
        )
      }),
    )
  })

  test.each([
    [4000, 8000],
    [60_000, 70_000],
    [600_000, 660_000],
  ])('of %i ms ends before %i ms', (serverMs, longestMs) => {
    expect(wait(1, 0.5, serverMs)).toBe((serverMs + longestMs) / 2)
    expect(wait(1, 1 - 2 ** -53, serverMs)).toBeCloseTo(longestMs, 6)
  })

  test('spreads a fleet that was told the same', () => {
    const fleet = [0, 0.25, 0.5, 0.75].map((random) => wait(1, random, 60_000))
    expect(new Set(fleet).size).toBe(4)
  })
})
