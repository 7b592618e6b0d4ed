import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import {
  RATE_TIERS,
  type RateLimiter,
  rateLimiter,
  type RateLimiterOptions,
} from '../../src/policies/rate-limiter.ts'
import { alwaysLater } from '../property.ts'
import { caller, clockOfTest, standing } from './left-behind.ts'
import { badCallOptions } from './bad-call-options.ts'

function limiterOfTest(options: RateLimiterOptions = {}) {
  const clock = clockOfTest()
  return { clock, limiter: rateLimiter({ clock, ...options }) }
}

const allowed = (limiter: RateLimiter, times: number, key?: string) =>
  Array.from({ length: times }, () => limiter.check(key).allowed).filter(Boolean).length

/** Waits, and writes down who went and when. */
function starts(limiter: RateLimiter, clock: { monotonic(): number }) {
  const went: [name: string, atMs: number][] = []
  const wait = (name: string, key?: string, cost?: number, signal?: AbortSignal) =>
    limiter.wait(key, cost, { signal }).then(() => void went.push([name, clock.monotonic()]))
  return { went, wait }
}

describe('check', () => {
  test('allows 100 in 60 s by default, and refuses the 101st with the time to wait', async () => {
    const { limiter, clock } = limiterOfTest()
    expect(limiter.check()).toMatchObject({
      allowed: true,
      remaining: 99,
      max: 100,
      retryAfterMs: 0,
    })
    await clock.advance(1000)
    expect(allowed(limiter, 99)).toBe(99)
    expect(limiter.check()).toMatchObject({ allowed: false, remaining: 0, retryAfterMs: 59_000 })
    await clock.advance(59_000)
    expect(allowed(limiter, 5)).toBe(1)
  })

  test('costs nothing where it refuses', async () => {
    const { limiter, clock } = limiterOfTest({ limit: 1, windowMs: 1000 })
    expect(allowed(limiter, 500)).toBe(1)
    await clock.advance(1000)
    expect(limiter.check().allowed).toBe(true)
  })

  test('says when all of the limit is free again, by the wall clock', async () => {
    const { limiter, clock } = limiterOfTest({ limit: 3, windowMs: 1000 })
    limiter.check()
    await clock.advance(400)
    const { resetAt } = limiter.check()
    expect(resetAt - clock.wall()).toBe(1000)
    await clock.advance(1000)
    expect(limiter.remaining()).toBe(3)
    const bucket = limiterOfTest({ limit: 10, windowMs: 1000, algorithm: 'token-bucket' })
    expect(bucket.limiter.check('', 5).resetAt - bucket.clock.wall()).toBe(500)
  })

  test('weighs by cost', () => {
    const { limiter } = limiterOfTest({ limit: 10 })
    expect(limiter.check('', 8)).toMatchObject({ allowed: true, remaining: 2 })
    expect(limiter.check('', 3)).toMatchObject({ allowed: false, remaining: 2 })
    expect(limiter.check('', 2)).toMatchObject({ allowed: true, remaining: 0 })
    expect(limiter.check('', 0).allowed).toBe(true)
  })

  test('says of a cost above the limit that it never fits', () => {
    const { limiter } = limiterOfTest({ limit: 10 })
    expect(limiter.check('', 11)).toMatchObject({ allowed: false, retryAfterMs: Infinity })
  })

  test('keeps one limit for each key', () => {
    const { limiter } = limiterOfTest({ limit: 2 })
    expect([allowed(limiter, 5, 'ada'), allowed(limiter, 5, 'grace')]).toEqual([2, 2])
    expect([limiter.remaining('ada'), limiter.remaining('alan')]).toEqual([0, 2])
  })

  test('allows a burst and then an even flow with a token bucket', async () => {
    const { limiter, clock } = limiterOfTest({ ...RATE_TIERS.free, algorithm: 'token-bucket' })
    expect(allowed(limiter, 30)).toBe(20)
    expect(limiter.check().retryAfterMs).toBe(3000)
    await clock.advance(9000)
    expect(allowed(limiter, 30)).toBe(3)
  })

  test('takes a tier as its options', () => {
    const tiers = [RATE_TIERS.free, RATE_TIERS.pro, RATE_TIERS.enterprise]
    const limits = tiers.map((tier) => allowed(limiterOfTest(tier).limiter, 600))
    expect(limits).toEqual([20, 100, 500])
  })

  test('works with its functions taken apart', () => {
    const { check, remaining } = limiterOfTest({ limit: 5 }).limiter
    check()
    expect(remaining()).toBe(4)
  })
})

