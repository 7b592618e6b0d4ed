import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  adaptiveDefaults,
  adaptiveLimit,
  type AdaptiveLimit,
  type AdaptiveOptions,
  adaptiveSample,
  type AdaptiveSample,
} from '../../src/machines/adaptive-limit.ts'
import { seededRandom } from '../../src/testing/seeded-random.ts'
import { always } from '../property.ts'

const options: AdaptiveOptions = { ...adaptiveDefaults, initial: 20 }

/** Fills one window with equal samples. @returns the limit after it */
function window(state: AdaptiveLimit, index: number, sample: Partial<AdaptiveSample> = {}): number {
  const full = { result: 'answered', latencyMs: 100, inFlight: state.limit, ...sample } as const
  for (let step = 0; step <= 10; step++) {
    adaptiveSample(state, options, full, (index * 11 + step) * 100)
  }
  return state.limit
}

/** The limit after each of so many windows. */
function windows(
  count: number,
  sample: Partial<AdaptiveSample> = {},
  state = adaptiveLimit(options),
) {
  return Array.from({ length: count }, (_, index) => window(state, index, sample))
}

describe('an adaptive limit', () => {
  test('grows by a tenth a window while it is used and the backend keeps its pace', () => {
    expect(windows(4)).toEqual([22, 24, 26, 28])
    expect(windows(60).at(-1)).toBe(100)
  })

  test('grows by one where a tenth is less', () => {
    expect(windows(3, {}, adaptiveLimit({ ...options, initial: 1 }))).toEqual([2, 3, 4])
  })

  test('does not grow where it is not used up', () => {
    expect(windows(4, { inFlight: 19 })).toEqual([20, 20, 20, 20])
    expect(windows(4, { inFlight: 9 })).toEqual([20, 20, 20, 20])
  })

  test('shrinks with the latency, to half in one window at most', () => {
    const state = adaptiveLimit(options)
    windows(3, { inFlight: 1 }, state)
    expect(window(state, 3, { latencyMs: 198 })).toBe(22)
    expect(window(state, 4, { latencyMs: 400 })).toBe(11)
    expect(window(state, 5, { latencyMs: 260 })).toBe(8)
  })

  test('shrinks under timeouts, down to its least, and never grows by them', () => {
    const fast = { result: 'timed-out', latencyMs: 0 } as const
    expect(windows(8, fast)).toEqual([14, 9, 6, 4, 2, 1, 1, 1])
  })

  test('shrinks from a tenth of timeouts on', () => {
    const share = (timeouts: number) => {
      const state = adaptiveLimit(options)
      for (let step = 0; step < 20; step++) {
        const result = step < timeouts ? 'timed-out' : 'answered'
        const nowMs = step === 19 ? 1000 : step
        adaptiveSample(state, options, { result, latencyMs: 5, inFlight: 20 }, nowMs)
      }
      return state.limit
    }
    expect([0, 1, 2].map(share)).toEqual([22, 22, 14])
  })

  test('counts timeouts among all calls', () => {
    const state = adaptiveLimit(options)
    const sample = { latencyMs: 5, inFlight: 20 }
    for (let step = 0; step < 200; step++) {
      const result = step < 19 ? 'timed-out' : 'answered'
      adaptiveSample(state, options, { result, ...sample }, step === 199 ? 1000 : 0)
    }
    expect(state.limit).toBe(22)
  })

  test('takes no timeout for no timeout, also where any is too many', () => {
    const strict = { ...options, timeoutRatio: 0 }
    const state = adaptiveLimit(strict)
    const sample = { result: 'answered', latencyMs: 5, inFlight: 20 } as const
    for (let step = 0; step < 10; step++) adaptiveSample(state, strict, sample, step * 200)
    expect(state.limit).toBe(22)
  })

  test('does not shrink at the very edge of what it tolerates', () => {
    const strict = { ...options, toleranceRatio: 1 }
    const state = adaptiveLimit(strict)
    const sample = { result: 'answered', latencyMs: 64, inFlight: 20 } as const
    for (let step = 0; step < 10; step++) adaptiveSample(state, strict, sample, step * 200)
    expect(state.limit).toBe(22)
  })

  test('moves at the end of a window, and with enough samples', () => {
    const state = adaptiveLimit(options)
    const sample = { result: 'answered', latencyMs: 5, inFlight: 50 } as const
    for (let step = 0; step < 50; step++) adaptiveSample(state, options, sample, 999)
    expect(state.limit).toBe(20)
    adaptiveSample(state, options, sample, 1998)
    expect(state.limit).toBe(20)
    adaptiveSample(state, options, sample, 1999)
    expect(state.limit).toBe(22)
    for (let step = 0; step < 9; step++) adaptiveSample(state, options, sample, 3000 + step * 1000)
    expect(state.limit).toBe(22)
    adaptiveSample(state, options, sample, 12_000)
    expect(state.limit).toBe(24)
  })

  test('learns nothing from a quiet tab: one slow call now and then', () => {
    const state = adaptiveLimit(options)
    for (let minute = 0; minute < 100; minute++) {
      const sample = { result: 'timed-out', latencyMs: 10_000, inFlight: 1 } as const
      adaptiveSample(state, options, sample, minute * 60_000)
    }
    expect(state.limit).toBe(20)
  })

  test('begins its window anew after an idle hour', () => {
    const state = adaptiveLimit(options)
    const late = { result: 'timed-out', latencyMs: 10, inFlight: 20 } as const
    for (let step = 0; step < 9; step++) adaptiveSample(state, options, late, step)
    adaptiveSample(state, options, late, 3_600_000)
    expect([state.limit, state.timeouts, state.startedAt]).toEqual([20, 1, 3_600_000])
  })

  test('keeps a window that is thirty lengths old, and no older one', () => {
    const late = { result: 'timed-out', latencyMs: 10, inFlight: 20 } as const
    const after = (ms: number) => {
      const state = adaptiveLimit(options)
      for (let step = 0; step < 9; step++) adaptiveSample(state, options, late, 0)
      adaptiveSample(state, options, late, ms)
      return state.limit
    }
    expect([30_000, 30_001].map(after)).toEqual([14, 20])
  })

  test('begins its window anew where the clock steps back', () => {
    const state = adaptiveLimit(options)
    const sample = { result: 'answered', latencyMs: 10, inFlight: 20 } as const
    for (const atMs of [5000, 5001, 100]) adaptiveSample(state, options, sample, atMs)
    expect([state.answers, state.startedAt]).toEqual([1, 100])
  })

  test('passes over what was aborted, and what is no duration', () => {
    expect(windows(3, { result: 'ignored', latencyMs: 0 })).toEqual([20, 20, 20])
    for (const latencyMs of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      expect(windows(2, { latencyMs })).toEqual([20, 20])
    }
  })

  test('takes a latency of 0 for the finest a coarse clock can tell', () => {
    const state = adaptiveLimit(options)
    expect(windows(3, { latencyMs: 0 }, state)).toEqual([22, 24, 26])
    expect(state.usualMs).toBe(1)
  })

  test('believes a faster pace soon and a slower one late', () => {
    const state = adaptiveLimit(options)
    window(state, 0)
    window(state, 1, { latencyMs: 150 })
    expect(state.usualMs).toBeCloseTo(100.5)
    window(state, 2, { latencyMs: 50 })
    expect(state.usualMs).toBeCloseTo(85.35)
  })

  test('is plain data', () => {
    const state = adaptiveLimit(options)
    windows(3, {}, state)
    expect(JSON.parse(JSON.stringify(state))).toEqual(state)
  })
})

