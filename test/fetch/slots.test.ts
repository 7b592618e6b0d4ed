import { adaptive } from 'holdfast'
import { expect, test } from 'vitest'
import { silent, status } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

const alone = { retry: false, circuit: false, rateLimit: false, dedupe: false } as const

test('a slot is taken at the departure and free at the headers, whatever comes of it', async () => {
  const { fetch, clock } = bench(
    { ...alone, concurrency: { limit: 2 } },
    silent,
    status(200, {}, 'x'),
  )
  const caller = new AbortController()
  const first = outcomeOf(fetch(url, { signal: caller.signal }))
  expect(fetch.stats().queue[0]).toMatchObject({ inFlight: 1, limit: 2 })
  const second = await fetch(url)
  expect(fetch.stats().queue[0]).toMatchObject({ inFlight: 1 })
  caller.abort()
  await first
  expect(fetch.stats().queue[0]).toMatchObject({ inFlight: 0 })
  await second.text()
  await clock.advance(0)
})

test('an adaptive limit is never above the fixed one', async () => {
  const policy = adaptive({ throttle: false, concurrency: { initial: 50 } })
  const { fetch } = bench({ ...alone, adaptive: policy, concurrency: { limit: 3 } }, status(204))
  await fetch(url)
  expect(fetch.stats().queue[0]?.limit).toBe(3)
})
