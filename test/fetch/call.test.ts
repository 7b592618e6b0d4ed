import { describe, expect, test, vi } from 'vitest'
import { broken, json, silent, stalling, status, type Step } from '../../src/testing/index.ts'
import { attemptsOf } from '../../src/fetch/report.ts'
import { bench, countingSignal, holdingClock, outcomeOf, url } from '../harness.ts'

const once = { retry: false } as const

describe('the deadline', () => {
  test('cuts a server that never answers: the attempt first, then the whole', async () => {
    const { fetch, wire, clock } = bench({ circuit: false }, silent)
    const answer = outcomeOf(fetch(url))
    await clock.advance(30_000)
    expect((await answer).error).toMatchObject({
      ...{ name: 'TimeoutError', code: 'TIMEOUT', phase: 'response', timeoutMs: 30_000 },
      ...{ attempts: 3, retryable: true },
    })
    expect(wire.calls).toHaveLength(3)
  })

  test('one attempt has 10 s of its own', async () => {
    const { fetch, clock } = bench(once, silent)
    const answer = outcomeOf(fetch(url))
    await clock.advance(10_000)
    expect((await answer).error).toMatchObject({ code: 'TIMEOUT', phase: 'attempt', attempts: 1 })
  })

  test('covers the line, in which no attempt timer runs', async () => {
    const { fetch, wire, clock } = bench(
      {
        ...once,
        dedupe: false,
        concurrency: { limit: 1 },
        timeout: { totalMs: 5000, attemptMs: 9000 },
      },
      silent,
    )
    const ends = [1, 2].map(() => outcomeOf(fetch(url)))
    await clock.advance(5000)
    const phases = (await Promise.all(ends)).map(({ error }) => (error as { phase: string }).phase)
    expect(phases).toEqual(['response', 'queue'])
    expect(wire.calls).toHaveLength(1)
  })

  test('covers the wait between attempts', async () => {
    const { fetch, clock } = bench(
      { retry: { baseMs: 4000 }, timeout: { totalMs: 5000 }, dedupe: false },
      broken,
      silent,
    )
    const answer = outcomeOf(fetch(url))
    await clock.advance(5000)
    expect((await answer).error).toMatchObject({ code: 'TIMEOUT', phase: 'response', attempts: 2 })
  })

  test('covers the body: headers and then silence', async () => {
    const { fetch, clock } = bench(once, stalling())
    const body = outcomeOf((await fetch(url)).text())
    await clock.advance(30_000)
    expect((await body).error).toMatchObject({ code: 'TIMEOUT', phase: 'body' })
  })

  test('lets an event stream stay open', async () => {
    const step = () =>
      new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
    const { fetch, clock } = bench(once, step)
    const answer = await fetch(url)
    expect(clock.pending).toBe(0)
    await answer.body?.cancel()
  })

  test('is set for one call, or taken away', async () => {
    const { fetch, clock } = bench(once, silent)
    const quick = outcomeOf(fetch(url, { holdfast: { timeoutMs: 50 } }))
    await clock.advance(50)
    expect((await quick).error).toMatchObject({ code: 'TIMEOUT', timeoutMs: 50 })
    const caller = new AbortController()
    const holdfast = { timeoutMs: false, attemptTimeoutMs: false } as const
    const patient = outcomeOf(fetch(url, { holdfast, signal: caller.signal }))
    await clock.advance(86_400_000)
    caller.abort('enough')
    expect(await patient).toEqual({ error: 'enough' })
  })
})