describe('what an adaptive limit has seen', () => {
  /** As if so many windows had each brought one more call at once. */
  function after(count: number, seen: (index: number) => { latencyMs: number; perMs: number }) {
    const state = { ...adaptiveLimit(options), usualMs: 100 }
    const from = options.initial - count
    state.past = Array.from({ length: count }, (_, index) => ({
      limit: from + index,
      ...seen(index - count),
    }))
    return state
  }
  /** The window to come has latency 100 and 0.011 a millisecond. */
  const slower = (index: number) => 100 + index
  const more = (index: number) => 0.011 + index / 10_000

  test('is kept for the last twenty windows in which it was used', () => {
    const state = adaptiveLimit(options)
    expect(state.past).toEqual([])
    window(state, 0, { inFlight: 9 })
    expect(state.past).toEqual([])
    window(state, 1, { inFlight: 10 })
    expect(state.past).toEqual([{ limit: 20, latencyMs: 100, perMs: 0.011 }])
    for (let index = 2; index < 21; index++) window(state, index, { inFlight: 10 })
    expect(state.past).toHaveLength(20)
    window(state, 21)
    window(state, 22)
    expect(state.past).toHaveLength(20)
    expect(state.past.at(-1)?.limit).toBe(22)
  })

  test('makes it shrink where more at once meant higher latency and no more answers', () => {
    const flat = (index: number) => ({ latencyMs: slower(index), perMs: 0.011 })
    expect(window(after(7, flat), 0)).toBe(18)
    expect(window(after(15, flat), 0)).toBe(18)
  })

  test('makes it shrink where more at once brought exactly as many answers', () => {
    // Sixty-fourths add up without rounding: what does not vary has no connection with anything.
    const state = after(10, (index) => ({ latencyMs: slower(index), perMs: 1 / 64 }))
    const sample = { result: 'answered', latencyMs: 100, inFlight: 20 } as const
    for (let step = 0; step < 15; step++) adaptiveSample(state, options, sample, 0)
    adaptiveSample(state, options, sample, 1024)
    expect(state.past.at(-1)?.perMs).toBe(1 / 64)
    expect(state.limit).toBe(18)
  })

  test('says nothing with fewer than eight windows', () => {
    expect(
      window(
        after(6, (index) => ({ latencyMs: slower(index), perMs: 0.011 })),
        0,
      ),
    ).toBe(22)
  })

  test('lets it grow where more at once brought more answers, or the same latency', () => {
    const grown = (index: number) => ({ latencyMs: slower(index), perMs: more(index) })
    expect(window(after(10, grown), 0)).toBe(22)
    expect(
      window(
        after(10, () => ({ latencyMs: 100, perMs: 0.011 })),
        0,
      ),
    ).toBe(22)
    expect(
      window(
        after(10, (index) => ({ latencyMs: 100 - index, perMs: 0.011 })),
        0,
      ),
    ).toBe(22)
  })

  test('counts as a connection where it is one in spite of some noise', () => {
    // Correlation with the limit about 0.95, and about 0.2.
    const noisy = (index: number) => ({
      latencyMs: 100 + index * 3 + (index % 2) * 5,
      perMs: 0.011 + ((index * 7) % 5) / 1000,
    })
    expect(window(after(12, noisy), 0)).toBe(18)
  })
})

