import { describe, expect, test } from 'vitest'
import { broken, json, scriptedFetch, silent, status } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

const alone = { circuit: false, rateLimit: false } as const

test('waits 0.3, 0.6 and 1.2 s between four attempts, then hands out the last answer', async () => {
  const { fetch, wire, clock } = bench(alone, status(503))
  const answer = fetch(url)
  for (const [waitMs, calls] of [
    [299, 1],
    [1, 2],
    [599, 2],
    [1, 3],
    [1199, 3],
    [1, 4],
  ] as const) {
    await clock.advance(waitMs)
    expect(wire.calls).toHaveLength(calls)
  }
  expect(await answer).toHaveProperty('status', 503)
})

test('strays by half to both sides and never beyond 30 s', async () => {
  const early = bench({ ...alone, random: () => 0 }, status(500), status(200))
  const first = early.fetch(url)
  await early.clock.advance(150)
  expect(await first).toHaveProperty('status', 200)
  const late = bench({ ...alone, random: () => 0.999 }, status(500), status(200))
  const second = late.fetch(url)
  await late.clock.advance(449)
  expect(late.wire.calls).toHaveLength(1)
  await late.clock.advance(2)
  expect(await second).toHaveProperty('status', 200)
})

test('waits as long as the server asked, never less', async () => {
  const { fetch, wire, clock } = bench(
    { ...alone, random: () => 0 },
    status(503, { 'Retry-After': '2' }),
    json(1),
  )
  const answer = fetch(url)
  await clock.advance(1999)
  expect(wire.calls).toHaveLength(1)
  await clock.advance(1)
  expect(await (await answer).json()).toBe(1)
})

test.each([
  ['-1', 1000],
  ['soon', 1000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 1000],
  ['0', 1000],
])('takes Retry-After: %s for a wait of %i ms', async (field, waitMs) => {
  const { fetch, wire, clock } = bench(alone, status(503, { 'Retry-After': field }), json(1))
  const answer = fetch(url)
  await clock.advance(0)
  expect(wire.calls).toHaveLength(1)
  await clock.advance(waitMs)
  expect(await (await answer).json()).toBe(1)
})

test.each(['1000000000000', 'Fri, 01 Jan 2027 00:00:00 GMT'])(
  'hands out the answer at once where Retry-After: %s cannot fit the deadline',
  async (field) => {
    const { fetch, wire, clock } = bench(alone, status(503, { 'Retry-After': field }))
    const answer = fetch(url)
    await clock.advance(0)
    expect(await answer).toHaveProperty('status', 503)
    expect(wire.calls).toHaveLength(1)
  },
)

test.each([200, 204, 301, 400, 401, 403, 404, 409, 422, 501, 505])(
  'never repeats after %i',
  async (code) => {
    const { fetch, wire, clock } = bench(alone, status(code))
    const answer = fetch(url)
    await clock.advance(60_000)
    expect(await answer).toHaveProperty('status', code)
    expect(wire.calls).toHaveLength(1)
  },
)

test.each([408, 425, 429, 500, 502, 503, 504, 599])('repeats after %i', async (code) => {
  const { fetch, wire, clock } = bench(alone, status(code), status(200))
  const answer = fetch(url)
  await clock.advance(1000)
  expect(await answer).toHaveProperty('status', 200)
  expect(wire.calls).toHaveLength(2)
})

test('repeats after a failed connection and rejects with the last error as the platform made it', async () => {
  const { fetch, wire, clock } = bench(alone, broken)
  const answer = outcomeOf(fetch(url))
  await clock.advance(7000)
  expect((await answer).error).toBeInstanceOf(TypeError)
  expect(wire.calls).toHaveLength(4)
})

describe('what may be repeated', () => {
  const cases: [string, RequestInit, number][] = [
    ['GET', {}, 2],
    ['PUT with a text', { method: 'PUT', body: 'a' }, 2],
    ['PUT with a form', { method: 'PUT', body: new FormData() }, 2],
    ['PUT with bytes', { method: 'PUT', body: new Uint8Array(3) }, 2],
    ['DELETE', { method: 'delete' }, 2],
    ['POST', { method: 'POST', body: 'a' }, 1],
    ['PATCH', { method: 'PATCH', body: 'a' }, 1],
    [
      'POST with an Idempotency-Key',
      { method: 'POST', body: 'a', headers: { 'Idempotency-Key': 'k' } },
      2,
    ],
  ]
  test.each(cases)('%s', async (_name, init, calls) => {
    const { fetch, wire, clock } = bench(alone, status(503), status(200))
    const answer = fetch(url, init)
    await clock.advance(1000)
    await answer
    expect(wire.calls).toHaveLength(calls)
  })

  test('a stream is sent once, because it cannot be replayed', async () => {
    const { fetch, wire, clock } = bench(alone, status(503))
    const body = new Blob(['x']).stream()
    const answer = fetch(url, { method: 'PUT', body, duplex: 'half' } as RequestInit)
    await clock.advance(1000)
    expect(await answer).toHaveProperty('status', 503)
    expect(wire.calls).toHaveLength(1)
  })

  test('a Request with JSON is sent again with the same body', async () => {
    const bodies: string[] = []
    const wire = async (input: RequestInfo | URL, init?: RequestInit) => {
      bodies.push(await new Request(input, init).text())
      return new Response(null, { status: bodies.length === 1 ? 503 : 200 })
    }
    const { fetch, clock } = bench({ ...alone, fetch: wire }, status(200))
    const headers = { 'content-type': 'application/json' }
    const answer = fetch(new Request(url, { method: 'PUT', body: '{"a":1}', headers }))
    await clock.advance(1000)
    expect(await answer).toHaveProperty('status', 200)
    expect(bodies).toEqual(['{"a":1}', '{"a":1}'])
  })
})

