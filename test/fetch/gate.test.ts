import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  broken,
  json,
  seededRandom,
  silent,
  stalling,
  status,
  type Step,
} from '../../src/testing/index.ts'
import { bench, countingSignal, outcomeOf, url } from '../harness.ts'

const alone = { retry: false, timeout: false, dedupe: false } as const
const code = (error: unknown) => (error as { code?: string } | undefined)?.code

/** An answer that comes when the test says so. */
function held(): { step: Step; answer: () => void } {
  const waiting: (() => void)[] = []
  return {
    step: () => new Promise((resolve) => waiting.push(() => resolve(new Response('x')))),
    answer: () => waiting.shift()?.(),
  }
}

describe('concurrency', () => {
  const options = {
    ...alone,
    circuit: false,
    rateLimit: false,
    concurrency: { limit: 2, maxQueue: 3 },
  } as const

  test('lets two out at once and the rest as permits come back, high priority first', async () => {
    const { step, answer } = held()
    const { fetch, wire, clock } = bench(options, step)
    const calls = [
      fetch(`${url}/a`),
      fetch(`${url}/b`),
      fetch(`${url}/low`, { priority: 'low' }),
      fetch(`${url}/auto`),
      fetch(`${url}/high`, { priority: 'high' }),
    ]
    await clock.advance(0)
    expect(wire.calls).toHaveLength(2)
    for (const _call of calls) {
      answer()
      await clock.advance(0)
    }
    expect(wire.calls.map(({ input }) => (input as string).split('/').at(-1))).toEqual([
      ...['a', 'b', 'high', 'auto', 'low'],
    ])
    for (const call of calls) await (await call).text()
  })

  test('holds the permit to the headers, not to the end of the body', async () => {
    const { fetch, wire, clock } = bench(
      { ...options, concurrency: { limit: 1 } },
      status(200, {}, 'unread'),
    )
    await fetch(`${url}/a`)
    await fetch(`${url}/b`)
    await clock.advance(0)
    expect(wire.calls).toHaveLength(2)
    // Until then what nobody reads may still say something of the backend.
    await clock.advance(1000)
  })

  test('refuses the one that finds the line full', async () => {
    const { fetch, clock, told } = bench(options, silent)
    const caller = new AbortController()
    const calls = Array.from({ length: 5 }, () => outcomeOf(fetch(url, { signal: caller.signal })))
    expect((await outcomeOf(fetch(url))).error).toMatchObject({
      ...{ code: 'QUEUE_FULL', method: 'GET', route: 'api.test/items', attempts: 0 },
      message: expect.stringContaining('3 calls are waiting already') as string,
    })
    expect(told()).not.toContain('gate-paused')
    expect(fetch.stats().queue[0]).toMatchObject({ waiting: 3, inFlight: 2, limit: 2 })
    caller.abort('over')
    expect(await Promise.all(calls)).toEqual(Array(5).fill({ error: 'over' }))
    await clock.advance(0)
    expect(fetch.stats().queue[0]).toMatchObject({ waiting: 0, inFlight: 0 })
  })

  test('an abort in line rejects in the same turn, leaves no listener and never departs', async () => {
    const { step, answer } = held()
    const { fetch, wire, clock } = bench({ ...options, concurrency: { limit: 1 } }, step)
    const first = fetch(url)
    const { controller, listeners } = countingSignal()
    let rejected: unknown
    fetch(url, { signal: controller.signal }).catch((reason: unknown) => (rejected = reason))
    controller.abort('changed my mind')
    await Promise.resolve()
    expect(rejected).toBe('changed my mind')
    expect(listeners()).toBe(0)
    answer()
    await (await first).text()
    await clock.advance(0)
    expect(wire.calls).toHaveLength(1)
  })

  test('refuses after the longest wait in line', async () => {
    const { step, answer } = held()
    const { fetch, clock } = bench({ ...options, concurrency: { limit: 1, maxWaitMs: 500 } }, step)
    const first = fetch(url)
    const second = outcomeOf(fetch(url))
    await clock.advance(500)
    expect(code((await second).error)).toBe('QUEUE_FULL')
    answer()
    await (await first).text()
  })
})