describe('an abort', () => {
  test('before the call rejects with the reason and sends nothing', async () => {
    const { fetch, wire } = bench({}, status(200))
    expect(await outcomeOf(fetch(url, { signal: AbortSignal.abort('early') }))).toEqual({
      error: 'early',
    })
    expect(wire.calls).toHaveLength(0)
  })

  test.each([
    ['in backoff', broken, 200],
    ['in flight', silent, 500],
  ])('%s rejects in the same turn, with the reason itself', async (_name, step, afterMs) => {
    const { fetch, wire, clock } = bench({}, step)
    const { controller, listeners } = countingSignal()
    let rejected: unknown
    fetch(url, { signal: controller.signal }).catch((reason: unknown) => (rejected = reason))
    await clock.advance(afterMs)
    const reason = { any: 'object' }
    controller.abort(reason)
    await Promise.resolve()
    expect(rejected).toBe(reason)
    expect(listeners()).toBe(0)
    await clock.advance(60_000)
    expect(wire.calls).toHaveLength(1)
  })

  test('in the body rejects the reading in the same turn', async () => {
    const { fetch } = bench(once, stalling())
    const { controller, listeners } = countingSignal()
    const answer = await fetch(url, { signal: controller.signal })
    let rejected: unknown
    answer.json().catch((reason: unknown) => (rejected = reason))
    controller.abort('seen enough')
    await Promise.resolve()
    await Promise.resolve()
    expect(rejected).toBe('seen enough')
    expect(listeners()).toBe(0)
  })

  test('between headers and body rejects a later reading', async () => {
    const { fetch } = bench(once, stalling())
    const caller = new AbortController()
    const answer = await fetch(url, { signal: caller.signal })
    caller.abort('no')
    expect(await outcomeOf(answer.text())).toEqual({ error: 'no' })
  })

  test('of a Request’s own signal counts too', async () => {
    const { fetch, clock } = bench({}, silent)
    const caller = new AbortController()
    const answer = outcomeOf(fetch(new Request(url, { signal: caller.signal })))
    await clock.advance(1)
    caller.abort('gone')
    expect(await answer).toEqual({ error: 'gone' })
  })
})

describe('sharing', () => {
  test('identical GETs in flight make one request and get a body each', async () => {
    const { fetch, wire, told } = bench({}, json({ id: 1 }))
    const answers = await Promise.all(Array.from({ length: 10 }, () => fetch(url)))
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(
      Array(10).fill({ id: 1 }),
    )
    expect(wire.calls).toHaveLength(1)
    expect(told().filter((type) => type === 'call-shared')).toHaveLength(9)
  })

  test('is over with the headers', async () => {
    const { fetch, wire } = bench({}, json(1))
    await (await fetch(url)).json()
    await (await fetch(url)).json()
    expect(wire.calls).toHaveLength(2)
  })

  test('is over with a failure', async () => {
    const { fetch, wire } = bench(once, broken, json(1))
    expect((await outcomeOf(fetch(url))).error).toBeInstanceOf(TypeError)
    expect(await (await fetch(url)).json()).toBe(1)
    expect(wire.calls).toHaveLength(2)
  })

  test('one who leaves takes nobody along; the last one ends the request', async () => {
    const { fetch, wire, clock } = bench({}, silent)
    const callers = [new AbortController(), new AbortController()]
    const ends = callers.map(({ signal }) => outcomeOf(fetch(url, { signal })))
    await clock.advance(1)
    callers[0]?.abort('first')
    expect(await ends[0]).toEqual({ error: 'first' })
    expect(wire.open).toBe(1)
    callers[1]?.abort('second')
    expect(await ends[1]).toEqual({ error: 'second' })
    await clock.advance(1)
    expect(wire.open).toBe(0)
  })

  test('each has its own deadline', async () => {
    const { fetch, clock } = bench({ retry: false, timeout: { totalMs: 1000 } }, silent)
    const first = outcomeOf(fetch(url))
    await clock.advance(900)
    const second = outcomeOf(fetch(url))
    await clock.advance(100)
    expect((await first).error).toMatchObject({ code: 'TIMEOUT' })
    let done = false
    void second.then(() => (done = true))
    await clock.advance(899)
    expect(done).toBe(false)
    await clock.advance(1)
    expect((await second).error).toMatchObject({ code: 'TIMEOUT' })
  })

  test.each<[string, RequestInit, RequestInit]>([
    ['another query', {}, {}],
    ['other credentials', { headers: { Authorization: 'a' } }, { headers: { Authorization: 'b' } }],
    [
      'another Accept',
      { headers: { Accept: 'text/html' } },
      { headers: { Accept: 'application/json' } },
    ],
    ['a range', { headers: { Range: 'bytes=0-1' } }, { headers: { Range: 'bytes=0-1' } }],
    [
      'event streams',
      { headers: { Accept: 'text/event-stream' } },
      { headers: { Accept: 'text/event-stream' } },
    ],
    ['writes', { method: 'POST' }, { method: 'POST' }],
    ['another cache mode', { cache: 'no-store' }, {}],
    [
      'sharing off',
      { holdfast: { dedupe: false } } as RequestInit,
      { holdfast: { dedupe: false } } as RequestInit,
    ],
  ])('not with %s', async (name, one, other) => {
    const { fetch, wire } = bench(once, status(204))
    await Promise.all([fetch(url, one), fetch(name === 'another query' ? `${url}?a` : url, other)])
    expect(wire.calls).toHaveLength(2)
  })

  test('headers are compared, not how they are written', async () => {
    const { fetch, wire } = bench(once, status(204))
    await Promise.all([
      fetch(url, { headers: { Accept: 'a', 'X-Y': '1' } }),
      fetch(url, {
        headers: new Headers([
          ['x-y', '1'],
          ['accept', 'a'],
        ]),
      }),
    ])
    expect(wire.calls).toHaveLength(1)
  })

  test('an answer that cannot be shared is fetched by each', async () => {
    const stream = () =>
      new Response('data: x\n\n', { headers: { 'content-type': 'text/event-stream' } })
    const { fetch, wire } = bench(once, stream)
    const answers = await Promise.all([fetch(url), fetch(url), fetch(url)])
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(
      Array(3).fill('data: x\n\n'),
    )
    expect(wire.calls).toHaveLength(3)
  })
})

