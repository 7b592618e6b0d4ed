import { hedge } from 'holdfast'
import { expect, test } from 'vitest'
import { broken, json, silent, status, type Step } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

const hedged = { hedge: hedge({ delayMs: 500 }), dedupe: false, rateLimit: false } as const

test('a read that is slow gets a second attempt, and the first answer wins', async () => {
  const { fetch, wire, clock, events } = bench(hedged, silent, json('second'))
  const answer = fetch(url)
  await clock.advance(499)
  expect(wire.calls).toHaveLength(1)
  await clock.advance(1)
  expect(await (await answer).json()).toBe('second')
  expect(wire.open).toBe(0)
  const verdicts = events.flatMap((event) =>
    event.type === 'attempt-settled' ? [event.verdict] : [],
  )
  expect(verdicts).toEqual(['success', 'ignored'])
  expect(fetch.stats().queue[0]?.inFlight).toBe(0)
})

test.each<[string, RequestCache | undefined, RequestCache]>([
  ['past the cache', undefined, 'no-store'],
  ['past the cache', 'default', 'no-store'],
  ['past the cache, which was to be asked for an old answer', 'force-cache', 'no-store'],
  ['past the cache, whose answer was to be confirmed', 'no-cache', 'no-store'],
  ['as the caller said, which waits for nobody', 'reload', 'reload'],
  ['as the caller said, which is not for the network', 'only-if-cached', 'only-if-cached'],
])('the second goes %s (%s)', async (_how, own, second) => {
  const init: RequestInit = own ? { cache: own, mode: 'same-origin' } : {}
  for (const input of [url, new Request(url, init)]) {
    const { fetch, wire, clock } = bench(hedged, silent, status(204))
    const answer = input === url ? fetch(input, init) : fetch(input)
    await clock.advance(500)
    await answer
    const caches = wire.calls.map((call) => call.init?.cache)
    expect(caches).toEqual([input === url ? own : undefined, second])
  }
})

test('a retry and a first attempt keep the cache', async () => {
  const { fetch, wire, clock } = bench(hedged, broken, status(204))
  const answer = fetch(url, { cache: 'force-cache' })
  await clock.advance(400)
  await answer
  expect(wire.calls.map(({ init }) => init?.cache)).toEqual(['force-cache', 'force-cache'])
})

test('a fast read has no second attempt and leaves no timer', async () => {
  const { fetch, wire, clock } = bench(hedged, status(204))
  await fetch(url)
  await clock.advance(10_000)
  expect(wire.calls).toHaveLength(1)
})

test('the first may win after all', async () => {
  let answer = (): void => undefined
  const first: Step = () =>
    new Promise((resolve) => {
      answer = () => resolve(new Response('first'))
    })
  const { fetch, wire, clock } = bench(hedged, first, silent)
  const given = fetch(url)
  await clock.advance(500)
  expect(wire.calls).toHaveLength(2)
  answer()
  expect(await (await given).text()).toBe('first')
  await clock.advance(0)
  expect(wire.open).toBe(0)
  // The hedge was sent, so it stays paid; the plain success has earned a half.
  expect(fetch.stats().budget[0]?.tokens).toBe(4.5)
})

test('a callback that throws ends the other attempt too', async () => {
  let answer = (): void => undefined
  const first: Step = () =>
    new Promise((resolve) => {
      answer = () => resolve(new Response(null, { status: 404 }))
    })
  const shouldRetry = () => {
    throw new Error('mine')
  }
  const { fetch, wire, clock } = bench(
    { ...hedged, retry: { statuses: [404], shouldRetry } },
    ...[first, silent],
  )
  const given = outcomeOf(fetch(url))
  await clock.advance(500)
  expect(wire.open).toBe(2)
  answer()
  await clock.advance(0)
  expect((await given).error).toHaveProperty('message', 'mine')
  expect([wire.open, fetch.stats().queue[0]?.inFlight]).toEqual([0, 0])
})