describe('wait', () => {
  test('resolves at once where there is room, and books it', async () => {
    const { limiter } = limiterOfTest({ limit: 2 })
    await limiter.wait()
    expect(limiter.remaining()).toBe(1)
  })

  test('lets the waiting start in order, each when it fits', async () => {
    const { limiter, clock } = limiterOfTest({ limit: 2, windowMs: 1000 })
    const { went, wait } = starts(limiter, clock)
    const all = [wait('a'), wait('b'), wait('c'), wait('d'), wait('e')]
    await clock.advance(2000)
    await Promise.all(all)
    expect(went).toEqual([
      ['a', 0],
      ['b', 0],
      ['c', 1000],
      ['d', 1000],
      ['e', 2000],
    ])
    await clock.advance(1000)
  })

  test('does not let a small cost pass a great one that was there before', async () => {
    const { limiter, clock } = limiterOfTest({ limit: 10, windowMs: 1000 })
    const { went, wait } = starts(limiter, clock)
    limiter.check('', 8)
    const all = [wait('great', '', 5), wait('small', '', 1)]
    await clock.advance(999)
    expect(went).toEqual([])
    await clock.advance(1)
    await Promise.all(all)
    expect(went.map(([name]) => name)).toEqual(['great', 'small'])
  })

  test('is not passed by a check either', async () => {
    const { limiter, clock } = limiterOfTest({ limit: 10, windowMs: 1000 })
    const { went, wait } = starts(limiter, clock)
    limiter.check('', 8)
    const waiting = wait('great', '', 5)
    expect(limiter.check('', 1)).toMatchObject({ allowed: false, remaining: 0, retryAfterMs: 1000 })
    expect(limiter.remaining()).toBe(0)
    await clock.advance(1000)
    await waiting
    expect(went).toHaveLength(1)
    expect(limiter.remaining()).toBe(5)
  })

  test('of one key does not hold another up', async () => {
    const { limiter, clock } = limiterOfTest({ limit: 1, windowMs: 1000 })
    const { went, wait } = starts(limiter, clock)
    const all = [wait('a', 'ada'), wait('b', 'ada'), wait('c', 'grace')]
    await clock.advance(0)
    expect(went.map(([name]) => name)).toEqual(['a', 'c'])
    await clock.advance(1000)
    await Promise.all(all)
  })

  test('leaves the line at the abort, with its reason, and the next takes its turn', async () => {
    const { limiter, clock } = limiterOfTest({ limit: 10, windowMs: 1000 })
    const { went, wait } = starts(limiter, clock)
    const [{ signal, leave }, reason] = [caller(), { left: true }]
    limiter.check('', 8)
    const [great, small] = [wait('great', '', 5, signal), wait('small', '', 1)]
    leave(reason)
    expect(((await standing(great)) as { error: unknown }).error).toBe(reason)
    await small
    expect(went).toEqual([['small', 0]])
    expect([limiter.remaining(), limiter.stats().waiting, clock.pending]).toEqual([1, 0, 0])
  })

  test('books nothing for one who has left', async () => {
    const { limiter, clock } = limiterOfTest({ limit: 1, windowMs: 1000 })
    const { signal, leave } = caller()
    limiter.check()
    const waiting = limiter.wait('', 1, { signal })
    leave('gone')
    await expect(waiting).rejects.toBe('gone')
    await clock.advance(1000)
    expect(limiter.remaining()).toBe(1)
    await expect(limiter.wait('', 1, { signal })).rejects.toBe('gone')
    expect(limiter.remaining()).toBe(1)
  })

  test('refuses at once a cost that can never fit', async () => {
    const { limiter } = limiterOfTest({ limit: 5 })
    await expect(limiter.wait('', 6)).rejects.toThrow('cost is 6: it must be at most the limit')
    await expect(limiter.wait('', -1)).rejects.toThrow(ConfigError)
    await expect(limiter.wait('', Number.NaN)).rejects.toThrow(ConfigError)
    expect(limiter.stats().waiting).toBe(0)
  })

  test('sets one timer for a line, however long', async () => {
    const { limiter, clock } = limiterOfTest({ limit: 1, windowMs: 10 })
    const all = Array.from({ length: 50 }, () => limiter.wait())
    expect(clock.pending).toBe(1)
    await clock.advance(490)
    await Promise.all(all)
  })

  test('keeps the limit in any window and forgets nobody, for any story', async () => {
    const step = fc.record({
      cost: fc.integer({ min: 0, max: 3 }),
      elapsedMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 900, noNaN: true })),
      leaves: fc.boolean(),
    })
    const algorithm = fc.constantFrom('sliding-window' as const, 'token-bucket' as const)
    await alwaysLater(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), algorithm, async (steps, by) => {
        const { limiter, clock } = limiterOfTest({ limit: 3, windowMs: 1000, algorithm: by })
        const went: { atMs: number; cost: number }[] = []
        const answers: Promise<unknown>[] = []
        for (const { cost, elapsedMs, leaves } of steps) {
          const { signal, leave } = caller()
          const note = () => void went.push({ atMs: clock.monotonic(), cost })
          answers.push(limiter.wait('', cost, { signal }).then(note, () => undefined))
          await clock.advance(elapsedMs)
          if (leaves) leave()
        }
        await clock.advance(100_000)
        await Promise.all(answers)
        const burst = by === 'token-bucket' ? 2 : 1
        for (const { atMs: end } of went) {
          const within = went.filter(({ atMs }) => atMs <= end && atMs + 1000 > end)
          expect(within.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(3 * burst)
        }
        expect(limiter.stats().waiting).toBe(0)
        expect(clock.pending).toBe(0)
      }),
    )
  })
})