describe('budget', () => {
  const retry = { budget: { tokens: 2, refillRatio: 0.5 } }

  test('an empty budget gives the caller the original answer', async () => {
    const { fetch, wire, clock } = bench({ ...alone, retry, dedupe: false }, status(503))
    const answers = [fetch(url), fetch(url), fetch(url)]
    await clock.advance(60_000)
    expect((await Promise.all(answers)).map((answer) => answer.status)).toEqual([503, 503, 503])
    expect(wire.calls).toHaveLength(5)
    expect(fetch.stats().budget).toEqual([{ gate: 'https://api.test', tokens: 0, max: 2 }])
  })

  test('a retry that succeeds gets its token back; plain successes earn', async () => {
    const { fetch, clock } = bench({ ...alone, retry }, status(503), status(200))
    const answer = fetch(url)
    await clock.advance(100)
    expect(fetch.stats().budget[0]?.tokens).toBe(1)
    await clock.advance(200)
    await answer
    expect(fetch.stats().budget[0]?.tokens).toBe(2)
  })

  test('an abort during the wait gives the token back', async () => {
    const { fetch, clock } = bench({ ...alone, retry }, status(503))
    const caller = new AbortController()
    const answer = outcomeOf(fetch(url, { signal: caller.signal }))
    await clock.advance(100)
    caller.abort('gone')
    expect(await answer).toEqual({ error: 'gone' })
    expect(fetch.stats().budget[0]?.tokens).toBe(2)
  })
})

test('tells and asks the callbacks; a callback that throws ends the call with its error', async () => {
  const told: unknown[] = []
  const retry = {
    onRetry: ({ attempt, delayMs }: { attempt: number; delayMs: number }) =>
      told.push([attempt, delayMs]),
    shouldRetry: ({ attempt }: { attempt: number }) => attempt < 2,
  }
  const { fetch, wire, clock } = bench({ ...alone, retry }, status(503))
  const answer = fetch(url)
  await clock.advance(60_000)
  expect(await answer).toHaveProperty('status', 503)
  expect(told).toEqual([[1, 300]])
  expect(wire.calls).toHaveLength(2)

  const mistake = new Error('my mistake')
  const thrower = () => {
    throw mistake
  }
  const broken = bench({ ...alone, retry: { shouldRetry: thrower } }, status(503))
  const failure = outcomeOf(broken.fetch(url))
  await broken.clock.advance(0)
  expect(await failure).toEqual({ error: mistake })
})

test('hands out the answer in hand where the gate refuses the retry', async () => {
  const options = { circuit: false, rateLimit: { limit: 1 } } as const
  const { fetch, wire, clock } = bench(options, status(503))
  const answer = fetch(url)
  await clock.advance(1000)
  expect(await answer).toHaveProperty('status', 503)
  expect(wire.calls).toHaveLength(1)
})

test('does not wait for a circuit that will refuse the retry', async () => {
  const { fetch, wire, clock } = bench(
    { rateLimit: false, circuit: { failures: 1, maxWaitMs: 0 } },
    status(503),
  )
  const answer = fetch(url)
  await clock.advance(0)
  expect(await answer).toHaveProperty('status', 503)
  expect(wire.calls).toHaveLength(1)
  expect(fetch.stats().budget[0]?.tokens).toBe(5)
})

test('cancels the body of an answer that a better one replaces', async () => {
  let cancelled = 0
  const body = () => new ReadableStream({ cancel: () => void cancelled++ })
  const wire = scriptedFetch(() => new Response(body(), { status: 503 }), status(200))
  const { fetch, clock } = bench({ ...alone, fetch: wire }, silent)
  const answer = fetch(url)
  await clock.advance(299)
  expect(cancelled).toBe(0)
  await clock.advance(1)
  await answer
  expect(cancelled).toBe(1)
})

test('one call can switch retries off', async () => {
  const { fetch, wire, clock } = bench(alone, status(503))
  const answer = fetch(url, { holdfast: { retry: false } })
  await clock.advance(60_000)
  expect(await answer).toHaveProperty('status', 503)
  expect(wire.calls).toHaveLength(1)
})