test('a retry that meets a hedge still under way is not hedged itself: two at most', async () => {
  let answer = (): void => undefined
  const first: Step = () =>
    new Promise((resolve) => {
      answer = () => resolve(new Response(null, { status: 404 }))
    })
  const { fetch, wire, clock } = bench(
    { ...hedged, retry: { statuses: [404] } },
    ...[first, silent, silent, silent],
  )
  const caller = new AbortController()
  const given = outcomeOf(fetch(url, { signal: caller.signal }))
  await clock.advance(500)
  answer()
  await clock.advance(2000)
  expect([wire.calls.length, wire.open]).toEqual([3, 2])
  caller.abort('left')
  expect(await given).toEqual({ error: 'left' })
  await clock.advance(0)
  expect([wire.open, fetch.stats().queue[0]?.inFlight]).toEqual([0, 0])
})

test('a failure waits for the other attempt before anything is repeated', async () => {
  let answer = (): void => undefined
  const first: Step = () =>
    new Promise((resolve) => {
      answer = () => resolve(new Response('first'))
    })
  const { fetch, wire, clock } = bench(hedged, first, broken)
  const given = fetch(url)
  await clock.advance(3000)
  expect(wire.calls).toHaveLength(2)
  answer()
  expect(await (await given).text()).toBe('first')
})

test('costs a token, which a hedge does not earn back; without one there is none', async () => {
  const retry = { budget: { tokens: 1, refillRatio: 0.5 } }
  const { fetch, wire, clock } = bench({ ...hedged, retry }, silent, status(204), silent)
  const first = fetch(url)
  await clock.advance(500)
  await first
  expect(fetch.stats().budget[0]?.tokens).toBe(0)
  const caller = new AbortController()
  const second = outcomeOf(fetch(url, { signal: caller.signal }))
  await clock.advance(5000)
  expect(wire.calls).toHaveLength(3)
  caller.abort('enough')
  expect(await second).toEqual({ error: 'enough' })
})

test.each<[string, RequestInit]>([
  ['a write', { method: 'PUT', body: 'x' }],
  ['a call that may not be repeated', { holdfast: { retry: false } } as RequestInit],
  ['a write without a body', { method: 'DELETE' }],
  ['one with a body of its own', { method: 'QUERY', body: 'x' }],
])('never %s', async (_name, init) => {
  const { fetch, wire, clock } = bench(hedged, silent)
  const caller = new AbortController()
  const end = outcomeOf(fetch(url, { ...init, signal: caller.signal }))
  await clock.advance(5000)
  expect(wire.calls).toHaveLength(1)
  caller.abort()
  await end
})

test('does not wait in line: a busy gate has no room for seconds', async () => {
  const { fetch, wire, clock } = bench({ ...hedged, concurrency: { limit: 1 } }, silent)
  const caller = new AbortController()
  const end = outcomeOf(fetch(url, { signal: caller.signal }))
  await clock.advance(5000)
  expect(wire.calls).toHaveLength(1)
  expect(fetch.stats()).toMatchObject({ queue: [{ waiting: 0 }], budget: [{ tokens: 5 }] })
  caller.abort()
  await end
  expect(fetch.stats().budget[0]?.tokens).toBe(5)
})

test('does not overtake those in line, though there would be room for it', async () => {
  const rateLimit = { limit: 2, onLimit: 'wait' } as const
  const { fetch, wire, clock } = bench({ ...hedged, rateLimit, timeout: false }, silent)
  const caller = new AbortController()
  const { signal } = caller
  const ends = [1, 2].map((cost) => outcomeOf(fetch(url, { signal, holdfast: { cost } })))
  await clock.advance(5000)
  expect(wire.calls).toHaveLength(1)
  expect(fetch.stats()).toMatchObject({ queue: [{ waiting: 1 }], budget: [{ tokens: 5 }] })
  caller.abort()
  await Promise.all(ends)
})

test('learns from answers alone: a failure says nothing of how long one takes', async () => {
  const policy = hedge({ minimumSamples: 5 })
  const steps = [...Array.from({ length: 5 }, () => broken), silent]
  const { fetch, wire, clock } = bench({ ...hedged, circuit: false, hedge: policy }, ...steps)
  const once = { holdfast: { retry: false } } as const
  for (let count = 0; count < 5; count++) await outcomeOf(fetch(url, once))
  const caller = new AbortController()
  const end = outcomeOf(fetch(url, { signal: caller.signal }))
  await clock.advance(5000)
  expect(wire.calls).toHaveLength(6)
  caller.abort()
  await end
})