describe('rate', () => {
  const options = { ...alone, circuit: false, concurrency: false } as const

  test('refuses the 101st at once with the time to wait, and lets it out a minute later', async () => {
    const { fetch, wire, clock } = bench(options, status(204))
    for (let call = 0; call < 100; call++) await fetch(url)
    await clock.advance(10_000)
    const refused = (await outcomeOf(fetch(url))).error
    expect(refused).toMatchObject({
      code: 'RATE_LIMITED',
      by: 'client',
      retryAfterMs: 50_000,
      retryable: true,
    })
    expect(wire.calls).toHaveLength(100)
    await clock.advance(50_000)
    expect(await fetch(url)).toHaveProperty('status', 204)
  })

  test('counts those in line, so that nobody waits for a refusal', async () => {
    const { fetch, clock } = bench(
      { ...options, concurrency: { limit: 1 }, rateLimit: { limit: 2 } },
      silent,
    )
    const caller = new AbortController()
    const calls = [1, 2].map(() => outcomeOf(fetch(url, { signal: caller.signal })))
    expect(code((await outcomeOf(fetch(url))).error)).toBe('RATE_LIMITED')
    caller.abort()
    await Promise.all(calls)
    await clock.advance(0)
  })

  test('what leaves the line unsent is not charged', async () => {
    const { step, answer } = held()
    const { fetch, clock } = bench(
      { ...options, concurrency: { limit: 1 }, rateLimit: { limit: 2 } },
      step,
    )
    const first = fetch(url)
    const caller = new AbortController()
    const left = outcomeOf(fetch(url, { signal: caller.signal }))
    caller.abort()
    await left
    expect(fetch.stats().rate[0]).toMatchObject({ remaining: 1, max: 2 })
    const second = fetch(url)
    answer()
    await clock.advance(0)
    answer()
    for (const call of [first, second]) await (await call).text()
  })

  test('waits where it is told to wait, and costs what a call is said to cost', async () => {
    const rateLimit = { limit: 4, windowMs: 1000, onLimit: 'wait' } as const
    const { fetch, wire, clock } = bench({ ...options, rateLimit }, status(204))
    await fetch(url, { holdfast: { cost: 3 } })
    const waits = fetch(url, { holdfast: { cost: 2 } })
    await clock.advance(999)
    expect(wire.calls).toHaveLength(1)
    await clock.advance(1)
    expect(await waits).toHaveProperty('status', 204)
    expect(code((await outcomeOf(fetch(url, { holdfast: { cost: 5 } }))).error)).toBe('CONFIG')
  })

  test('keeps one limit for each key', async () => {
    const rateLimit = {
      limit: 1,
      key: ({ headers }: { headers: Headers }) => headers.get('user') ?? '',
    }
    const { fetch } = bench({ ...options, rateLimit }, status(204))
    await fetch(url, { headers: { user: 'ada' } })
    await fetch(url, { headers: { user: 'bob' } })
    expect(code((await outcomeOf(fetch(url, { headers: { user: 'ada' } }))).error)).toBe(
      'RATE_LIMITED',
    )
  })
})

