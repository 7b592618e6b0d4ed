import type { HoldfastEvent } from 'holdfast'
import { describe, expect, test } from 'vitest'
import { broken, json, silent, status, type Step } from '../../src/testing/index.ts'
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
    throw new TypeError('fetch failed')
  }
  const made = bench({ ...once, fetch }, silent)
  expect((await outcomeOf(made.fetch(url))).error).toMatchObject({ message: 'fetch failed' })
})

test.each([undefined, null, 'text', {}])(
  'a wire that gives no Response but %j rejects at once',
  async (given) => {
    const wires = [() => given, () => Promise.resolve(given)] as unknown as (typeof fetch)[]
    for (const wire of wires) {
      const { fetch, clock } = bench({ fetch: wire })
      const ends = [outcomeOf(fetch(url)), outcomeOf(fetch(url))]
      await clock.advance(0)
      for (const { error } of await Promise.all(ends)) {
        expect(error).toMatchObject({ code: 'CONFIG', option: 'the answer of fetch' })
      }
      expect(fetch.stats().queue[0]?.inFlight).toBe(0)
      expect(fetch.stats().circuits.every(({ failuresInARow }) => failuresInARow === 0)).toBe(true)
    }
  },
)

test('a wire that ignores its signal cannot hold the caller', async () => {
  const deaf = () => new Promise<Response>(() => undefined)
  const { fetch, clock } = bench({ ...once, fetch: deaf }, silent)
  const end = outcomeOf(fetch(url))
  await clock.advance(10_000)
  expect((await end).error).toMatchObject({ code: 'TIMEOUT' })
})

describe('what is told of an attempt', () => {
  /** How the first attempt of a call counted, and how long it took. */
  const settled = (events: readonly HoldfastEvent[]) =>
    events.flatMap((event) =>
      event.type === 'attempt-settled' ? [[event.verdict, event.durationMs]] : [],
    )

  test.each([
    [5000, 'failure'],
    [5001, 'ignored'],
  ])('its timer, %i ms late, says %s', async (lateMs, verdict) => {
    const { fetch, clock, events } = bench(once, silent)
    await clock.advance(3000)
    const end = outcomeOf(fetch(url))
    await clock.advance(0)
    clock.freeze(10_000 + lateMs)
    await clock.advance(0)
    expect((await end).error).toMatchObject({
      ...{ code: 'TIMEOUT', phase: 'attempt', timeoutMs: 10_000, retryable: true },
    })
    expect(settled(events)).toEqual([[verdict, 10_000 + lateMs]])
  })

  test.each([
    [2500, 'failure'],
    [2501, 'ignored'],
  ])('of a total of 5 s, %i ms of them in line, it says %s', async (inLineMs, verdict) => {
    const { fetch, clock, events } = bench(
      { ...once, circuit: false, concurrency: { limit: 1 } },
      ...[silent, silent],
    )
    await clock.advance(1000)
    const caller = new AbortController()
    const first = outcomeOf(fetch(url, { signal: caller.signal }))
    const second = outcomeOf(fetch(url, { holdfast: { timeoutMs: 5000 } }))
    await clock.advance(inLineMs)
    caller.abort()
    await clock.advance(5000 - inLineMs)
    expect((await second).error).toMatchObject({ code: 'TIMEOUT', phase: 'response' })
    expect(settled(events)).toEqual([
      ['ignored', inLineMs],
      [verdict, 5000 - inLineMs],
    ])
    await first
  })

  test('a connection that breaks after a while awake is a failure, whenever it began', async () => {
    let fail = (): void => undefined
    const breaking: Step = () =>
      new Promise((_resolve, reject) => {
        fail = () => reject(new TypeError('Failed to fetch'))
      })
    const { fetch, clock, events } = bench(once, breaking)
    await clock.advance(20_000)
    const end = outcomeOf(fetch(url))
    await clock.advance(3000)
    fail()
    expect((await end).error).toBeInstanceOf(TypeError)
    expect(settled(events)).toEqual([['failure', 3000]])
  })

  test('a connection that died while the tab was frozen is nobody’s fault', async () => {
    let fail = (): void => undefined
    const dying: Step = () =>
      new Promise((_resolve, reject) => {
        fail = () => reject(new TypeError('Failed to fetch'))
      })
    const { fetch, clock, events } = bench({ dedupe: false }, dying, json(1))
    const answer = fetch(url)
    // The wire is heard before the timer that is late.
    clock.freeze(3_600_000)
    fail()
    await clock.advance(0)
    expect(settled(events)).toEqual([['ignored', 3_600_000]])
    await clock.advance(1000)
    expect(await (await answer).json()).toBe(1)
  })

  test('a connection that died while the machine slept is tried again', async () => {
    let fail = (): void => undefined
    const dying: Step = () =>
      new Promise((_resolve, reject) => {
        fail = () => reject(new TypeError('Failed to fetch'))
      })
    const { fetch, clock, events } = bench({ dedupe: false }, dying, json(1))
    await clock.advance(20_000)
    const answer = fetch(url)
    await clock.advance(1000)
    clock.setWall(clock.wall() + 6000)
    fail()
    await clock.advance(1000)
    expect(await (await answer).json()).toBe(1)
    expect(settled(events)[0]).toEqual(['ignored', 1000])
  })
})

