import { createFetch } from 'holdfast'
import { expect, test } from 'vitest'
import { fakeClock, scriptedFetch, status } from '../../src/testing/index.ts'
import { url } from '../harness.ts'

test('every event names its client, its gate and the wall clock', async () => {
  const clock = fakeClock(1_000_000)
  const fetch = createFetch({ name: 'shop', clock, fetch: scriptedFetch(status(204)) })
  const events: unknown[] = []
  fetch.on((event) => events.push(event))
  await clock.advance(5)
  await fetch(url)
  expect(events).toHaveLength(4)
  for (const event of events) {
    expect(event).toMatchObject({ client: 'shop', gate: 'https://api.test', at: 1_000_005 })
  }
})

test('a snapshot is plain data', async () => {
  const fetch = createFetch({ clock: fakeClock(), fetch: scriptedFetch(status(204)) })
  expect(fetch.stats()).toEqual({ circuits: [], rate: [], queue: [], budget: [] })
  await fetch(url)
  expect(structuredClone(fetch.stats())).toEqual(fetch.stats())
  expect(fetch.stats()).toMatchObject({
    rate: [{ key: '', remaining: 99, max: 100 }],
    queue: [{ waiting: 0, inFlight: 0, limit: 10, pausedMs: 0 }],
    budget: [{ tokens: 5, max: 5 }],
  })
})
