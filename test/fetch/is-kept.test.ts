import { adaptive, type FetchOptions } from 'holdfast'
import { describe, expect, test } from 'vitest'
import { silent, status, type Step } from '../../src/testing/index.ts'
import { bench, outcomeOf } from '../harness.ts'

const minuteMs = 60_000
const one = 'http://one.test'

/** A gate in the state that `step` leaves, among so many others that idle ones are forgotten. */
function crowded(options: FetchOptions, step: Step) {
  const { fetch, clock } = bench({ retry: false, dedupe: false, ...options }, (request) =>
    request.url.startsWith(one) ? step(request) : new Response(null, { status: 204 }),
  )
  let others = 0
  /** Whether it is there still, once this time has passed and others have come. */
  const isThereAfter = async (ms: number) => {
    clock.freeze(ms)
    await clock.advance(0)
    for (let other = 0; other < 200; other++) await fetch(`http://other-${others++}.test/`)
    return fetch.stats().queue.some(({ gate }) => gate === one)
  }
  return { fetch, clock, isThereAfter }
}

describe('what a gate knows of failures', () => {
  test.each<[string, FetchOptions, Step]>([
    ['counts failures', {}, status(500)],
    ['has spent of its budget', { retry: { limit: 1 } }, status(503)],
    ['had its circuit open', { circuit: { failures: 1, openMs: 1000 } }, status(503)],
    ['was paused', { circuit: false }, status(429, { 'retry-after': '1' })],
    ['has a limit that adapts', { circuit: false, adaptive: adaptive() }, status(204)],
  ])('is kept for ten minutes, and then forgotten: it %s', async (_what, options, step) => {
    const { fetch, clock, isThereAfter } = crowded(options, step)
    const answer = fetch(one)
    await clock.advance(5000)
    await answer
    expect(await isThereAfter(9 * minuteMs)).toBe(true)
    expect(await isThereAfter(minuteMs)).toBe(false)
  })

  test('is forgotten of however many, a day after', async () => {
    const partition = ({ url }: { url: string }) => url
    const { fetch, clock } = bench({ retry: false, dedupe: false, partition }, status(500))
    for (let day = 0; day < 5; day++) {
      for (let user = 0; user < 250; user++) await fetch(`${one}/${day}-${user}`)
      clock.freeze(24 * 60 * minuteMs)
    }
    expect(fetch.stats().queue.length).toBeLessThanOrEqual(250)
  })

  test('is forgotten of old ones though fewer are new than there were', async () => {
    const { fetch, clock } = bench({ retry: false, dedupe: false }, status(500))
    for (let host = 0; host < 300; host++) await fetch(`http://host-${host}.test/`)
    clock.freeze(10 * minuteMs)
    await fetch(one)
    expect(fetch.stats().queue).toHaveLength(1)
  })
})

describe('a gate is kept, however old, where forgetting it would let more through than is allowed:', () => {
  const hour = 60 * minuteMs

  test.each<[string, FetchOptions, Step]>([
    ['its circuit is open', { circuit: { failures: 1, openMs: 2 * hour } }, status(503)],
    [
      'the circuit of an endpoint is open',
      { circuit: { failures: 1, openMs: 2 * hour, scope: 'endpoint' } },
      status(500),
    ],
    ['it is paused', { circuit: false }, status(429, { 'retry-after': String((2 * hour) / 1000) })],
    ['its rate is in use', { rateLimit: { limit: 5, windowMs: 2 * hour } }, status(204)],
  ])('%s', async (_what, options, step) => {
    const { fetch, isThereAfter } = crowded(options, step)
    await fetch(one)
    expect(await isThereAfter(hour)).toBe(true)
    expect(await isThereAfter(3 * hour)).toBe(false)
  })

  test('it is isolated by hand', async () => {
    const { fetch, isThereAfter } = crowded({}, status(204))
    const release = fetch.isolate(one)
    expect(await isThereAfter(hour)).toBe(true)
    expect((await outcomeOf(fetch(one))).error).toMatchObject({ code: 'CIRCUIT_OPEN' })
    release()
    expect(await isThereAfter(hour)).toBe(false)
  })

  test('a request is under way', async () => {
    const caller = new AbortController()
    const options = { timeout: { totalMs: false, attemptMs: false } } as const
    const { fetch, isThereAfter } = crowded(options, silent)
    const answer = outcomeOf(fetch(one, { signal: caller.signal }))
    expect(await isThereAfter(hour)).toBe(true)
    caller.abort()
    await answer
    expect(await isThereAfter(hour)).toBe(false)
  })
})
