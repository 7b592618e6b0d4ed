import { Readable } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { hedge } from '../../src/fetch/hedge.ts'
import {
  broken,
  json,
  scriptedFetch,
  silent,
  stalling,
  status,
  type Step,
} from '../../src/testing/index.ts'
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

test('a deadline that ends the wait with the answer in hand gives the token back', async () => {
  let answer = (): void => undefined
  const late: Step = () =>
    new Promise((resolve) => (answer = () => resolve(new Response(null, { status: 503 }))))
  const options = { ...alone, retry: { baseMs: 500 }, timeout: { totalMs: 1000 } }
  const { fetch, clock } = bench(options, late)
  const first = fetch(url)
  await clock.advance(900)
  const caller = new AbortController()
  const second = outcomeOf(fetch(url, { signal: caller.signal }))
  answer()
  await clock.advance(50)
  expect(fetch.stats().budget[0]?.tokens).toBe(4)
  caller.abort('left')
  expect(await second).toEqual({ error: 'left' })
  await clock.advance(50)
  expect(await first).toHaveProperty('status', 503)
  expect(fetch.stats().budget[0]?.tokens).toBe(5)
})

test('does not sleep for a retry that the server’s pause would hold past the deadline', async () => {
  const { fetch, clock, told } = bench(
    { ...alone, dedupe: false, timeout: { totalMs: 10_000 } },
    async ({ url: sent }) => {
      if (sent.endsWith('told'))
        return new Response(null, { status: 429, headers: { 'Retry-After': '60' } })
      await new Promise<void>((resolve) => void clock.setTimer(resolve, 100))
      return new Response(null, { status: 500 })
    },
  )
  const answer = fetch(url)
  await fetch(`${url}/told`)
  await clock.advance(100)
  expect(await answer).toHaveProperty('status', 500)
  expect(told()).not.toContain('retry-scheduled')
})

const mistake = new Error('my mistake')
const thrower = () => {
  throw mistake
}

test('tells and asks the callbacks; a shouldRetry that throws ends the call with its error', async () => {
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

  const broken = bench({ ...alone, retry: { shouldRetry: thrower } }, status(503))
  const failure = outcomeOf(broken.fetch(url))
  await broken.clock.advance(0)
  expect(await failure).toEqual({ error: mistake })
})

test.each<[string, () => unknown]>([
  ['throws', thrower],
  ['rejects', async () => thrower()],
])('an onRetry that %s ends nothing: the console is told', async (_how, onRetry) => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const retry = { onRetry }
  const { fetch, wire, clock } = bench({ ...alone, retry }, status(503), status(200))
  const answer = fetch(url)
  await clock.advance(300)
  expect(await answer).toHaveProperty('status', 200)
  expect(wire.calls).toHaveLength(2)
  expect(log).toHaveBeenCalledExactlyOnceWith(expect.any(String), mistake)
  log.mockRestore()
})

test('hands out the answer in hand where the gate refuses the retry', async () => {
  const options = { circuit: false, rateLimit: { limit: 1 } } as const
  const { fetch, wire, clock } = bench(options, status(503))
  const answer = fetch(url)
  await clock.advance(1000)
  expect(await answer).toHaveProperty('status', 503)
  expect(wire.calls).toHaveLength(1)
  expect(fetch.stats().budget[0]?.tokens).toBe(5)
})

test.each([
  [4699, 1],
  [4700, 2],
])('with a patience of %i ms for a circuit, %i requests are sent', async (maxWaitMs, count) => {
  const circuit = { failures: 1, openMs: 5000, maxWaitMs }
  const { fetch, wire, clock } = bench({ rateLimit: false, circuit }, status(503), status(204))
  const answer = fetch(url)
  await clock.advance(count === 1 ? 0 : 5000)
  expect(await answer).toHaveProperty('status', count === 1 ? 503 : 204)
  expect(wire.calls).toHaveLength(count)
})