/**
 * A backend with so many servers at 50 ms ± 30 % each and one line before them, and a client that
 * always has more to send. @returns the limit every second
 */
function againstBackend(servers: (seconds: number) => number, forSeconds: number): number[] {
  const [state, random] = [adaptiveLimit(adaptiveDefaults), seededRandom(7)]
  const flights: { from: number; to: number; inFlight: number }[] = []
  const seen: number[] = []
  let free: number[] = []
  let nowMs = 0
  while (nowMs < forSeconds * 1000) {
    const count = servers(nowMs / 1000)
    free = Array.from({ length: count }, (_, index) => free[index] ?? nowMs)
    while (flights.length < state.limit) {
      free.sort((one, other) => one - other)
      const to = Math.max(nowMs, free[0] ?? 0) + 35 + 30 * random()
      free[0] = to
      const flight = { from: nowMs, to, inFlight: flights.length + 1 }
      const place = flights.findIndex((other) => other.to > to)
      flights.splice(place < 0 ? flights.length : place, 0, flight)
    }
    const done = flights.shift()
    if (!done) break
    nowMs = Math.max(nowMs, done.to)
    const sample = { latencyMs: nowMs - done.from, inFlight: done.inFlight }
    adaptiveSample(state, adaptiveDefaults, { result: 'answered', ...sample }, nowMs)
    if (seen.length < nowMs / 1000) seen.push(state.limit)
  }
  return seen
}