test('an abort ends both', async () => {
  const { fetch, wire, clock } = bench(hedged, silent)
  const caller = new AbortController()
  const end = outcomeOf(fetch(url, { signal: caller.signal }))
  await clock.advance(600)
  expect(wire.open).toBe(2)
  caller.abort('left')
  expect(await end).toEqual({ error: 'left' })
  await clock.advance(0)
  expect(wire.open).toBe(0)
})

test('learns from the answers how long to wait, and hedges nothing before', async () => {
  let answer = (): void => undefined
  const step: Step = () =>
    new Promise((resolve) => {
      answer = () => resolve(new Response(null, { status: 204 }))
    })
  const { fetch, wire, clock } = bench({ ...hedged, hedge: hedge({ minimumSamples: 5 }) }, step)
  const call = async (afterMs: number) => {
    const given = fetch(url)
    await clock.advance(afterMs)
    answer()
    await given
  }
  for (let count = 0; count < 5; count++) await call(200)
  expect(wire.calls).toHaveLength(5)
  await call(199)
  expect(wire.calls).toHaveLength(6)
  await call(200)
  expect(wire.calls).toHaveLength(8)
})

test('never asks for more answers than it keeps', () => {
  const known = hedge({ samples: 10 })()
  for (let count = 0; count < 9; count++) known.add(50, count)
  expect(known.delayMs(9)).toBe(undefined)
  known.add(50, 9)
  expect(known.delayMs(9)).toBe(50)
})

test.each([
  [{ quantile: 2 }, 'hedge.quantile is 2'],
  [{ delay: 5 }, 'hedge.delay is unknown'],
  [
    { samples: 10, minimumSamples: 11 },
    'hedge.minimumSamples is 11: it must be a number from 1 to 10',
  ],
])('refuses %j', (options, message) => {
  expect(() => hedge(options as never)).toThrow(message)
})

test('the option is what hedge() gives, or false', () => {
  expect(() => bench({ hedge: { delayMs: 5 } as never })).toThrow(
    'hedge is an object: it must be hedge(), or false',
  )
  expect(() => bench({ hedge: false }, silent)).not.toThrow()
})

test('a HEAD is hedged as a GET is', async () => {
  const { fetch, wire, clock } = bench(hedged, silent, status(204))
  const answer = fetch(url, { method: 'HEAD' })
  await clock.advance(500)
  expect(await answer).toHaveProperty('status', 204)
  expect(wire.calls).toHaveLength(2)
})

test('no attempt beyond the limit of retries is a hedge, and none is hedged twice', async () => {
  const retry = { limit: 1 }
  const { fetch, wire, clock } = bench({ ...hedged, retry }, silent)
  const caller = new AbortController()
  const end = outcomeOf(fetch(url, { signal: caller.signal }))
  await clock.advance(5000)
  expect(wire.calls).toHaveLength(2)
  caller.abort()
  await end
})

test('an attempt that fails before its hedge takes the hedge’s timer along', async () => {
  const { fetch, wire, clock } = bench({ ...hedged, retry: { baseMs: 2000 } }, broken, status(204))
  const answer = fetch(url)
  await clock.advance(1999)
  expect(wire.calls).toHaveLength(1)
  await clock.advance(1)
  expect(await answer).toHaveProperty('status', 204)
})

test('one that the gate refuses costs nothing, and the first goes on', async () => {
  let answer = (): void => undefined
  const late: Step = () => new Promise((resolve) => (answer = () => resolve(new Response('late'))))
  const { fetch, wire, clock } = bench({ ...hedged, rateLimit: { limit: 1 } }, late)
  const given = fetch(url)
  await clock.advance(600)
  expect(fetch.stats().budget[0]?.tokens).toBe(5)
  answer()
  expect(await (await given).text()).toBe('late')
  expect(wire.calls).toHaveLength(1)
})

test('none is sent to an endpoint whose circuit has opened meanwhile', async () => {
  const steps = [silent, ...Array.from({ length: 5 }, () => status(500))]
  const { fetch, wire, clock } = bench(hedged, ...steps)
  const caller = new AbortController()
  const end = outcomeOf(fetch(url, { signal: caller.signal }))
  for (let call = 0; call < 5; call++) await fetch(url, { holdfast: { retry: false } })
  await clock.advance(600)
  expect(wire.calls).toHaveLength(6)
  expect(fetch.stats()).toMatchObject({ queue: [{ waiting: 0 }], budget: [{ tokens: 5 }] })
  caller.abort()
  await end
})
