import { expect, test } from 'vitest'
import { broken, status } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

const alone = {
  retry: false,
  circuit: false,
  rateLimit: false,
  dedupe: false,
  timeout: false,
} as const

test('a shorter wait does not cut a longer one', async () => {
  const steps = [
    status(429, { 'Retry-After': '10' }),
    status(429, { 'Retry-After': '1' }),
    status(204),
  ]
  const { fetch, wire, clock, events } = bench({ ...alone, random: () => 0 }, ...steps)
  await Promise.all([fetch(url), fetch(url)])
  expect(events.filter(({ type }) => type === 'gate-paused')).toMatchObject([
    { reason: 'server', durationMs: 10_000 },
  ])
  const third = fetch(url)
  await clock.advance(9999)
  expect(wire.calls).toHaveLength(2)
  await clock.advance(1)
  expect(await third).toHaveProperty('status', 204)
})

test('no wait of an hour or more blinds the client', async () => {
  const steps = [status(429, { 'Retry-After': '99999999' }), status(204)]
  const { fetch, clock } = bench({ ...alone, random: () => 0 }, ...steps)
  await fetch(url)
  const later = fetch(url)
  await clock.advance(3_600_000)
  expect(await later).toHaveProperty('status', 204)
})

test.each([200, 202, 404, 500])('Retry-After on %i pauses nobody', async (code) => {
  const { fetch, told } = bench(alone, status(code, { 'Retry-After': '10' }))
  await fetch(url)
  expect(await fetch(url)).toHaveProperty('status', code)
  expect(told()).not.toContain('gate-paused')
})

test('the line leaves in shrinking gaps, never as one burst', async () => {
  const steps = [status(429, { 'Retry-After': '1' }), status(204)]
  const { fetch, clock, events } = bench(alone, ...steps)
  await fetch(url)
  const ends = Array.from({ length: 10 }, () => outcomeOf(fetch(url)))
  await clock.advance(5000)
  await Promise.all(ends)
  const starts = events.flatMap(({ type, at }) => (type === 'attempt-started' ? [at] : [])).slice(1)
  const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0))
  expect(starts).toHaveLength(10)
  expect(gaps[0]).toBe(200)
  expect(gaps).toEqual(gaps.toSorted((one, other) => other - one))
})

test.each([
  [{ RateLimit: '"default";r=0;t=10' }],
  [{ 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '10' }],
])('a success that used the last request up holds the next one: %j', async (headers) => {
  const { fetch, wire, clock } = bench(
    { ...alone, random: () => 0 },
    status(200, headers),
    status(204),
  )
  await fetch(url)
  const next = fetch(url)
  await clock.advance(9999)
  expect(wire.calls).toHaveLength(1)
  await clock.advance(1)
  expect(await next).toHaveProperty('status', 204)
})

test.each([
  [{ RateLimit: '"default";r=1;t=10' }],
  [{ RateLimit: 'nonsense;;;' }],
  [{ RateLimit: '"default";r=0;t=10', Age: '3' }],
])('holds nobody: %j', async (headers) => {
  const { fetch } = bench(alone, status(200, headers))
  await fetch(url)
  expect(await fetch(url)).toHaveProperty('status', 200)
})

test('Retry-After wins over the limit fields, and the server’s own clock over ours', async () => {
  const headers = {
    RateLimit: '"default";r=0;t=10',
    Date: 'Wed, 01 Jan 2020 00:00:00 GMT',
    'Retry-After': 'Wed, 01 Jan 2020 00:00:03 GMT',
  }
  const { fetch, clock } = bench({ ...alone, random: () => 0 }, status(429, headers), status(204))
  await fetch(url)
  const next = fetch(url)
  await clock.advance(3000)
  expect(await next).toHaveProperty('status', 204)
})

test('a pause that ends when another one does is none of its own', async () => {
  const limited = status(429, { 'Retry-After': '10' })
  const { fetch, told } = bench({ ...alone, random: () => 0 }, limited)
  await Promise.all([fetch(url), fetch(url)])
  expect(told().filter((type) => type === 'gate-paused')).toHaveLength(1)
})

test('after an outage those who waited leave paced, not in one burst', async () => {
  const circuit = { failures: 1, openMs: 1000, successes: 1 }
  const { fetch, wire, clock } = bench({ ...alone, circuit }, broken, status(204))
  await outcomeOf(fetch(url))
  const calls = Array.from({ length: 5 }, () => fetch(url))
  const sent: number[] = []
  for (const ms of [1000, 199, 1, 149, 1, 113]) {
    await clock.advance(ms)
    sent.push(wire.calls.length)
  }
  // The probe and the next of the line, then gaps of 200, 150 and 112.5 ms.
  expect(sent).toEqual([3, 3, 4, 4, 5, 6])
  await Promise.all(calls)
})

test('a circuit that only observes, or that of one endpoint, slows nobody down', async () => {
  for (const own of [{ observeOnly: true }, { scope: 'endpoint' }] as const) {
    const circuit = { failures: 1, openMs: 1000, successes: 1, ...own }
    const { fetch, wire, clock } = bench({ ...alone, circuit }, broken, status(204))
    await outcomeOf(fetch(url))
    const calls = Array.from({ length: 5 }, () => fetch(url))
    await clock.advance(1000)
    expect(wire.calls).toHaveLength(6)
    await Promise.all(calls)
  }
})