test('tells the settled call once, with its attempts and its end', async () => {
  const { fetch, clock, events } = bench({ retry: { baseMs: 1000 } }, status(503), status(204))
  const answer = fetch(`${url}/42?token=secret`)
  await clock.advance(1000)
  await answer
  const settled = events.filter(({ type }) => type === 'call-settled')
  expect(settled).toMatchObject([
    {
      outcome: 'response',
      status: 204,
      attempts: 2,
      durationMs: 1000,
      route: 'api.test/items/:id',
    },
  ])
  expect(JSON.stringify(events)).not.toContain('secret')
})

test.each<[string, Step, object]>([
  ['aborted', silent, { status: undefined, durationMs: 700 }],
  ['NETWORK', broken, { status: undefined, durationMs: 0 }],
  ['TIMEOUT', silent, { status: undefined, durationMs: 10_000 }],
])('tells that a call ended as %s, and how long it took', async (outcome, step, facts) => {
  const { fetch, clock, events } = bench(once, step)
  await clock.advance(5000)
  const caller = new AbortController()
  const end = outcomeOf(fetch(url, { signal: caller.signal }))
  await clock.advance(700)
  if (outcome === 'aborted') caller.abort()
  await clock.advance(10_000)
  await end
  const settled = events.filter(({ type }) => type === 'call-settled')
  expect(settled).toMatchObject([{ outcome, attempts: 1, ...facts }])
})

test('an answer and a platform’s error remember the attempts behind them', async () => {
  const { fetch, clock } = bench(
    { retry: { limit: 1 }, dedupe: false },
    broken,
    status(204),
    broken,
  )
  const [answer, error] = [await ended(), await ended()]
  expect([attemptsOf(answer.value), attemptsOf(error.error)]).toEqual([2, 2])

  async function ended() {
    const end = outcomeOf(fetch(url))
    await clock.advance(1000)
    return end
  }
})

