import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import {
  type RateLimits,
  rateRoom,
  rateTake,
  rateWaitMs,
  readRateOptions,
} from '../../src/machines/rate-limit.ts'

const algorithms = ['sliding-window', 'token-bucket'] as const

describe('options of a rate limit', () => {
  test('have the documented defaults', () => {
    const defaults = { limit: 100, windowMs: 60_000, algorithm: 'sliding-window' }
    expect(readRateOptions('', {})).toEqual(defaults)
  })

  test.each<[object, string]>([
    [{ limit: 0 }, 'rate.limit is 0: it must be a number from 1 to 1000000'],
    [{ limit: Number.NaN }, 'rate.limit is NaN'],
    [{ limit: 1e7 }, 'rate.limit is 10000000'],
    [{ windowMs: 0 }, 'rate.windowMs is 0'],
    [{ windowMs: -5 }, 'rate.windowMs is -5'],
    [{ windowMs: false }, 'rate.windowMs is false'],
    [{ windowMs: Number.POSITIVE_INFINITY }, 'rate.windowMs is Infinity'],
    [
      { algorithm: 'leaky' },
      'rate.algorithm is "leaky": it must be sliding-window or token-bucket',
    ],
  ])('%j is refused', (given, message) => {
    expect(() => readRateOptions('rate.', given)).toThrow(ConfigError)
    expect(() => readRateOptions('rate.', given)).toThrow(message)
  })
})

describe.each(algorithms)('limits by %s', (algorithm) => {
  const options = { limit: 2, windowMs: 1000, algorithm }

  test('are one for each key', () => {
    const limits: RateLimits = new Map()
    rateTake(limits, options, 'ada', 2, 0)
    expect(rateRoom(limits, options, 'ada', 0)).toBe(0)
    expect(rateRoom(limits, options, 'grace', 0)).toBe(2)
    expect(rateWaitMs(limits, options, 'grace', 2, 0)).toBe(0)
    expect(rateWaitMs(limits, options, 'ada', 1, 0)).toBe(
      algorithm === 'sliding-window' ? 1000 : 500,
    )
  })

  test('add up what one key takes', () => {
    const limits: RateLimits = new Map()
    for (const left of [1, 0]) {
      rateTake(limits, options, 'ada', 1, 0)
      expect(rateRoom(limits, options, 'ada', 0)).toBe(left)
    }
  })

  test('never fit a cost above the limit, of a known or an unknown key', () => {
    const limits: RateLimits = new Map()
    rateTake(limits, options, 'ada', 1, 0)
    for (const key of ['ada', 'grace']) {
      expect(rateWaitMs(limits, options, key, 3, 0)).toBe(Number.POSITIVE_INFINITY)
    }
  })

  test('are not remembered for being looked at', () => {
    const limits: RateLimits = new Map()
    rateRoom(limits, options, 'ada', 0)
    rateWaitMs(limits, options, 'ada', 1, 0)
    expect(limits.size).toBe(0)
  })

  test('forget idle keys when new ones come, and no key that still counts', () => {
    const limits: RateLimits = new Map()
    for (let user = 0; user < 10_000; user++)
      rateTake(limits, options, `user ${user}`, 1, user * 10)
    expect(limits.size).toBeLessThan(500)
    expect(rateRoom(limits, options, 'user 9999', 99_990)).toBe(1)
    expect(rateRoom(limits, options, 'user 9950', 99_990)).toBeLessThan(2)
  })

  test('look for idle keys rarely: a crowd of active ones costs no more for each', () => {
    let looks = 0
    class Counted extends Map<string, never> {
      override keys() {
        looks += this.size
        return super.keys()
      }
    }
    const limits: RateLimits = new Counted()
    for (let user = 0; user < 20_000; user++) rateTake(limits, options, `user ${user}`, 1, 0)
    expect(limits.size).toBe(20_000)
    expect(looks).toBeLessThan(3 * 20_000)
  })
})
