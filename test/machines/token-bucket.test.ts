import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bucketRoom,
  bucketTake,
  bucketWaitMs,
  fullBucket,
} from '../../src/machines/token-bucket.ts'
import { always } from '../property.ts'

const options = { limit: 10, windowMs: 60_000 }

describe('a token bucket', () => {
  test('allows a burst of its limit, then one for each share of the window', () => {
    const bucket = fullBucket(options, 0)
    bucketTake(bucket, 10)
    expect(bucketWaitMs(bucket, options, 1, 0)).toBe(6000)
    expect(bucketRoom(bucket, options, 5999)).toBeLessThan(1)
    expect(bucketRoom(bucket, options, 6000)).toBeCloseTo(1)
  })

  test('never holds more than its limit, also after an idle hour', () => {
    const bucket = fullBucket(options, 0)
    bucketTake(bucket, 4)
    expect(bucketRoom(bucket, options, 3_600_000)).toBe(10)
  })

  test('says that a cost above the limit never fits', () => {
    expect(bucketWaitMs(fullBucket(options, 0), options, 11, 0)).toBe(Number.POSITIVE_INFINITY)
  })

  test('says when a cost of the whole limit fits: when it is full again', () => {
    const bucket = fullBucket(options, 0)
    expect(bucketWaitMs(bucket, options, 10, 0)).toBe(0)
    bucketTake(bucket, 10)
    expect(bucketWaitMs(bucket, options, 10, 0)).toBe(60_000)
  })

  test('adds nothing while the clock stands still', () => {
    const bucket = fullBucket(options, 0)
    bucketTake(bucket, 10)
    for (let reading = 0; reading < 1000; reading++) bucketRoom(bucket, options, 0)
    expect(bucketRoom(bucket, options, 0)).toBe(0)
  })

  test('adds and takes nothing when the clock steps back, and fills again from there', () => {
    const bucket = fullBucket(options, 1_000_000)
    bucketTake(bucket, 8)
    expect(bucketRoom(bucket, options, 0)).toBe(2)
    expect(bucketRoom(bucket, options, 6000)).toBeCloseTo(3)
  })
})

describe('for any calls at any times', () => {
  const steps = fc.array(
    fc.record({
      elapsedMs: fc.oneof(fc.constant(0), fc.double({ min: -5000, max: 90_000, noNaN: true })),
      cost: fc.oneof(fc.integer({ min: 0, max: 11 }), fc.double({ min: 0, max: 10, noNaN: true })),
    }),
    { maxLength: 80 },
  )

  test('it holds between nothing and its limit, and gives what has flowed in at most', () => {
    always(
      fc.property(steps, (all) => {
        const bucket = fullBucket(options, 0)
        let [nowMs, forwardMs, taken] = [0, 0, 0]
        for (const { elapsedMs, cost } of all) {
          nowMs += elapsedMs
          forwardMs += Math.max(0, elapsedMs)
          if (bucketWaitMs(bucket, options, cost, nowMs) === 0) {
            bucketTake(bucket, cost)
            taken += cost
          }
          expect(bucket.tokens).toBeGreaterThanOrEqual(0)
          expect(bucket.tokens).toBeLessThanOrEqual(options.limit)
        }
        expect(taken).toBeLessThanOrEqual(10 + (forwardMs * 10) / 60_000 + 1e-6)
      }),
    )
  })

  test('the wait it names is enough, to the millisecond that rounding may take', () => {
    always(
      fc.property(steps, (all) => {
        const bucket = fullBucket(options, 0)
        let nowMs = 0
        for (const { elapsedMs, cost } of all) {
          nowMs += Math.abs(elapsedMs)
          const waitMs = bucketWaitMs(bucket, options, cost, nowMs)
          if (waitMs === Number.POSITIVE_INFINITY) continue
          if (waitMs > 1) {
            expect(bucketRoom({ ...bucket }, options, nowMs + waitMs - 1.001)).toBeLessThan(cost)
          }
          nowMs += waitMs
          const restMs = bucketWaitMs(bucket, options, cost, nowMs)
          expect(restMs).toBeLessThanOrEqual(1)
          nowMs += restMs
          expect(bucketWaitMs(bucket, options, cost, nowMs)).toBe(0)
          bucketTake(bucket, cost)
        }
      }),
    )
  })
})
