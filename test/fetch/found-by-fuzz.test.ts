import { describe, expect, test } from 'vitest'
import { broken, silent, stalling, status } from '../../src/testing/index.ts'
import { hedge } from '../../src/fetch/hedge.ts'
import { bench, outcomeOf, url } from '../harness.ts'
import { episode } from '../fuzz/episode.ts'

const alone = { retry: false, timeout: false, dedupe: false } as const
const code = (error: unknown) => (error as { code?: string } | undefined)?.code

describe('rate', () => {
  test('a cost of 0 is free, whoever says so', async () => {
    const rateLimit = { limit: 1, cost: () => 0 }
    const { fetch } = bench({ ...alone, rateLimit }, status(204))
    for (let call = 0; call < 3; call++) expect(await fetch(url)).toHaveProperty('status', 204)
    expect(fetch.stats().rate[0]).toMatchObject({ remaining: 1 })
  })

  test('a line of length 0 takes nobody in, not even one who waits for the rate alone', async () => {
    const options = {
      rateLimit: { limit: 1, windowMs: 1000, onLimit: 'wait' },
      concurrency: { maxQueue: 0 },
    } as const
    const { fetch, clock } = bench({ ...alone, ...options }, status(204))
    await fetch(url)
    const second = outcomeOf(fetch(url))
    await clock.advance(1000)
    expect(code((await second).error)).toBe('QUEUE_FULL')
  })
})

describe('circuit', () => {
  test('a probe that hangs refuses those in line, instead of letting one of them out', async () => {
    const { fetch, clock, wire } = bench(
      {
        ...{ ...alone, rateLimit: false, random: () => 0 },
        timeout: { totalMs: false, attemptMs: 1000 },
        circuit: { failures: 1, openMs: 5000, maxWaitMs: 0, scope: 'gate' },
      },
      ...[broken, silent],
    )
    await outcomeOf(fetch(url))
    await clock.advance(5000)
    const own = { holdfast: { attemptTimeoutMs: 2000 } }
    const probe = outcomeOf(fetch(url, own))
    const second = outcomeOf(fetch(`${url}/second`))
    await clock.advance(1000)
    expect(code((await second).error)).toBe('CIRCUIT_OPEN')
    expect(wire.calls).toHaveLength(2)
    await clock.advance(1000)
    expect(code((await probe).error)).toBe('TIMEOUT')
  })
})

describe('budget', () => {
  test.each([408, 425])(
    'a backend that answers %d to everything is not sent more',
    async (code_) => {
      const { fetch, clock, wire } = bench({ rateLimit: false, circuit: false }, status(code_))
      for (let call = 0; call < 100; call++) {
        const answer = fetch(url)
        await clock.advance(30_000)
        expect(await answer).toHaveProperty('status', code_)
      }
      expect(wire.calls.length).toBeLessThanOrEqual(110)
    },
  )
})

describe('a hedge in line', () => {
  test('is refunded once, though the circuit opens as its call ends', async () => {
    const { fetch, clock } = bench(
      {
        ...{ rateLimit: false, dedupe: false, hedge: hedge({ delayMs: 10 }) },
        retry: { limit: 1, baseMs: 1, budget: { tokens: 2, refillRatio: 0 } },
        circuit: { failures: 1, openMs: 1000, scope: 'endpoint' },
      },
      ...[status(425), status(425), broken, silent],
    )
    const spent = fetch(`${url}/other`)
    await clock.advance(5)
    await spent
    await outcomeOf(fetch(url, { holdfast: { retry: false } }))
    await clock.advance(1000)
    expect(fetch.stats().budget).toMatchObject([{ tokens: 1 }])
    const probe = outcomeOf(fetch(url, { holdfast: { timeoutMs: 50 } }))
    await clock.advance(10)
    expect(fetch.stats().budget).toMatchObject([{ tokens: 0 }])
    await clock.advance(40)
    expect(code((await probe).error)).toBe('TIMEOUT')
    expect(fetch.stats().budget).toMatchObject([{ tokens: 1 }])
  })
})

describe('an answer in hand', () => {
  const options = { ...alone, rateLimit: false, circuit: false } as const

  test('that turned out to be the last one ends with the reason of the abort, as any other', async () => {
    const { fetch, clock } = bench(
      { ...options, retry: { baseMs: 1, jitterRatio: 0 }, rateLimit: { limit: 1 } },
      status(503, {}, 'busy'),
    )
    const caller = new AbortController()
    const answer = fetch(url, { signal: caller.signal })
    await clock.advance(1)
    const response = await answer
    caller.abort('left')
    expect(await outcomeOf(response.text())).toEqual({ error: 'left' })
  })

  test('a Retry-After counts with every status that is retried', async () => {
    const { fetch, clock, wire } = bench(
      { ...options, retry: { statuses: [404], baseMs: 1 } },
      ...[status(404, { 'Retry-After': '5' }), status(204)],
    )
    const answer = fetch(url)
    await clock.advance(4999)
    expect(wire.calls).toHaveLength(1)
    await clock.advance(5001)
    expect(await answer).toHaveProperty('status', 204)
  })
})

