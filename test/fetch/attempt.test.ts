import { expect, test } from 'vitest'
import { broken, silent, status, type Step } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

const once = { retry: false, dedupe: false } as const

test('its timer starts after the gate', async () => {
  const { fetch, wire, clock } = bench(
    {
      ...once,
      circuit: false,
      timeout: { totalMs: 60_000, attemptMs: 1000 },
      concurrency: { limit: 1 },
    },
    silent,
  )
  const ends = [1, 2, 3].map(() => outcomeOf(fetch(url)))
  await clock.advance(1000)
  expect(wire.calls).toHaveLength(2)
  await clock.advance(2000)
  const errors = (await Promise.all(ends)).map(({ error }) => error)
  for (const error of errors) expect(error).toMatchObject({ code: 'TIMEOUT', phase: 'attempt' })
})

test('is judged once: an answer after its timer is let go of and changes nothing', async () => {
  let cancelled = false
  let answer = (): void => undefined
  const wire = () =>
    new Promise<Response>((resolve) => {
      answer = () =>
        resolve(new Response(new ReadableStream({ cancel: () => void (cancelled = true) })))
    })
  const { fetch, clock, events } = bench({ ...once, fetch: wire }, silent)
  const end = outcomeOf(fetch(url))
  await clock.advance(10_000)
  expect((await end).error).toMatchObject({ code: 'TIMEOUT' })
  answer()
  await clock.advance(0)
  expect(cancelled).toBe(true)
  expect(events.filter(({ type }) => type === 'attempt-settled')).toHaveLength(1)
})

test.each<[string, Step, string]>([
  ['200', status(200), 'success'],
  ['404', status(404), 'success'],
  ['429', status(429), 'throttled'],
  ['500', status(500), 'failure'],
  ['a broken connection', broken, 'failure'],
])('%s counts as %s', async (_name, step, verdict) => {
  const { fetch, events, clock } = bench(once, step)
  const end = outcomeOf(fetch(url))
  await clock.advance(0)
  await end
  expect(events).toContainEqual(expect.objectContaining({ type: 'attempt-settled', verdict }))
})

test('an abort in flight is ignored: the backend is not to blame', async () => {
  const { fetch, events, clock } = bench(once, silent)
  const caller = new AbortController()
  const end = outcomeOf(fetch(url, { signal: caller.signal }))
  await clock.advance(1)
  caller.abort()
  await end
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'attempt-settled', verdict: 'ignored' }),
  )
})

test('a wire that throws instead of rejecting is a failed connection', async () => {
  const fetch = () => {
    throw new TypeError('thrown')
  }
  const made = bench({ ...once, fetch }, silent)
  expect((await outcomeOf(made.fetch(url))).error).toMatchObject({ message: 'thrown' })
})

test('a wire that ignores its signal cannot hold the caller', async () => {
  const deaf = () => new Promise<Response>(() => undefined)
  const { fetch, clock } = bench({ ...once, fetch: deaf }, silent)
  const end = outcomeOf(fetch(url))
  await clock.advance(10_000)
  expect((await end).error).toMatchObject({ code: 'TIMEOUT' })
})