describe('circuit', () => {
  const circuit = { openMs: { min: 5000, max: 60_000 }, maxWaitMs: 0 }
  const options = { ...alone, rateLimit: false, random: () => 0, circuit } as const

  test('opens after five failures in a row, refuses with the time left, closes after two probes', async () => {
    const steps = [...Array.from({ length: 5 }, () => broken), status(204)]
    const { fetch, wire, clock, events } = bench(options, ...steps)
    for (let call = 0; call < 5; call++) await outcomeOf(fetch(url))
    const refused = (await outcomeOf(fetch(url))).error
    expect(refused).toMatchObject({ code: 'CIRCUIT_OPEN', retryAfterMs: 5000 })
    expect(wire.calls).toHaveLength(5)
    await clock.advance(5000)
    expect(await fetch(url)).toHaveProperty('status', 204)
    const second = fetch(url)
    await clock.advance(1000)
    expect(await second).toHaveProperty('status', 204)
    expect(fetch.stats().circuits.map(({ state }) => state)).toEqual(['closed', 'closed'])
    const changes = events.flatMap((event) =>
      event.type === 'circuit-changed' && event.endpoint === undefined
        ? [[event.to, event.retryAfterMs]]
        : [],
    )
    expect(changes).toEqual([
      ['open', 5000],
      ['half-open', undefined],
      ['closed', undefined],
    ])
  })

  test.each<[string, Step]>([
    ['gate', broken],
    ['endpoint', status(500)],
  ])(
    'a caller waits for a near probe of its %s, and goes out with what it finds',
    async (...on) => {
      const steps = [...Array.from({ length: 5 }, () => on[1]), status(204)]
      const { fetch, wire, clock } = bench({ ...options, circuit: { maxWaitMs: 2000 } }, ...steps)
      for (let call = 0; call < 5; call++) await outcomeOf(fetch(url))
      const calls = [1, 2, 3].map(() => fetch(url))
      await clock.advance(1999)
      expect(wire.calls).toHaveLength(5)
      await clock.advance(1)
      expect((await Promise.all(calls)).map((answer) => answer.status)).toEqual([204, 204, 204])
    },
  )

  test('a caller is refused at once where the probe is past its patience or its deadline', async () => {
    const circuit = { openMs: 2001, maxWaitMs: 2000 }
    const { fetch, wire } = bench({ ...options, circuit }, broken)
    for (let call = 0; call < 5; call++) await outcomeOf(fetch(url))
    expect(code((await outcomeOf(fetch(url))).error)).toBe('CIRCUIT_OPEN')
    const patient = bench({ ...options, circuit: { openMs: 2001 } }, broken)
    for (let call = 0; call < 5; call++) await outcomeOf(patient.fetch(url))
    const hurried = patient.fetch(url, { holdfast: { timeoutMs: 2000 } })
    expect(code((await outcomeOf(hurried)).error)).toBe('CIRCUIT_OPEN')
    expect([wire.calls.length, patient.wire.calls.length]).toEqual([5, 5])
  })

  test('those who waited are refused in the turn in which the probe fails, if the next is too far', async () => {
    const { fetch, wire, clock } = bench({ ...options, circuit: { maxWaitMs: 5000 } }, broken)
    for (let call = 0; call < 5; call++) await outcomeOf(fetch(url))
    const ends = [1, 2].map((id) => outcomeOf(fetch(`${url}/${id}`)))
    await clock.advance(2000)
    const codes = (await Promise.all(ends)).map(({ error }) => code(error))
    expect(codes).toEqual([undefined, 'CIRCUIT_OPEN'])
    expect(wire.calls).toHaveLength(6)
  })

  test('isolation refuses at once those who wait for a probe', async () => {
    const { fetch } = bench({ ...options, circuit: {} }, broken)
    for (let call = 0; call < 5; call++) await outcomeOf(fetch(url))
    const waiting = outcomeOf(fetch(url))
    fetch.isolate('https://api.test')
    expect(code((await waiting).error)).toBe('CIRCUIT_OPEN')
  })

  test.each([0.2, 10])(
    'a fleet whose backend is dead sends 1.1 requests for each call of any minute at most, at %d calls a second',
    async (perSecond) => {
      const random = seededRandom(7)
      const calls = Array.from({ length: 180 }, () => 0)
      const requests = [...calls]
      for (let tab = 0; tab < 400 / (1 + perSecond * 10); tab++) {
        const sent: number[] = []
        const dead: Step = (request) => {
          sent.push(clock.monotonic())
          return broken(request)
        }
        const { fetch, clock } = bench({ rateLimit: false, dedupe: false, random }, dead)
        const begin = clock.monotonic()
        for (let id = 0; clock.monotonic() - begin < 180_000; id++) {
          const second = Math.floor((clock.monotonic() - begin) / 1000)
          calls[second] = (calls[second] ?? 0) + 1
          void outcomeOf(fetch(`${url}/${id}`))
          await clock.advance((-Math.log(1 - random()) * 1000) / perSecond)
        }
        await clock.advance(60_000)
        for (const at of sent) {
          const second = Math.floor((at - begin) / 1000)
          if (second < 180) requests[second] = (requests[second] ?? 0) + 1
        }
      }
      const minute = (counts: number[], from: number) =>
        counts.slice(from, from + 60).reduce((sum, count) => sum + count, 0)
      const ratios = calls.slice(0, 121).map((_, at) => minute(requests, at) / minute(calls, at))
      expect(Math.min(...ratios)).toBeGreaterThan(0)
      expect(Math.max(...ratios)).toBeLessThanOrEqual(1.1)
    },
  )

  test('a dead endpoint does not take its neighbours down', async () => {
    const step: Step = (request) =>
      new Response(null, { status: request.url.endsWith('bad') ? 500 : 200 })
    const { fetch, wire } = bench(options, step)
    for (let call = 0; call < 5; call++) await fetch(`${url}/bad`)
    expect(code((await outcomeOf(fetch(`${url}/bad`))).error)).toBe('CIRCUIT_OPEN')
    expect(await fetch(`${url}/good`)).toHaveProperty('status', 200)
    expect(wire.calls).toHaveLength(6)
  })

  test('a neighbour leaves at once, however long one waits for the probe of the dead one', async () => {
    const step: Step = (request) =>
      new Response(null, { status: request.url.endsWith('bad') ? 500 : 200 })
    const circuit = { failures: 1, openMs: 30_000, maxWaitMs: 60_000 }
    const { fetch, clock } = bench({ ...alone, circuit }, step)
    await fetch(`${url}/bad`)
    const probe = fetch(`${url}/bad`)
    await clock.advance(11_000)
    const neighbour = fetch(`${url}/good`)
    await clock.advance(0)
    expect(fetch.stats().queue[0]?.waiting).toBe(1)
    expect(await neighbour).toHaveProperty('status', 200)
    await clock.advance(19_000)
    expect(await probe).toHaveProperty('status', 500)
  })

  test('drains the line at once when it opens', async () => {
    const { fetch, clock, wire } = bench({ ...options, concurrency: { limit: 1 } }, broken)
    const ends = Array.from({ length: 8 }, (_, call) => outcomeOf(fetch(`${url}/${call}`)))
    await clock.advance(0)
    const codes = (await Promise.all(ends)).map(({ error }) => code(error))
    expect(codes).toEqual([
      ...Array.from({ length: 5 }, () => undefined),
      ...Array.from({ length: 3 }, () => 'CIRCUIT_OPEN'),
    ])
    expect(wire.calls).toHaveLength(5)
  })

  test('an aborted probe gives its permit back and says nothing of the backend', async () => {
    const steps = [...Array.from({ length: 5 }, () => broken), silent, status(204)]
    const { fetch, clock } = bench(options, ...steps)
    for (let call = 0; call < 5; call++) await outcomeOf(fetch(url))
    await clock.advance(5000)
    const caller = new AbortController()
    const probe = outcomeOf(fetch(url, { signal: caller.signal }))
    caller.abort('left')
    expect(await probe).toEqual({ error: 'left' })
    expect(fetch.stats().circuits[0]?.state).toBe('half-open')
    expect(await fetch(url)).toHaveProperty('status', 204)
  })

  test('others wait for the probe, and go out or are refused by what it finds', async () => {
    const { step, answer } = held()
    const steps = [...Array.from({ length: 5 }, () => broken), step, status(204)]
    const { fetch, wire, clock } = bench(options, ...steps)
    for (let call = 0; call < 5; call++) await outcomeOf(fetch(url))
    await clock.advance(5000)
    const calls = [fetch(`${url}/1`), fetch(`${url}/2`), fetch(`${url}/3`)]
    expect(wire.calls).toHaveLength(6)
    answer()
    await clock.advance(2000)
    expect(wire.calls).toHaveLength(8)
    for (const call of calls) await (await call).text()
  })

  test.each([404, 429])('no answer below 500 counts: %i', async (code) => {
    const { fetch } = bench(options, status(code))
    for (let call = 0; call < 20; call++) await fetch(url)
    expect(fetch.stats().circuits.map(({ state }) => state)).toEqual(['closed', 'closed'])
  })

  test('a 429 says nothing: it ends no row of failures', async () => {
    const steps = [...Array.from({ length: 4 }, () => broken), status(429), broken]
    const { fetch } = bench(options, ...steps)
    for (let call = 0; call < 6; call++) await outcomeOf(fetch(url))
    expect(fetch.stats().circuits.map(({ state }) => state)).toEqual(['open', 'open'])
  })
})