describe('a listener that makes the caller leave', () => {
  const options = { ...alone, rateLimit: false, circuit: false } as const
  const types = ['call-started', 'call-queued', 'attempt-started', 'retry-scheduled'] as const

  test.each(types)('at %s leaves nothing behind', async (type) => {
    const { fetch, clock, wire } = bench(
      {
        ...options,
        retry: { baseMs: 10 },
        concurrency: { limit: 1, maxWaitMs: 5000 },
      },
      ...(type === 'retry-scheduled' ? [broken, status(204)] : [silent]),
    )
    const first = new AbortController()
    if (type === 'call-queued') void outcomeOf(fetch(url, { signal: first.signal }))
    const caller = new AbortController()
    fetch.on((event) => {
      if (event.type === type) caller.abort('left')
    })
    const before = wire.calls.length
    const answer = outcomeOf(fetch(url, { signal: caller.signal }))
    await clock.advance(0)
    expect(await answer).toEqual({ error: 'left' })
    first.abort()
    expect(clock.pending).toBe(0)
    await clock.advance(1000)
    expect(wire.calls).toHaveLength(before + (type === 'retry-scheduled' ? 1 : 0))
  })

  test('and another one does not settle that one twice', async () => {
    const { fetch, clock, events } = bench({ ...options, dedupe: true }, stalling())
    const callers = [1, 2].map(() => new AbortController())
    fetch.on(({ type }) => type === 'call-settled' && callers[1]?.abort('left'))
    const answers = callers.map(({ signal }) => outcomeOf(fetch(url, { signal })))
    await clock.advance(0)
    expect(await answers[1]).toEqual({ error: 'left' })
    expect(events.filter(({ type }) => type === 'call-settled')).toHaveLength(2)
    callers[0]?.abort()
    await answers[0]
  })
})

describe('past a hundred gates, one is not forgotten', () => {
  const options = {
    ...alone,
    rateLimit: false,
    circuit: false,
    partition: (request: { url: string }) => request.url,
  } as const

  test('while its retry budget is spent', async () => {
    const { fetch, clock, wire } = bench(
      {
        ...options,
        retry: { limit: 1, budget: { tokens: 1, refillRatio: 0 } },
      },
      broken,
    )
    const call = async (path: string) => {
      const answer = outcomeOf(fetch(`${url}/${path}`))
      await clock.advance(5000)
      await answer
    }
    await call('first')
    expect(wire.calls).toHaveLength(2)
    for (let tenant = 0; tenant < 100; tenant++) await call(`tenant-${tenant}`)
    const before = wire.calls.length
    await call('first')
    expect(wire.calls).toHaveLength(before + 1)
  })

  test('while one of its calls sleeps between retries', async () => {
    const { fetch, clock } = bench(
      {
        ...{ ...options, concurrency: { limit: 1 } },
        retry: { limit: 1, baseMs: 1000, jitterRatio: 0, budget: false },
      },
      ...[broken, ...Array.from({ length: 100 }, () => status(204)), silent],
    )
    const callers = [1, 2].map(() => new AbortController())
    const [sleeper, newcomer] = callers.map(
      ({ signal }) =>
        () =>
          outcomeOf(fetch(url, { signal })),
    )
    if (!sleeper || !newcomer) throw new Error('two were made')
    const ends = [sleeper()]
    await clock.advance(500)
    for (let tenant = 0; tenant < 100; tenant++) await fetch(`${url}/tenant-${tenant}`)
    ends.push(newcomer())
    await clock.advance(500)
    expect(fetch.stats().queue.find(({ gate }) => gate === url)).toMatchObject({
      ...{ waiting: 1, inFlight: 1 },
    })
    for (const caller of callers) caller.abort('left')
    expect(await Promise.all(ends)).toEqual([{ error: 'left' }, { error: 'left' }])
  })
})

describe('a shared body', () => {
  const options = { ...alone, rateLimit: false, circuit: false } as const

  test('a body that one cancels and the other aborts is not left open', async () => {
    let signal: AbortSignal | undefined
    const step = (request: Request) => {
      signal = request.signal
      return stalling()(request)
    }
    const { fetch, clock } = bench({ ...options, dedupe: true }, step)
    const caller = new AbortController()
    const answers = [fetch(url), fetch(url, { signal: caller.signal })]
    await clock.advance(0)
    const [first, second] = await Promise.all(answers)
    void first?.body?.cancel()
    const text = outcomeOf(second?.text() ?? Promise.resolve(''))
    await clock.advance(0)
    caller.abort('left')
    expect(await text).toEqual({ error: 'left' })
    expect(signal?.aborted).toBe(true)
  })

  test('to cancel a body does not wait for the others who share it', async () => {
    const { fetch, clock } = bench({ ...options, dedupe: true }, status(200, {}, 'text'))
    const answers = [fetch(url), fetch(url)]
    await clock.advance(0)
    const [first] = await Promise.all(answers)
    let ended = false
    void first?.body?.cancel().then(() => (ended = true))
    await clock.advance(0)
    expect(ended).toBe(true)
    await clock.advance(1000)
  })
})

test.each([844_708_266, 844_711_151])(
  'a probe that is about to hang, by less than a number can tell, is still the only one: episode %i',
  async (seed) => {
    expect((await episode(seed)).broken).toEqual([])
  },
)