describe('the longest wait in line', () => {
  const options = { ...once, circuit: false, concurrency: { limit: 1, maxWaitMs: 500 } } as const

  test('ends the call with its facts, and its place in line', async () => {
    const { fetch, wire, clock } = bench(options, silent, status(204))
    const caller = new AbortController()
    const first = outcomeOf(fetch(url, { signal: caller.signal }))
    const second = outcomeOf(fetch(`${url}/7`))
    await clock.advance(500)
    expect((await second).error).toMatchObject({
      ...{ code: 'QUEUE_FULL', method: 'GET', route: 'api.test/items/:id', attempts: 0 },
      message: expect.stringContaining('it stood in line for 500 ms') as string,
    })
    expect(fetch.stats().queue[0]).toMatchObject({ waiting: 0, inFlight: 1 })
    caller.abort()
    await first
    expect(wire.calls).toHaveLength(1)
  })

  test('is over with the departure, also where an attempt has no time limit of its own', async () => {
    const { fetch, wire, clock } = bench({ ...options, timeout: false }, status(204), silent)
    const caller = new AbortController()
    const ends = [fetch(url), outcomeOf(fetch(url, { signal: caller.signal }))]
    await clock.advance(5000)
    expect(wire.open).toBe(1)
    caller.abort('enough')
    expect(await ends[1]).toEqual({ error: 'enough' })
  })

  test('leaves no timer where the caller goes, or the circuit opens', async () => {
    const { fetch, clock } = bench(
      { ...options, circuit: { maxWaitMs: 0 }, timeout: false },
      ...[silent],
    )
    const callers = [1, 2].map(() => new AbortController())
    const ends = callers.map(({ signal }) => outcomeOf(fetch(url, { signal })))
    const refused = outcomeOf(fetch(url))
    expect(clock.pending).toBe(1)
    callers[1]?.abort('left')
    fetch.isolate('https://api.test')
    expect((await refused).error).toMatchObject({ code: 'CIRCUIT_OPEN' })
    expect(clock.pending).toBe(0)
    callers[0]?.abort('left')
    expect(await Promise.all(ends)).toEqual([{ error: 'left' }, { error: 'left' }])
  })

  test('does not begin for one who is refused while it is told that it waits', async () => {
    const { fetch, clock } = bench({ ...options, circuit: {}, timeout: false }, silent)
    const caller = new AbortController()
    const first = outcomeOf(fetch(url, { signal: caller.signal }))
    fetch.on(({ type }) => type === 'call-queued' && fetch.isolate('https://api.test'))
    expect((await outcomeOf(fetch(url))).error).toMatchObject({ code: 'CIRCUIT_OPEN' })
    expect(clock.pending).toBe(0)
    caller.abort()
    await first
  })
})

test('a Request is handed to the wire itself, where its body need not be kept for a retry', async () => {
  const { fetch, wire } = bench({ dedupe: false }, status(204))
  const requests = [new Request(url), new Request(url, { method: 'POST', body: 'x' })]
  for (const request of requests) await fetch(request)
  expect(wire.calls.map(({ input }) => input)).toEqual(requests)
  for (const [index, request] of requests.entries()) expect(wire.calls[index]?.input).toBe(request)
})

test.each<[string, () => unknown]>([
  ['nothing', () => undefined],
  ['what is no promise', () => 7],
  ['a promise of nothing', () => Promise.resolve()],
  ['a stand-in without headers', () => Promise.resolve({ ok: true, status: 200 })],
])('a stub for the wire that returns %s is told so at once', async (_what, stub) => {
  const { fetch, clock } = bench({ fetch: stub as typeof globalThis.fetch }, silent)
  const { error } = await outcomeOf(fetch(url))
  expect(error).toMatchObject({ code: 'CONFIG', option: 'the answer of fetch' })
  expect(fetch.stats().circuits.every(({ failuresInARow }) => failuresInARow === 0)).toBe(true)
  expect([clock.pending, fetch.stats().queue[0]?.inFlight]).toEqual([0, 0])
})

test('the navigation of a service worker stays one: nothing stands beside it', async () => {
  const { fetch, wire } = bench(once, status(200))
  const page = Object.defineProperty(new Request(url), 'mode', { value: 'navigate' })
  expect((await fetch(page)).status).toBe(200)
  expect(Object.keys(wire.calls[0]?.init ?? {})).toEqual([])
})