describe('pause', () => {
  const options = { ...alone, rateLimit: false, circuit: false } as const

  test('a 429 holds everyone for that host, then lets them out one by one', async () => {
    const { fetch, wire, clock, told } = bench(
      options,
      status(429, { 'Retry-After': '3' }),
      status(204),
    )
    await clock.advance(1000)
    expect(await fetch(url)).toHaveProperty('status', 429)
    const pausedMs = () => fetch.stats().queue[0]?.pausedMs
    expect(pausedMs()).toBe(4500)
    const calls = [1, 2, 3].map((id) => fetch(`${url}/${id}`))
    const elsewhere = fetch('https://other.test/')
    await clock.advance(4499)
    expect(pausedMs()).toBe(1)
    expect(await elsewhere).toHaveProperty('status', 204)
    expect(wire.calls).toHaveLength(2)
    await clock.advance(1)
    expect(wire.calls).toHaveLength(3)
    await clock.advance(200)
    expect(wire.calls).toHaveLength(4)
    await clock.advance(150)
    expect((await Promise.all(calls)).map((answer) => answer.status)).toEqual([204, 204, 204])
    expect(pausedMs()).toBe(0)
    expect(told()).toContain('gate-paused')
    expect(told()).toContain('gate-resumed')
  })

  test('refuses at once who cannot wait that long, and says how long it is by now', async () => {
    const { fetch, clock } = bench(
      { ...options, timeout: { totalMs: 1000 }, random: () => 0 },
      status(429, { 'Retry-After': '3' }),
    )
    await fetch(url)
    await clock.advance(500)
    expect((await outcomeOf(fetch(url))).error).toMatchObject({
      ...{ code: 'RATE_LIMITED', by: 'server', retryAfterMs: 2500 },
    })
    await clock.advance(0)
  })

  test('that ends in time is waited for, also by one that has stood in line for long', async () => {
    const { step, answer } = held()
    const limited: Step = async (request) => {
      await step(request)
      return new Response(null, { status: 429, headers: { 'Retry-After': '1' } })
    }
    const { fetch, clock } = bench(
      { ...options, random: () => 0, circuit: { maxWaitMs: 1000 }, concurrency: { limit: 1 } },
      ...[limited, status(204)],
    )
    const first = fetch(url)
    const second = fetch(url)
    await clock.advance(5000)
    answer()
    expect(await first).toHaveProperty('status', 429)
    await clock.advance(1000)
    expect(await second).toHaveProperty('status', 204)
  })

  test('and an open circuit, both begun by one answer, refuse those in line in its turn', async () => {
    const { step, answer } = held()
    const down: Step = async (request) => {
      await step(request)
      return new Response(null, { status: 503, headers: { 'Retry-After': '60' } })
    }
    const circuit = { failures: 1, maxWaitMs: 0, scope: 'gate' } as const
    const { fetch, clock } = bench({ ...options, circuit, concurrency: { limit: 1 } }, down)
    const first = fetch(url)
    const second = outcomeOf(fetch(url))
    await clock.advance(0)
    answer()
    await first
    expect(code((await second).error)).toBe('CIRCUIT_OPEN')
    expect(fetch.stats().queue[0]?.pausedMs).toBeGreaterThan(0)
  })
})

