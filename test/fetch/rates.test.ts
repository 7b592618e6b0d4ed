import fc from 'fast-check'
import { expect, test } from 'vitest'
import { silent, status } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

const alone = { retry: false, circuit: false, dedupe: false, timeout: false } as const

test.each(['refuse', 'wait'] as const)(
  'never more than the limit in any window (%s)',
  async (onLimit) => {
    const calls = fc.array(
      fc.record({ afterMs: fc.nat(700), cost: fc.integer({ min: 1, max: 3 }) }),
      { maxLength: 40 },
    )
    await fc.assert(
      fc.asyncProperty(calls, async (plan) => {
        const rateLimit = { limit: 5, windowMs: 1000, onLimit }
        const { fetch, clock, events } = bench({ ...alone, rateLimit }, status(204))
        const ends = []
        const costs = new Map<number, number>()
        for (const [index, { afterMs, cost }] of plan.entries()) {
          costs.set(index + 1, cost)
          ends.push(outcomeOf(fetch(url, { holdfast: { cost } })))
          await clock.advance(afterMs)
        }
        await clock.advance(60_000)
        await Promise.all(ends)
        const starts = events.flatMap((event) =>
          event.type === 'attempt-started'
            ? [{ at: event.at, cost: costs.get(event.call) ?? 0 }]
            : [],
        )
        for (const { at } of starts) {
          const inWindow = starts.filter((other) => other.at >= at && other.at < at + 1000)
          expect(inWindow.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(5)
        }
        if (onLimit === 'wait') expect(starts).toHaveLength(plan.length)
      }),
      { numRuns: 60 },
    )
  },
)

test('token bucket: a burst of the limit, then evenly', async () => {
  const rateLimit = {
    limit: 2,
    windowMs: 1000,
    algorithm: 'token-bucket',
    onLimit: 'wait',
  } as const
  const { fetch, clock, events } = bench({ ...alone, rateLimit }, status(204))
  const ends = Array.from({ length: 5 }, () => fetch(url))
  await clock.advance(2000)
  await Promise.all(ends)
  const first = events[0]?.at ?? 0
  const starts = events.flatMap(({ type, at }) => (type === 'attempt-started' ? [at - first] : []))
  expect(starts).toEqual([0, 0, 500, 1000, 1500])
})

test.each([5000, 1000])('refuses at once a wait of 5 s that ends after %i ms', async (totalMs) => {
  const rateLimit = { limit: 1, windowMs: 5000, onLimit: 'wait' } as const
  const { fetch, clock } = bench({ ...alone, rateLimit, timeout: { totalMs } }, status(204))
  await fetch(url)
  const { error } = await outcomeOf(fetch(url))
  expect(error).toMatchObject({ code: 'RATE_LIMITED', by: 'client', retryAfterMs: 5000 })
  await clock.advance(0)
})

test('takes in a wait that ends before the deadline', async () => {
  const rateLimit = { limit: 1, windowMs: 5000, onLimit: 'wait' } as const
  const { fetch, clock } = bench({ ...alone, rateLimit, timeout: { totalMs: 5001 } }, status(204))
  await fetch(url)
  const second = fetch(url)
  await clock.advance(5000)
  expect(await second).toHaveProperty('status', 204)
})

test('shows what each key has left, and when there will be room for one more', async () => {
  const key = ({ url: sent }: { url: string }) => new URL(sent).pathname
  const { fetch, clock } = bench({ ...alone, rateLimit: { limit: 1, key } }, status(204))
  await fetch('https://api.test/a')
  await clock.advance(1000)
  await fetch('https://api.test/b')
  const shown = { gate: 'https://api.test', max: 1, remaining: 0 }
  expect(fetch.stats().rate).toEqual([
    { ...shown, key: '/a', retryAfterMs: 59_000 },
    { ...shown, key: '/b', retryAfterMs: 60_000 },
  ])
})

test('names the wait behind those in line, whose room is booked', async () => {
  const options = { ...alone, rateLimit: { limit: 2 }, concurrency: { limit: 1 } }
  const { fetch } = bench(options, silent)
  const ends = ['first', 'in line'].map(() => outcomeOf(fetch(url)))
  expect((await outcomeOf(fetch(url))).error).toMatchObject({ retryAfterMs: 60_000 })
  fetch.close()
  await Promise.all(ends)
})

test('cheap calls pass an expensive one for ten seconds, then it is their turn to wait', async () => {
  const key = ({ url: sent }: { url: string }) => new URL(sent).pathname
  const rateLimit = { limit: 4, windowMs: 4000, onLimit: 'wait', key } as const
  const { fetch, clock, events } = bench({ ...alone, rateLimit }, status(204))
  const began = clock.wall()
  const ends: Promise<Response>[] = []
  for (let second = 0; second < 20; second++) {
    ends.push(fetch(url))
    if (second === 4) ends.push(fetch(`${url}?expensive`, { holdfast: { cost: 4 } }))
    if (second === 15) ends.push(fetch(`${url}/of-another-key`))
    await clock.advance(1000)
  }
  await clock.advance(60_000)
  await Promise.all(ends)
  const startOf = (number: number) => {
    const start = events.find((event) => event.type === 'attempt-started' && event.call === number)
    return ((start?.at ?? Number.NaN) - began) / 1000
  }
  const cheap = (second: number) =>
    startOf(second < 5 ? second + 1 : second + (second < 16 ? 2 : 3))
  expect([0, 4, 5, 12, 13].map(cheap)).toEqual([0, 4, 5, 12, 13])
  // The last cheap one that passed it counts until 17 s; then the expensive one has all.
  expect([startOf(6), startOf(18)]).toEqual([17, 15])
  expect([14, 15, 16, 17].map(cheap)).toEqual([21, 21, 21, 21])
})

test('a gate that nobody has called has all of its rate left', () => {
  const { fetch } = bench({ rateLimit: { limit: 7 } }, status(204))
  fetch.isolate(url)
  const gate = 'https://api.test'
  expect(fetch.stats().rate).toEqual([{ gate, key: '', max: 7, remaining: 7, retryAfterMs: 0 }])
})