test('a Request keeps all that it says when a signal stands beside it', async () => {
  const { fetch, wire } = bench(once, status(200))
  const request = new Request(url, {
    method: 'DELETE',
    redirect: 'error',
    credentials: 'omit',
    cache: 'no-store',
    integrity: 'sha256-x',
    keepalive: true,
    referrer: 'https://api.test/from',
    referrerPolicy: 'unsafe-url',
  })
  await fetch(request)
  const sent = new Request(...(Object.values(wire.calls[0] ?? {}) as [Request, RequestInit]))
  for (const name in request) {
    const [before, after] = [request, sent].map((one) => one[name as keyof Request])
    if (typeof before !== 'object' && typeof before !== 'function') expect(after, name).toBe(before)
  }
})

test.each(['their signal is aborted', 'the fetch is closed'])(
  'of calls that end together none departs in the place of another, where %s',
  async (how) => {
    const { fetch, wire } = bench({ concurrency: { limit: 1 } }, silent)
    const caller = new AbortController()
    const calls = [1, 2, 3].map((id) =>
      outcomeOf(fetch(`https://api.test/${id}`, { signal: caller.signal })),
    )
    await expect.poll(() => wire.calls.length).toBe(1)
    if (how === 'the fetch is closed') fetch.close()
    else caller.abort('gone')
    await Promise.all(calls)
    expect(wire.calls).toHaveLength(1)
    expect(fetch.stats().queue).toMatchObject([{ waiting: 0, inFlight: 0 }])
  },
)

describe('where another user has come while a call waited', () => {
  const line = { concurrency: { limit: 1 }, dedupe: false, retry: false } as const

  test.each(['POST', 'GET'])('a %s in line is not sent as theirs', async (method) => {
    let user = 'ada'
    const caller = new AbortController()
    const { fetch, wire, clock } = bench({ ...line, user: () => user }, silent, status(204))
    const first = outcomeOf(fetch(`${url}/first`, { signal: caller.signal }))
    const second = outcomeOf(fetch(`${url}/second`, { method }))
    await clock.advance(0)
    user = 'bob'
    caller.abort('done')
    await first
    expect((await second).error).toMatchObject({ code: 'ABORTED', attempts: 0 })
    expect(wire.calls).toHaveLength(1)
    expect(fetch.stats().queue).toMatchObject([{ waiting: 0, inFlight: 0 }])
  })

  test('a retry is not sent as theirs, also where nobody can say who it is', async () => {
    let user = (): string => 'ada'
    const { fetch, wire, clock } = bench({ user: () => user() }, status(503), status(200))
    const answer = outcomeOf(fetch(url))
    await clock.advance(0)
    user = () => {
      throw new Error('signed out')
    }
    await clock.advance(10_000)
    expect((await answer).error).toMatchObject({ code: 'ABORTED', attempts: 1 })
    expect(wire.calls).toHaveLength(1)
  })

  test('what nobody asked for goes on when somebody signs in', async () => {
    let user = ''
    const { fetch, clock } = bench({ user: () => user }, status(503), status(200))
    const answer = fetch(url)
    await clock.advance(0)
    user = 'ada'
    await clock.advance(10_000)
    expect(await answer).toHaveProperty('status', 200)
  })
})

test('passes on every member of the init, the priority too, and nothing of ours', async () => {
  const { fetch, wire } = bench(once, status(200))
  const init = { method: 'PUT', body: 'x', priority: 'low', keepalive: true, mode: 'cors' } as const
  await fetch(url, { ...init, holdfast: { cost: 1 } })
  const { signal, ...sent } = wire.calls[0]?.init ?? {}
  expect(signal).toBeInstanceOf(AbortSignal)
  expect(sent).toEqual(init)
})

describe('a body that nobody wants any more frees its connection, as cancelling alone does not everywhere:', () => {
  const large: Step = () =>
    new Response(new ReadableStream({ pull: () => undefined }), {
      headers: { 'content-type': 'text/plain' },
    })

  test('the caller has cancelled it', async () => {
    const { fetch, wire } = bench(once, large)
    const { body } = await fetch(url)
    await body?.cancel()
    expect(wire.calls[0]?.init?.signal?.aborted).toBe(true)
  })

  test('the last of those who share it has cancelled it, or of its copies', async () => {
    const { fetch, wire } = bench({ retry: false }, large)
    const [one, other] = await Promise.all([fetch(url), fetch(url)])
    const copy = other.clone()
    const aborted = () => wire.calls[0]?.init?.signal?.aborted
    await one.body?.cancel()
    void other.body?.cancel()
    expect(aborted()).toBe(false)
    await copy.body?.cancel()
    expect(aborted()).toBe(true)
  })

  test('one that was read, is empty, or never came, is left alone', async () => {
    const { fetch, wire } = bench(once, json(1), status(204), broken)
    await (await fetch(url)).text()
    await fetch(url)
    await outcomeOf(fetch(url))
    expect(wire.calls).toHaveLength(3)
    for (const { init } of wire.calls) expect(init?.signal?.aborted).toBe(false)
  })
})