describe('offline', () => {
  afterEach(() => vi.unstubAllGlobals())

  function goOffline(): EventTarget & { onLine: boolean } {
    const world = Object.assign(new EventTarget(), { onLine: false })
    vi.stubGlobal('navigator', world)
    vi.stubGlobal('addEventListener', world.addEventListener.bind(world))
    vi.stubGlobal('removeEventListener', world.removeEventListener.bind(world))
    return world
  }

  test('holds the line until the browser is online again', async () => {
    const world = goOffline()
    const { fetch, wire, clock, told, events } = bench({ ...alone, circuit: false }, json(1))
    const [first, second] = [fetch(url), fetch(url)]
    await clock.advance(1000)
    expect(wire.calls).toHaveLength(0)
    expect(events.filter(({ type }) => type === 'gate-paused')).toMatchObject([
      { reason: 'offline', durationMs: Infinity },
    ])
    world.onLine = true
    world.dispatchEvent(new Event('online'))
    expect(await (await first).json()).toBe(1)
    expect(told().filter((type) => type === 'gate-resumed')).toHaveLength(1)
    await clock.advance(199)
    expect(wire.calls).toHaveLength(1)
    await clock.advance(1)
    expect(await (await second).json()).toBe(1)
  })

  test('finds a network that is back without an event, as after a suspended app', async () => {
    const world = goOffline()
    const { fetch, wire, clock } = bench({ ...alone, circuit: false }, status(204))
    const answer = fetch(url)
    await clock.advance(10_000)
    expect(wire.calls).toHaveLength(0)
    world.onLine = true
    await clock.advance(2000)
    expect((await answer).status).toBe(204)
  })

  test('tells at the deadline that it was offline, and does not hold the loopback', async () => {
    goOffline()
    const { fetch, clock } = bench({ retry: false, timeout: { totalMs: 1000 } }, json(1))
    const answer = outcomeOf(fetch(url))
    expect(await (await fetch('http://localhost:3000/')).json()).toBe(1)
    await clock.advance(1000)
    expect(code((await answer).error)).toBe('OFFLINE')
  })

  test.each<[string, Step]>([
    ['response', silent],
    ['body', stalling()],
  ])('one that was sent before is late, not offline: %s', async (phase, step) => {
    const world = goOffline()
    world.onLine = true
    const { fetch, clock } = bench({ retry: false, timeout: { totalMs: 1000 } }, step)
    const text = outcomeOf(fetch(url).then((answer) => answer.text()))
    await clock.advance(0)
    world.onLine = false
    await clock.advance(1000)
    expect((await text).error).toMatchObject({ code: 'TIMEOUT', phase })
  })

  test('a failure while offline is not held against the backend', async () => {
    const world = goOffline()
    world.onLine = true
    const step: Step = () => {
      world.onLine = false
      return Promise.reject(new TypeError('fetch failed'))
    }
    const { fetch } = bench({ ...alone, rateLimit: false }, step)
    await outcomeOf(fetch(url))
    expect(fetch.stats().circuits.every(({ failuresInARow }) => failuresInARow === 0)).toBe(true)
  })
})