const average = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length

describe('against a backend', () => {
  test.each([5, 10, 20])(
    'of %i servers it finds about as many, and does not drift up',
    (servers) => {
      const limits = againstBackend(() => servers, 400)
      for (const from of [60, 200, 300]) {
        const mean = average(limits.slice(from, from + 100))
        expect(mean).toBeGreaterThan(servers * 0.8)
        expect(mean).toBeLessThan(servers * 3)
      }
    },
  )

  // A minute of thousands of calls in virtual time: seconds of work on a busy machine.
  test('of more servers than it may use it goes to the greatest', { timeout: 60_000 }, () => {
    expect(againstBackend(() => 200, 60).at(-1)).toBe(adaptiveDefaults.max)
  })

  test('that loses three servers of four it gives way, and comes back with them', () => {
    const limits = againstBackend((at) => (at >= 100 && at < 200 ? 5 : 20), 300)
    const [before, meanwhile, after] = [60, 160, 260].map((at) =>
      average(limits.slice(at, at + 40)),
    )
    expect(meanwhile).toBeLessThan((before ?? 0) / 2)
    expect(after).toBeGreaterThan((before ?? 0) * 0.6)
  })
})

describe('for any samples at any times', () => {
  const anyOptions = fc
    .record({
      min: fc.integer({ min: 1, max: 5 }),
      more: fc.nat({ max: 20 }),
      initial: fc.nat({ max: 20 }),
      windowMs: fc.constantFrom(1, 100, 1000),
      minimumSamples: fc.integer({ min: 1, max: 5 }),
      toleranceRatio: fc.constantFrom(1, 2),
      timeoutRatio: fc.constantFrom(0, 0.1, 1),
    })
    .map(({ more, initial, ...rest }): AdaptiveOptions => {
      return { ...rest, max: rest.min + more, initial: rest.min + Math.min(more, initial) }
    })
  const anySample = (results: readonly AdaptiveSample['result'][]) =>
    fc.record({
      elapsedMs: fc.oneof(fc.constantFrom(-50, 0, 0, 3_600_000), fc.nat({ max: 300 })),
      result: fc.constantFrom(...results),
      latencyMs: fc.oneof(fc.constantFrom(0, Number.NaN), fc.nat({ max: 5000 })),
      inFlight: fc.nat({ max: 30 }),
    })

  function limitsOf(given: AdaptiveOptions, samples: (AdaptiveSample & { elapsedMs: number })[]) {
    const state = adaptiveLimit(given)
    let nowMs = 1000
    return samples.map((sample) => {
      nowMs += sample.elapsedMs
      adaptiveSample(state, given, sample, nowMs)
      return state.limit
    })
  }

  test('it is a whole number within its bounds', () => {
    const any = fc.array(anySample(['answered', 'timed-out', 'ignored']), { maxLength: 120 })
    always(
      fc.property(anyOptions, any, (given, samples) => {
        for (const limit of limitsOf(given, samples)) {
          expect(Number.isInteger(limit)).toBe(true)
          expect(limit).toBeGreaterThanOrEqual(given.min)
          expect(limit).toBeLessThanOrEqual(given.max)
        }
      }),
    )
  })

  test('it never grows by timeouts, and never moves by aborts', () => {
    const timeouts = fc.array(anySample(['timed-out', 'ignored']), { maxLength: 80 })
    const aborts = fc.array(anySample(['ignored']), { maxLength: 30 })
    always(
      fc.property(anyOptions, timeouts, aborts, (given, slow, aborted) => {
        let last = given.initial
        for (const limit of limitsOf(given, slow)) {
          expect(limit).toBeLessThanOrEqual(last)
          last = limit
        }
        expect(limitsOf(given, aborted).every((limit) => limit === given.initial)).toBe(true)
      }),
    )
  })
})