describe('reset', () => {
  test('gives one key its limit back, or all', () => {
    const { limiter } = limiterOfTest({ limit: 1 })
    for (const key of ['', 'ada', 'grace']) limiter.check(key)
    limiter.reset('ada')
    expect(['', 'ada', 'grace'].map(limiter.remaining)).toEqual([0, 1, 0])
    limiter.reset()
    expect(['', 'ada', 'grace'].map(limiter.remaining)).toEqual([1, 1, 1])
  })

  test('lets the waiting go', async () => {
    const { limiter, clock } = limiterOfTest({ limit: 1 })
    limiter.check('ada')
    limiter.check('grace')
    const waiting = [limiter.wait('ada'), limiter.wait('grace')]
    expect(clock.pending).toBe(2)
    limiter.reset('ada')
    await waiting[0]
    limiter.reset()
    await waiting[1]
    expect(clock.pending).toBe(0)
  })
})

describe('stats', () => {
  test('count', async () => {
    const { limiter, clock } = limiterOfTest({ limit: 1, windowMs: 1000 })
    for (const key of ['ada', 'ada', 'grace']) limiter.check(key)
    const waiting = limiter.wait('ada')
    const stats = { max: 1, windowMs: 1000, keys: 2, waiting: 1, allowed: 2, refused: 1 }
    expect(limiter.stats()).toEqual(stats)
    await clock.advance(1000)
    await waiting
    expect(limiter.stats()).toMatchObject({ waiting: 0, allowed: 3 })
  })

  test('show that idle keys are forgotten', async () => {
    const { limiter, clock } = limiterOfTest({ limit: 5, windowMs: 1000 })
    for (let user = 0; user < 5000; user++) {
      limiter.check(`user ${user}`)
      await clock.advance(10)
    }
    expect(limiter.stats().keys).toBeLessThan(300)
  })
})

describe('a bad option', () => {
  test.each<[object, string]>([
    [{ limit: 0 }, 'limit is 0: it must be a number from 1 to 1000000'],
    [{ windowMs: 0 }, 'windowMs is 0'],
    [{ algorithm: 'fixed' }, 'algorithm is "fixed": it must be sliding-window or token-bucket'],
    [{ clock: 5 }, 'clock is 5: it must be a object'],
    [{ max: 5 }, 'max is unknown: it must be left out'],
    [{ clock: { now: Date.now } }, 'clock.monotonic is undefined: it must be a function'],
  ])('%j is refused at construction', (options, message) => {
    expect(() => rateLimiter(options)).toThrow(ConfigError)
    expect(() => rateLimiter(options)).toThrow(message)
  })

  test('may be a key or a cost', () => {
    const { limiter } = limiterOfTest()
    expect(() => limiter.check(7 as never)).toThrow('key is 7: it must be a string')
    expect(() => limiter.check('', Number.NaN)).toThrow('cost is NaN')
    expect(() => limiter.check('', -1)).toThrow('cost is -1')
    expect(() => limiter.remaining(null as never)).toThrow('key is null')
    expect(() => limiter.reset(7 as never)).toThrow('key is 7')
    expect(limiter.stats().allowed).toBe(0)
  })
})

describe('a bad option of one wait', () => {
  test.each(badCallOptions)('%o rejects it, and nothing is booked', async (options, message) => {
    const { limiter } = limiterOfTest()
    const wait = limiter.wait('', 1, options as never)
    await expect(wait).rejects.toThrow(ConfigError)
    await expect(wait).rejects.toThrow(message)
    expect(limiter.stats()).toMatchObject({ allowed: 0, waiting: 0 })
  })
})