describe('of more than a hundred gates', () => {
  const retryLater = status(429, { 'Retry-After': '60' })
  const options = {
    ...({ ...alone, rateLimit: false, circuit: false, concurrency: false } as const),
    partition: (request: { url: string }) => request.url,
  }
  const cost = (request: { url: string }) => (request.url === url ? 1 : 0)

  test('the one with a call asleep is kept, though another one was left in its body', async () => {
    const retry = { limit: 1, baseMs: 1000, budget: false } as const
    const { fetch, clock } = bench(
      { ...options, retry },
      ...[stalling(), broken, ...Array.from({ length: 100 }, () => status(204))],
    )
    const caller = new AbortController()
    const left = await fetch(url, { signal: caller.signal })
    caller.abort('left')
    expect(await outcomeOf(left.text())).toEqual({ error: 'left' })
    const asleep = fetch(url)
    await clock.advance(500)
    for (let tenant = 0; tenant < 100; tenant++) await fetch(`${url}/${tenant}`)
    expect(fetch.stats().queue.some(({ gate }) => gate === url)).toBe(true)
    await clock.advance(500)
    expect(await asleep).toHaveProperty('status', 204)
  })

  test('the one that has spent of the rate of one key is kept', async () => {
    const key = ({ headers }: { headers: Headers }) => headers.get('user') ?? ''
    const { fetch } = bench({ ...options, rateLimit: { cost, key } }, status(204))
    const spare = { holdfast: { cost: 0 } }
    for (const init of [{ headers: { user: 'ada' } }, spare]) await fetch(url, init)
    for (let tenant = 0; tenant < 100; tenant++) await fetch(`${url}/${tenant}`)
    expect(fetch.stats().queue.some(({ gate }) => gate === url)).toBe(true)
  })

  test.each<[string, object, Step, boolean]>([
    ['is paused', {}, retryLater, true],
    ['has an open circuit', { circuit: { failures: 1 } }, status(500), true],
    ['was isolated', { circuit: {} }, status(204), true],
    ['has a failure on its circuit', { circuit: {} }, status(500), true],
    ['has spent of its rate', { rateLimit: { cost } }, status(204), true],
    ['is idle', { circuit: {}, rateLimit: { cost: () => 0 } }, status(204), false],
  ])('the one that %s is kept: %j', async (state, own, step, isKept) => {
    const { fetch } = bench({ ...options, ...own }, step, status(204))
    await fetch(url)
    if (state === 'was isolated') fetch.isolate(url)
    for (let tenant = 0; tenant < 100; tenant++) await fetch(`${url}/${tenant}`)
    expect(fetch.stats().queue.some(({ gate }) => gate === url)).toBe(isKept)
  })
})