test.each([
  [1000, 503],
  [1001, 204],
])('of a total of %i ms, a wait of 1 s leaves time for a %i', async (totalMs, code) => {
  const options = { ...alone, retry: { baseMs: 1000 }, timeout: { totalMs } }
  const { fetch, clock } = bench(options, status(503), status(204))
  const answer = fetch(url)
  await clock.advance(code === 503 ? 0 : 1000)
  expect(await answer).toHaveProperty('status', code)
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

/** Answers that count how many of their bodies were let go. */
function counted() {
  let cancelled = 0
  const body = () => new ReadableStream({ cancel: () => void cancelled++ })
  return { step: () => new Response(body(), { status: 503 }), cancelled: () => cancelled }
}

describe('an answer in hand is let go', () => {
  test('when the caller leaves during the wait', async () => {
    const { step, cancelled } = counted()
    const { fetch, clock } = bench({ ...alone, fetch: scriptedFetch(step) })
    const caller = new AbortController()
    const end = outcomeOf(fetch(url, { signal: caller.signal }))
    await clock.advance(100)
    expect(cancelled()).toBe(0)
    caller.abort('left')
    expect(await end).toEqual({ error: 'left' })
    expect(cancelled()).toBe(1)
  })

  test.each<[string, () => boolean, string]>([
    ['throws', thrower, 'my mistake'],
    [
      'is a promise',
      (async () => true) as never,
      'retry.shouldRetry is a promise: it must be known at once',
    ],
  ])('when shouldRetry %s, and no token is taken', async (_how, shouldRetry, message) => {
    const { step, cancelled } = counted()
    const { fetch, clock } = bench({ ...alone, retry: { shouldRetry }, fetch: scriptedFetch(step) })
    const end = outcomeOf(fetch(url))
    await clock.advance(0)
    expect((await end).error).toMatchObject({ message })
    expect(cancelled()).toBe(1)
    expect(fetch.stats().budget[0]?.tokens).toBe(5)
  })

  test.each(['shouldRetry', 'onRetry'])(
    'when %s makes the caller leave, and its token is given back',
    async (name) => {
      const { step, cancelled } = counted()
      const caller = new AbortController()
      const retry = { [name]: () => caller.abort('left') }
      const wire = scriptedFetch(step)
      const { fetch, clock } = bench({ ...alone, retry, fetch: wire })
      const end = outcomeOf(fetch(url, { signal: caller.signal }))
      await clock.advance(1000)
      expect(await end).toEqual({ error: 'left' })
      expect([wire.calls.length, cancelled()]).toEqual([1, 1])
      expect(fetch.stats().budget[0]?.tokens).toBe(5)
    },
  )

  test('when a hedge is answered, and the one that failed is not waited for', async () => {
    const { step, cancelled } = counted()
    const late: Step = () =>
      new Promise((resolve) => (answer = () => resolve(new Response('late'))))
    let answer = (): void => undefined
    const options = { ...alone, dedupe: false, hedge: hedge({ delayMs: 500 }) }
    const { fetch, clock } = bench({ ...options, fetch: scriptedFetch(late, step) })
    const given = fetch(url)
    await clock.advance(500)
    expect(cancelled()).toBe(0)
    answer()
    expect(await (await given).text()).toBe('late')
    expect(cancelled()).toBe(1)
  })
})

describe('a fallback', () => {
  const open = { ...alone, retry: false, circuit: { failures: 1 } } as const
  /** A gate that has failed once, and a fallback that answers when the test says so. */
  async function opened(step: Step = status(503)) {
    let [asked, settle] = [0, { resolve: (_: Response) => {}, reject: (_: Error) => {} }]
    const fallback = () => {
      asked += 1
      return new Promise<Response>((resolve, reject) => (settle = { resolve, reject }))
    }
    const circuit = { ...open.circuit, fallback }
    const made = bench({ ...open, circuit, rateLimit: { limit: 2 } }, step)
    await outcomeOf(made.fetch(url))
    return { ...made, asked: () => asked, settle: () => settle }
  }

  test('that answers one who has left is let go, and its error is nobody’s', async () => {
    const { step, cancelled } = counted()
    for (const how of ['resolve', 'reject'] as const) {
      const { fetch, settle, told } = await opened()
      const caller = new AbortController()
      const end = outcomeOf(fetch(url, { signal: caller.signal }))
      caller.abort('left')
      expect(await end).toEqual({ error: 'left' })
      if (how === 'resolve') settle().resolve(step())
      else settle().reject(new Error('too late'))
      await new Promise((resolve) => setImmediate(resolve))
      expect(told().filter((type) => type === 'call-settled')).toHaveLength(2)
    }
    expect(cancelled()).toBe(1)
  })

  test('is for the circuit’s refusals alone', async () => {
    const { fetch, asked } = await opened(status(404))
    await fetch(url)
    expect((await outcomeOf(fetch(url))).error).toMatchObject({ code: 'RATE_LIMITED' })
    expect(asked()).toBe(0)
  })
})

test('tells of the retry to come: its number, of how many, and after what wait', async () => {
  const { fetch, clock, events } = bench(alone, status(503), status(503), status(204))
  const answer = fetch(url)
  await clock.advance(900)
  await answer
  const told = events.filter(({ type }) => type === 'retry-scheduled')
  expect(told).toMatchObject([
    { attempt: 2, mostAttempts: 4, delayMs: 300 },
    { attempt: 3, mostAttempts: 4, delayMs: 600 },
  ])
})

test('a stream in a Request is copied for a retry, and the last attempt takes it itself', async () => {
  const headers = { 'content-type': 'application/json' }
  const make = () => new Request(url, { method: 'PUT', body: '1', headers })
  const own = async (retry: object | false) => {
    const { fetch, wire, clock } = bench({ ...alone, retry }, status(503))
    const request = make()
    const answer = fetch(request)
    await clock.advance(1000)
    await answer
    return wire.calls.map(({ input }) => input === request)
  }
  expect(await own({ limit: 1 })).toEqual([false, true])
  expect(await own(false)).toEqual([true])
})

test('one whose time is over while others wait for the retry hears that it was a backoff', async () => {
  let answer = (): void => undefined
  const late: Step = () =>
    new Promise((resolve) => (answer = () => resolve(new Response(null, { status: 503 }))))
  const options = { ...alone, retry: { baseMs: 500 }, timeout: { totalMs: 1000 } }
  const { fetch, clock } = bench(options, late, status(204))
  const first = outcomeOf(fetch(url))
  await clock.advance(900)
  const second = fetch(url)
  answer()
  await clock.advance(100)
  expect((await first).error).toMatchObject({ code: 'TIMEOUT', phase: 'backoff' })
  await clock.advance(400)
  expect(await second).toHaveProperty('status', 204)
})

test('a first attempt that is refused gives back what it has not spent: nothing', async () => {
  const retry = { limit: 1, budget: { tokens: 1, refillRatio: 0 } }
  const { fetch, clock } = bench({ rateLimit: false, dedupe: false, retry }, status(503))
  const answer = fetch(url)
  await clock.advance(1000)
  await answer
  fetch.isolate(url)
  expect((await outcomeOf(fetch(url))).error).toMatchObject({ code: 'CIRCUIT_OPEN' })
  expect(fetch.stats().budget[0]?.tokens).toBe(0)
})

describe('what a success earns', () => {
  const retry = { budget: { tokens: 4, refillRatio: 0.5 } }
  /** Spends two tokens on a call that fails, then makes one more call. @returns the tokens */
  async function after(own: object, ...steps: Step[]) {
    const failing = [broken, broken, broken]
    const { fetch, clock } = bench(
      { ...alone, retry: { ...retry, limit: 2, ...own }, dedupe: false },
      ...failing,
      ...steps,
    )
    for (let call = 0; call < 2; call++) {
      const end = outcomeOf(fetch(url))
      await clock.advance(5000)
      await end
    }
    return fetch.stats().budget[0]?.tokens
  }

  test.each<[string, Step[], number]>([
    ['a plain one a share', [status(204)], 2.5],
    ['what is no failure of the backend too', [status(404)], 2.5],
    ['a retried one all that it spent', [status(503), status(503), status(204)], 2],
    ['a failure nothing', [status(503)], 0],
    ['a lasting failure nothing', [status(501)], 2],
    ['nor does a status that is retried', [status(408), status(408), status(408)], 0],
  ])('%s', async (_what, steps, tokens) => {
    expect(await after({}, ...steps)).toBe(tokens)
  })

  test('a status that the page has retried is none, and one that it has not may be', async () => {
    const statuses = [404]
    expect(await after({ statuses }, status(404))).toBe(0)
    expect(await after({ statuses }, status(408))).toBe(2.5)
  })

  const broke: Step = () =>
    new Response(new ReadableStream({ start: (body) => body.error(new TypeError('lost')) }))

  test.each<[string, Step, number]>([
    ['arrives', json(1), 0.5],
    ['breaks', broke, 0],
  ])('a body that %s: at its end, not at the headers', async (_what, step, tokens) => {
    const spending = { limit: 1, budget: { tokens: 1, refillRatio: 0.5 } }
    const { fetch, clock } = bench(
      { ...alone, retry: spending, dedupe: false },
      broken,
      broken,
      step,
    )
    const spent = outcomeOf(fetch(url))
    await clock.advance(1000)
    await spent
    const answer = await fetch(url)
    expect(fetch.stats().budget[0]?.tokens).toBe(0)
    await outcomeOf(answer.text())
    expect(fetch.stats().budget[0]?.tokens).toBe(tokens)
  })

  test('a body that is long a second after the headers, and not once more at its end', async () => {
    const spending = { limit: 1, budget: { tokens: 1, refillRatio: 0.25 } }
    const steps = [broken, broken, stalling()]
    const { fetch, clock } = bench({ ...alone, retry: spending, dedupe: false }, ...steps)
    const spent = outcomeOf(fetch(url))
    await clock.advance(1000)
    await spent
    const reader = (await fetch(url)).body?.getReader()
    await reader?.read()
    await clock.advance(1000)
    expect(fetch.stats().budget[0]?.tokens).toBe(0.25)
    await reader?.cancel()
    expect(fetch.stats().budget[0]?.tokens).toBe(0.25)
  })

  test('nothing is given back for a body that is left', async () => {
    const spending = { limit: 1, budget: { tokens: 1, refillRatio: 0 } }
    const steps = [broken, broken, stalling()]
    const { fetch, clock } = bench({ ...alone, retry: spending, dedupe: false }, ...steps)
    const spent = outcomeOf(fetch(url))
    await clock.advance(1000)
    await spent
    const caller = new AbortController()
    const answer = await fetch(url, { signal: caller.signal })
    caller.abort('left')
    expect(await outcomeOf(answer.text())).toEqual({ error: 'left' })
    expect(fetch.stats().budget[0]?.tokens).toBe(0)
  })

  test('nor for a first attempt that leaves the line', async () => {
    const spending = { limit: 1, budget: { tokens: 1, refillRatio: 0 } }
    const line = { ...alone, retry: spending, dedupe: false, concurrency: { limit: 1 } }
    const { fetch, clock } = bench(line, broken, broken, silent)
    const spent = outcomeOf(fetch(url))
    await clock.advance(1000)
    await spent
    const callers = [1, 2].map(() => new AbortController())
    const ends = callers.map(({ signal }) => outcomeOf(fetch(url, { signal })))
    callers[1]?.abort('left')
    expect(fetch.stats().budget[0]?.tokens).toBe(0)
    callers[0]?.abort('left')
    expect(await Promise.all(ends)).toEqual([{ error: 'left' }, { error: 'left' }])
  })
})

describe('letting go of an answer', () => {
  /** Answers with one byte and then nothing; says whether each request was aborted. */
  function wireOf(...statuses: number[]) {
    const signals: AbortSignal[] = []
    const wire = scriptedFetch(
      ...statuses.map((code): Step => (request) => {
        signals.push(request.signal)
        return new Response(new ReadableStream({ start: (to) => to.enqueue(new Uint8Array(1)) }), {
          status: code,
        })
      }),
    )
    return { wire, aborted: () => signals.map((signal) => signal.aborted) }
  }

  test('ends its request too, as soon as the next one is sent, and leaves the last alone', async () => {
    const { wire, aborted } = wireOf(503, 503, 200)
    const { fetch, clock } = bench({ fetch: wire })
    const answer = fetch(url)
    await clock.advance(300)
    expect(aborted()).toEqual([true, false])
    await clock.advance(600)
    expect((await answer).status).toBe(200)
    expect(aborted()).toEqual([true, true, false])
    await (await answer).body?.cancel()
  })

  test('ends its request where the caller leaves in the wait for the next', async () => {
    const { wire, aborted } = wireOf(503)
    const { fetch, clock } = bench({ fetch: wire })
    const caller = new AbortController()
    const answer = outcomeOf(fetch(url, { signal: caller.signal }))
    await clock.advance(0)
    caller.abort('left')
    expect(await answer).toEqual({ error: 'left' })
    expect(aborted()).toEqual([true])
  })

  test('ends its request where a listener ends the call as the answer comes', async () => {
    const { wire, aborted } = wireOf(200)
    const { fetch } = bench({ fetch: wire })
    const caller = new AbortController()
    fetch.on(({ type }) => type === 'attempt-settled' && caller.abort('left'))
    expect(await outcomeOf(fetch(url, { signal: caller.signal }))).toEqual({ error: 'left' })
    expect(aborted()).toEqual([true])
  })

  test('ends a request that was answered after its time, also where the wire heeds no signal', async () => {
    let answerNow = (_response: Response): void => undefined
    const wire = () => new Promise<Response>((resolve) => (answerNow = resolve))
    const { fetch, clock } = bench({ fetch: wire, retry: false })
    const result = outcomeOf(fetch(url))
    await clock.advance(10_000)
    const late = new Response('late')
    answerNow(late)
    await clock.advance(0)
    expect((await result).error).toMatchObject({ code: 'TIMEOUT' })
    expect(late.bodyUsed).toBe(true)
  })
})

describe('an answer that cannot be handed out ends the call with what it threw', () => {
  const thrown = new Error('the answer threw')
  const trap = (): never => {
    throw thrown
  }
  const headersThat = (get: (name: string) => string | null) => ({ get, has: () => false })
  const like = (members: object) => () =>
    Promise.resolve({
      ...{ status: 200, headers: headersThat(() => null), ...members },
    } as unknown as Response)
  const throwing = (name: string, members: object) => async () =>
    Object.defineProperty(members, name, { get: trap }) as unknown as Response
  const cases: [string, () => Promise<Response>][] = [
    ['headers that throw when they are judged', like({ headers: headersThat(trap), status: 503 })],
    [
      'headers that throw when the body is looked at',
      like({
        body: new ReadableStream(),
        headers: headersThat((name) => (name === 'content-type' ? trap() : null)),
      }),
    ],
    ['a body that throws', throwing('body', { status: 200, headers: headersThat(() => null) })],
    ['a status that throws', throwing('status', { headers: headersThat(() => null) })],
  ]

  test.each(cases)('%s: for one caller, and for two', async (_what, wire) => {
    const { fetch, clock } = bench({ fetch: wire })
    const results = [fetch(url), fetch(url), fetch(`${url}/alone`)].map(outcomeOf)
    await clock.advance(0)
    expect(await Promise.all(results)).toEqual(Array(3).fill({ error: thrown }))
  })

  test('also where it is the answer of a fallback', async () => {
    const fallback = like({ body: new ReadableStream(), headers: headersThat(trap) })
    const circuit = { failures: 1, fallback }
    const { fetch } = bench({ retry: false, circuit }, status(503))
    await fetch(url)
    expect(await outcomeOf(fetch(url))).toEqual({ error: thrown })
  })

  test('also where the deadline hands out what is in hand', async () => {
    let looks = 0
    const headers = headersThat((name) => (name === 'content-type' && ++looks > 0 ? trap() : null))
    const { fetch, clock } = bench({
      fetch: like({ status: 503, body: new ReadableStream(), headers }),
      retry: { baseMs: 9000 },
      timeout: { totalMs: 10_000 },
    })
    const results = [fetch(url)].map(outcomeOf)
    await clock.advance(10_000)
    expect(await Promise.all(results)).toEqual([{ error: thrown }])
    expect(looks).toBe(1)
  })
})

describe('a wire that gives one answer twice', () => {
  test('has its second callers refused by the platform as they read, and nobody waits', async () => {
    const same = Response.json({ a: 1 })
    const { fetch } = bench({ fetch: () => Promise.resolve(same) })
    const both = () =>
      Promise.all([1, 2].map(() => outcomeOf(fetch(url).then((answer) => answer.json()))))
    expect(await both()).toEqual(Array(2).fill({ value: { a: 1 } }))
    for (const { error } of await both()) expect(error).toBeInstanceOf(TypeError)
  })
})

describe('an answer of another maker', () => {
  /** As node-fetch has it: a stream of Node's, without `cancel`. */
  const answerOf = (code: number) =>
    ({
      ...{ status: code, ok: code < 300, headers: new Headers(), bodyUsed: false },
      body: Readable.from([Buffer.from('{}')]),
      json: () => Promise.resolve({}),
    }) as unknown as Response

  test('is let go of for a retry, though its body cannot be cancelled', async () => {
    const answers = [answerOf(503), answerOf(200)]
    const { fetch, clock } = bench({ fetch: async () => answers.shift() ?? answerOf(500) })
    const answer = fetch(url)
    await clock.advance(300)
    expect((await answer).status).toBe(200)
    expect(await (await answer).json()).toEqual({})
    await clock.advance(30_000)
  })

  test('keeps its body, a stream of Node’s', async () => {
    class Answer extends Response {
      override get body(): never {
        return stream as never
      }
    }
    const stream = Readable.from([Buffer.from('{}')])
    const { fetch, clock } = bench({ fetch: async () => new Answer() })
    expect((await fetch(url)).body).toBe(stream)
    await clock.advance(30_000)
  })

  test('that is frozen is handed out as it is', async () => {
    const frozen = Object.freeze(new Response('frozen'))
    const { fetch } = bench({ fetch: async () => frozen })
    const answer = await fetch(url)
    expect(answer).toBe(frozen)
    expect(await answer.text()).toBe('frozen')
  })
})
