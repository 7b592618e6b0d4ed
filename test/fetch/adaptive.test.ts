import { adaptive } from 'holdfast'
import { describe, expect, test } from 'vitest'
import { broken, type FakeClock, silent, status, type Step } from '../../src/testing/index.ts'
import { type Bench, bench, outcomeOf, url } from '../harness.ts'

const alone = { retry: false, circuit: false, rateLimit: false, dedupe: false } as const

test('attempts at once follow the latency, never beyond the fixed limit', async () => {
  const policy = adaptive({ throttle: false, concurrency: { initial: 4, minimumSamples: 4 } })
  const { fetch, clock } = bench({ ...alone, adaptive: policy }, silent)
  const ends = Array.from({ length: 6 }, () => outcomeOf(fetch(url)))
  await clock.advance(0)
  expect(fetch.stats().queue[0]).toMatchObject({ limit: 4, inFlight: 4, waiting: 2 })
  await clock.advance(20_000)
  await Promise.all(ends)
  expect(fetch.stats().queue[0]?.limit).toBeLessThan(4)
})

test('refuses a share of the calls while the backend accepts too few, and none on a quiet page', async () => {
  const policy = adaptive({ concurrency: false, throttle: { minimumRequests: 10 } })
  const { fetch } = bench({ ...alone, adaptive: policy, random: () => 0.3 }, status(503))
  const errors: unknown[] = []
  for (let call = 0; call < 30; call++) {
    const { error } = await outcomeOf(fetch(url))
    errors.push(error)
  }
  const refused = { code: 'RATE_LIMITED', by: 'client', retryAfterMs: 1000 }
  expect(errors.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => undefined))
  expect(errors.slice(-5)).toMatchObject(Array.from({ length: 5 }, () => refused))
})

test('who leaves the line unsent says nothing of the backend', async () => {
  const options = {
    rateLimit: false,
    dedupe: false,
    concurrency: { limit: 1, maxQueue: 50 },
  } as const
  const { fetch, clock } = bench({ ...options, adaptive: adaptive() }, async () => {
    await new Promise<void>((resolve) => void clock.setTimer(resolve, 100))
    return new Response(null, { status: 204 })
  })
  const first = fetch(url)
  const caller = new AbortController()
  const left = Array.from({ length: 60 }, () => outcomeOf(fetch(url, { signal: caller.signal })))
  caller.abort('left')
  const errors = (await Promise.all(left)).map(({ error }) => (error as Error).name ?? error)
  expect(errors.filter((error) => error === 'left')).toHaveLength(50)
  const next = fetch(url)
  await clock.advance(200)
  expect([(await first).status, (await next).status]).toEqual([204, 204])
})

test('keeps one state for each gate', async () => {
  const policy = adaptive({ concurrency: false, throttle: { minimumRequests: 2 } })
  const { fetch } = bench({ ...alone, adaptive: policy, random: () => 0.1 }, status(503))
  for (let call = 0; call < 10; call++) await outcomeOf(fetch(url))
  expect((await outcomeOf(fetch(url))).error).toMatchObject({ code: 'RATE_LIMITED' })
  expect(await fetch('https://other.test/')).toHaveProperty('status', 503)
})

test('refuses options out of range', () => {
  expect(() => adaptive({ concurrency: { min: 0 } })).toThrow('adaptive.concurrency.min is 0')
  expect(() => adaptive({ throttle: { ratio: 1 } as never })).toThrow(
    'adaptive.throttle.ratio is unknown',
  )
})

test.each([
  [{ max: 5 }, 5],
  [{ min: 20 }, 20],
  [{ min: 200 }, 200],
  [{ initial: 7, max: 7 }, 7],
  [{ initial: 200 }, 200],
])('begins within the bounds that are given: %j', async (concurrency, limit) => {
  const options = { ...alone, concurrency: { limit: 1000 }, adaptive: adaptive({ concurrency }) }
  const { fetch } = bench(options, status(204))
  await fetch(url)
  expect(fetch.stats().queue[0]?.limit).toBe(limit)
})

test.each([
  [{ min: 50, max: 10 }, 'adaptive.concurrency.max is 10: it must be a number from 50 to 10000'],
  [{ initial: 9, max: 8 }, 'adaptive.concurrency.initial is 9: it must be a number from 1 to 8'],
  [{ initial: 2, min: 3 }, 'adaptive.concurrency.initial is 2: it must be a number from 3 to 100'],
])('refuses bounds that contradict each other: %j', (concurrency, message) => {
  expect(() => adaptive({ concurrency })).toThrow(message)
})

describe('what an attempt says', () => {
  const answeredAfter =
    (ms: number, clock: () => FakeClock): Step =>
    () =>
      new Promise((resolve) => clock().setTimer(() => resolve(new Response(null)), ms))

  test('an answer that keeps the pace makes room for one more', async () => {
    const policy = adaptive({ throttle: false, concurrency: { initial: 4, minimumSamples: 4 } })
    const made: Bench = bench(
      { ...alone, adaptive: policy },
      answeredAfter(1000, () => made.clock),
    )
    for (let round = 0; round < 2; round++) {
      const ends = Array.from({ length: 4 }, () => made.fetch(url))
      await made.clock.advance(1000)
      await Promise.all(ends)
    }
    expect(made.fetch.stats().queue[0]?.limit).toBe(5)
  })

  test('a connection that fails at once moves no limit', async () => {
    const policy = adaptive({ throttle: false, concurrency: { initial: 4, minimumSamples: 4 } })
    const { fetch, clock } = bench({ ...alone, adaptive: policy }, broken)
    for (let round = 0; round < 3; round++) {
      await Promise.all(Array.from({ length: 4 }, () => outcomeOf(fetch(url))))
      await clock.advance(1000)
    }
    expect(fetch.stats().queue[0]?.limit).toBe(4)
  })

  test.each<[string, Step]>([
    ['accepted', status(204)],
    ['aborted', silent],
  ])('none is refused where all are %s', async (_how, step) => {
    const policy = adaptive({ concurrency: false, throttle: { minimumRequests: 10 } })
    const { fetch, wire } = bench({ ...alone, adaptive: policy, random: () => 0 }, step)
    for (let call = 0; call < 30; call++) {
      const caller = new AbortController()
      const end = outcomeOf(fetch(url, { signal: caller.signal }))
      if (step === silent) caller.abort('left')
      await end
    }
    expect(wire.calls).toHaveLength(30)
  })
})