test('of more than a hundred gates the one that is being probed is kept', async () => {
  const { fetch, clock } = bench(
    {
      ...{ ...alone, rateLimit: false, concurrency: false },
      circuit: { failures: 1, openMs: 1000 },
      partition: (request: { url: string }) => request.url,
    },
    ...[status(503), status(204)],
  )
  await fetch(url)
  await clock.advance(1000)
  await fetch(url)
  for (let tenant = 0; tenant < 100; tenant++) await fetch(`${url}/${tenant}`)
  expect(fetch.stats().circuits[0]).toMatchObject({ gate: url, state: 'half-open' })
})

describe('what would be in vain', () => {
  test('a pause that outlives those in line refuses them at once', async () => {
    const { step, answer } = held()
    const options = {
      retry: false,
      dedupe: false,
      circuit: false,
      concurrency: { limit: 1 },
    } as const
    const limited: Step = async (request) => {
      await step(request)
      return new Response(null, { status: 429, headers: { 'Retry-After': '60' } })
    }
    const { fetch, clock } = bench(options, limited)
    const first = fetch(url)
    const waiting = outcomeOf(fetch(url))
    await clock.advance(0)
    answer()
    expect(await first).toHaveProperty('status', 429)
    expect((await waiting).error).toMatchObject({ code: 'RATE_LIMITED', by: 'server' })
  })

  test('a hung backend opens the circuit, also where the total is shorter than an attempt', async () => {
    const { fetch, clock } = bench(
      { retry: false, dedupe: false, circuit: { maxWaitMs: 0 } },
      silent,
    )
    for (let call = 0; call < 5; call++) {
      const end = outcomeOf(fetch(url, { holdfast: { timeoutMs: 5000 } }))
      await clock.advance(5000)
      expect((await end).error).toMatchObject({ code: 'TIMEOUT', phase: 'response' })
    }
    expect((await outcomeOf(fetch(url))).error).toMatchObject({ code: 'CIRCUIT_OPEN' })
  })

  test('at the deadline an answer in hand is better than a timeout', async () => {
    const options = {
      circuit: false,
      dedupe: false,
      concurrency: { limit: 1 },
      retry: { baseMs: 1000 },
      timeout: { totalMs: 5000, attemptMs: 9000 },
    } as const
    const { fetch, clock } = bench(options, status(503, {}, 'sorry'), silent)
    const first = fetch(url)
    await clock.advance(500)
    const second = outcomeOf(fetch(url))
    await clock.advance(4500)
    expect(await (await first).text()).toBe('sorry')
    await clock.advance(5000)
    expect((await second).error).toMatchObject({ code: 'TIMEOUT' })
  })

  test('an answer given at the deadline has the time of an attempt for its body', async () => {
    const options = {
      ...({ circuit: false, dedupe: false, concurrency: { limit: 1 } } as const),
      retry: { baseMs: 1000 },
      timeout: { totalMs: 5000, attemptMs: 9000 },
    }
    const half = stalling('half')
    const sorry: Step = async (request) =>
      new Response((await half(request)).body, { status: 503, headers: { 'x-a': 'b' } })
    const { fetch, clock } = bench(options, sorry, silent)
    const first = fetch(url)
    await clock.advance(500)
    const caller = new AbortController()
    const second = outcomeOf(fetch(url, { signal: caller.signal }))
    await clock.advance(4500)
    const body = outcomeOf((await first).text())
    let isOver = false
    void body.then(() => (isOver = true))
    await clock.advance(8999)
    expect(isOver).toBe(false)
    await clock.advance(1)
    expect((await body).error).toMatchObject({ code: 'TIMEOUT', phase: 'body' })
    caller.abort()
    await second
  })

  test('no line at all: who cannot leave at once is refused', async () => {
    const rateLimit = { limit: 1, onLimit: 'wait' } as const
    const options = {
      ...alone,
      timeout: false,
      circuit: false,
      rateLimit,
      concurrency: { maxQueue: 0 },
    } as const
    const { fetch } = bench(options, status(204))
    await fetch(url)
    expect(code((await outcomeOf(fetch(url))).error)).toBe('QUEUE_FULL')
  })
})
