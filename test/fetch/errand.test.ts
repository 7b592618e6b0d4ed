import { expect, test } from 'vitest'
import { silent, status } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

test('every event of a call carries its number, its method and its route', async () => {
  const { fetch, events } = bench({}, status(204))
  await fetch(`${url}/1`)
  await fetch(`${url}/2`, { method: 'DELETE' })
  const about = events.flatMap((event) =>
    'call' in event ? [[event.call, event.method, event.route]] : [],
  )
  expect(about.slice(0, 4)).toEqual(
    Array.from({ length: 4 }, () => [1, 'GET', 'api.test/items/:id']),
  )
  expect(about.slice(4)).toEqual(
    Array.from({ length: 4 }, () => [2, 'DELETE', 'api.test/items/:id']),
  )
})

test('our own settings never reach the wire', async () => {
  const { fetch, wire } = bench({}, status(204))
  const init = { holdfast: { cost: 2 }, headers: { a: 'b' } }
  await fetch(url, init)
  expect(wire.calls[0]?.init).not.toHaveProperty('holdfast')
  expect(init).toHaveProperty('holdfast')
})

test.each([
  ['more for a call, and so for its attempt', { timeoutMs: 60_000 }, 60_000],
  ['less for a call: the total ends it', { timeoutMs: 4_000 }, 4_000],
  [
    'more for a call, but not for an attempt',
    { timeoutMs: 60_000, attemptTimeoutMs: 9_000 },
    9_000,
  ],
  [
    'as long as it likes, but not for an attempt',
    { timeoutMs: false, attemptTimeoutMs: 9_000 },
    9_000,
  ],
  ['nothing of its own', {}, 10_000],
] as const)('a call is allowed %s', async (_, holdfast, ms) => {
  const { fetch, clock, wire } = bench({ retry: false }, silent)
  const ended = outcomeOf(fetch(url, { holdfast }))
  await clock.advance(ms - 1)
  expect(wire.open).toBe(1)
  await clock.advance(1)
  expect((await ended).error).toMatchObject({ code: 'TIMEOUT' })
})

test('a call that is allowed as long as it likes is cut at no attempt either', async () => {
  const { fetch, clock, wire } = bench({}, silent)
  const caller = new AbortController()
  const ended = outcomeOf(fetch(url, { holdfast: { timeoutMs: false }, signal: caller.signal }))
  await clock.advance(3_600_000)
  expect(wire.calls).toHaveLength(1)
  caller.abort('left')
  expect(await ended).toEqual({ error: 'left' })
})

test('where attempts have no time of their own, a total gives them none', async () => {
  const { fetch, clock } = bench({ timeout: { attemptMs: false } }, silent)
  const ended = outcomeOf(fetch(url, { holdfast: { timeoutMs: 5_000 } }))
  await clock.advance(5_000)
  expect((await ended).error).toMatchObject({ code: 'TIMEOUT', phase: 'response' })
})