describe('a suspension', () => {
  test('is not a slow backend: the attempt is ignored and sent again when the tab thaws', async () => {
    const { fetch, wire, clock, events } = bench({}, silent, json(1))
    const answer = fetch(url)
    await clock.advance(1000)
    clock.freeze(8 * 3_600_000)
    await clock.advance(2000)
    expect(await (await answer).json()).toBe(1)
    expect(wire.calls).toHaveLength(2)
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'attempt-settled', verdict: 'ignored' }),
    )
    expect(fetch.stats().circuits.every(({ failuresInARow }) => failuresInARow === 0)).toBe(true)
  })

  test.each([30_000, 20_000, 3000])(
    'is thawed from with one more attempt, of %i ms in all',
    async (timeoutMs) => {
      const { fetch, wire, clock } = bench({ dedupe: false }, json(0), silent, json(1))
      // The order in which alarms ring must not matter: there is a row for the attempts already.
      await (await fetch(url)).text()
      const answer = fetch(url, { holdfast: { timeoutMs } })
      clock.freeze(3_600_000)
      await clock.advance(1000)
      expect(await (await answer).json()).toBe(1)
      expect(wire.calls).toHaveLength(3)
    },
  )

  test('gives the body of an answer, once, the time of an attempt', async () => {
    const { fetch, clock } = bench({ dedupe: false }, stalling())
    const bodies = [fetch(url), fetch(url)].map(async (answer) => (await answer).text())
    const ends = bodies.map(outcomeOf)
    await clock.advance(0)
    clock.freeze(3_600_000)
    await clock.advance(9999)
    let isOver = false
    void Promise.race(ends).then(() => (isOver = true))
    await clock.advance(0)
    expect(isOver).toBe(false)
    await clock.advance(1)
    for (const { error } of await Promise.all(ends)) expect(error).toMatchObject({ phase: 'body' })
  })

  test('gives one more chance, not two', async () => {
    const { fetch, clock } = bench({}, silent)
    const answer = outcomeOf(fetch(url))
    await clock.advance(1000)
    clock.freeze(3_600_000)
    await clock.advance(10_000)
    expect((await answer).error).toMatchObject({ code: 'TIMEOUT' })
  })

  test.each([
    [5000, [30_000]],
    [5001, [30_000, 10_000]],
  ])('of which the deadline is %i ms late has so many waits: %j', async (lateMs, waits) => {
    const { fetch, clock } = bench({ timeout: { attemptMs: false } }, silent)
    const answer = outcomeOf(fetch(url))
    let isOver = false
    void answer.then(() => (isOver = true))
    for (const waitMs of waits) {
      expect(isOver).toBe(false)
      clock.freeze(waitMs + lateMs)
      await clock.advance(0)
    }
    expect(isOver).toBe(true)
    expect((await answer).error).toMatchObject({ timeoutMs: 30_000, retryable: true })
  })

  test('a connection that died while the machine slept is nobody’s fault', async () => {
    let fail = (): void => undefined
    const dying: Step = () =>
      new Promise((_resolve, reject) => {
        fail = () => reject(new TypeError('Failed to fetch'))
      })
    const { fetch, clock } = bench({ retry: false }, dying)
    const answer = outcomeOf(fetch(url))
    await clock.advance(1000)
    clock.setWall(clock.wall() + 3_600_000)
    fail()
    await clock.advance(0)
    expect((await answer).error).toBeInstanceOf(TypeError)
    expect(fetch.stats().circuits.every(({ failuresInARow }) => failuresInARow === 0)).toBe(true)
  })

  test.each([-3_600_000, 3_600_000])(
    'a wall clock moved by %i ms moves no deadline',
    async (ms) => {
      const { fetch, clock } = bench({ retry: false }, silent)
      const answer = outcomeOf(fetch(url))
      await clock.advance(5000)
      clock.setWall(clock.wall() + ms)
      let done = false
      void answer.then(() => (done = true))
      await clock.advance(4999)
      expect(done).toBe(false)
      await clock.advance(1)
      expect((await answer).error).toMatchObject({ code: 'TIMEOUT', phase: 'attempt' })
    },
  )
})

test('an answer that nobody reads keeps no process running; a call that waits for one does', async () => {
  const { clock, holds } = holdingClock()
  const { fetch } = bench({ ...once, clock, dedupe: false }, stalling(), silent, status(204))
  const callers = [new AbortController(), new AbortController()]
  await fetch(url, { signal: callers[0]?.signal ?? null })
  expect(holds()).toBe(false)
  const waiting = outcomeOf(fetch(url, { signal: callers[1]?.signal ?? null }))
  expect(holds()).toBe(true)
  for (const caller of callers) caller.abort('enough')
  expect(await waiting).toEqual({ error: 'enough' })
  expect(holds()).toBe(false)
})

test('an answer that nobody reads still ends at its deadline', async () => {
  const { clock } = holdingClock()
  const timeout = { totalMs: 1000 }
  const { fetch } = bench({ ...once, clock, timeout }, stalling())
  const answer = await fetch(url)
  await clock.advance(1000)
  expect((await outcomeOf(answer.text())).error).toMatchObject({ code: 'TIMEOUT', phase: 'body' })
})

test('a listener that aborts as the answer is told leaves nothing behind', async () => {
  const { fetch, clock } = bench({ timeout: false }, stalling())
  const { controller, listeners } = countingSignal()
  fetch.on(({ type }) => type === 'call-settled' && controller.abort('left'))
  const answer = await fetch(url, { signal: controller.signal })
  expect(await outcomeOf(answer.text())).toEqual({ error: 'left' })
  expect([listeners(), clock.pending]).toEqual([0, 0])
})

test('a signal of somebody else’s making that throws keeps no other call from its end', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  const throwing = () => {
    throw new Error('no listener of yours')
  }
  const signal = { aborted: false, addEventListener() {}, removeEventListener: throwing }
  const { fetch, clock } = bench({ ...once, dedupe: false }, silent, silent, silent, silent)
  const timedOut = [fetch(url, { signal: signal as never }), fetch(url)].map(outcomeOf)
  await clock.advance(30_000)
  for (const { error } of await Promise.all(timedOut))
    expect(error).toMatchObject({ code: 'TIMEOUT' })
  const closed = [fetch(url, { signal: signal as never }), fetch(url)].map(outcomeOf)
  fetch.close()
  for (const { error } of await Promise.all(closed))
    expect(error).toMatchObject({ code: 'ABORTED' })
})
