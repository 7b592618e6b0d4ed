import { describe, expect, test } from 'vitest'
import { type FakeClock, silent, status, type Step } from '../../src/testing/index.ts'
import { type Bench, bench, outcomeOf, url } from '../harness.ts'

const alone = { retry: false, rateLimit: false, dedupe: false } as const

test.each([
  [500, 'closed', 'open'],
  [503, 'open', 'open'],
])('five times %i: the gate is %s, the endpoint %s', async (code, gate, endpoint) => {
  const { fetch } = bench(alone, status(code))
  for (let call = 0; call < 5; call++) await fetch(`${url}/${call}`)
  expect(fetch.stats().circuits.map(({ state }) => state)).toEqual([gate, endpoint])
  expect(fetch.stats().circuits[1]?.endpoint).toBe('GET api.test/items/:id')
})

test.each([
  ['gate', 1, 'open'],
  ['endpoint', 2, 'closed'],
] as const)('scope %s keeps circuits for that alone', async (scope, count, gate) => {
  const { fetch } = bench({ ...alone, circuit: { scope } }, status(503))
  for (let call = 0; call < 5; call++) await fetch(url)
  const { circuits } = fetch.stats()
  expect(circuits).toHaveLength(count)
  expect(circuits[0]?.state).toBe(gate)
})

test('stays open at least as long as the server asked to wait', async () => {
  const { fetch } = bench({ ...alone, timeout: false }, status(503, { 'Retry-After': '40' }))
  const ends = Array.from({ length: 5 }, () => outcomeOf(fetch(url)))
  await Promise.all(ends)
  expect(fetch.stats().circuits[0]?.retryAfterMs).toBe(40_000)
})

test('strays with the time for which it is open, so that a fleet does not probe as one', async () => {
  const { fetch } = bench({ ...alone, random: () => 0.5 }, status(503))
  await Promise.all(Array.from({ length: 5 }, () => fetch(url)))
  expect(fetch.stats().circuits[0]?.retryAfterMs).toBe(1500)
})

test('forgets healthy endpoints and keeps the ones in trouble', async () => {
  let probed = 500
  const step: Step = ({ url: sent }) => {
    const code = /bad|shaky/.test(sent) ? 500 : sent.includes('probed') ? probed : 200
    return new Response(null, { status: code })
  }
  const { fetch, clock } = bench({ ...alone, circuit: { openMs: 60_000 } }, step)
  for (let call = 0; call < 5; call++) await fetch('https://api.test/probed')
  await clock.advance(60_000)
  probed = 200
  await fetch('https://api.test/probed')
  for (let call = 0; call < 5; call++) await fetch('https://api.test/bad')
  await fetch('https://api.test/shaky')
  for (let name = 0; name < 300; name++) {
    const word = `a${String.fromCharCode(97 + (name % 26), 97 + Math.floor(name / 26))}`
    await fetch(`https://api.test/${word}`)
  }
  const { circuits } = fetch.stats()
  // The 201st found no room: then only those three stayed, and 103 came after.
  expect(circuits.length).toBe(1 + 3 + 103)
  const stateOf = (name: string) => circuits.find(({ endpoint }) => endpoint?.endsWith(name))?.state
  expect(['bad', 'probed', 'shaky'].map(stateOf)).toEqual(['open', 'half-open', 'closed'])
})

test('forgets those in trouble too where there are too many, and keeps the ones that are open', async () => {
  const { fetch } = bench(alone, status(500))
  for (let call = 0; call < 5; call++) await fetch('https://api.test/bad')
  for (let name = 0; name < 500; name++) {
    const letters = [name % 10, Math.floor(name / 10) % 10, Math.floor(name / 100)]
    await fetch(`https://api.test/x${String.fromCharCode(...letters.map((digit) => 97 + digit))}`)
  }
  const { circuits } = fetch.stats()
  expect(circuits.length).toBeLessThanOrEqual(202)
  expect(circuits[1]).toMatchObject({ endpoint: 'GET api.test/bad', state: 'open' })
})

test('forgets open ones too where there are too many and their probes are due', async () => {
  const circuit = { failures: 1, openMs: 1000 }
  const { fetch, clock } = bench({ ...alone, circuit }, status(500))
  const fail = async (first: string) => {
    for (let name = 0; name < 150; name++) {
      const word = `${first}${String.fromCharCode(97 + (name % 26), 97 + Math.floor(name / 26))}`
      await fetch(`https://api.test/${word}`)
    }
  }
  await fail('a')
  await clock.advance(1000)
  await fail('b')
  const { circuits } = fetch.stats()
  expect(circuits).toHaveLength(1 + 150)
  expect(circuits.slice(1).every(({ endpoint }) => endpoint?.includes('/b'))).toBe(true)
})

test('keeps an endpoint whose probe is under way, however many are in trouble: no second one goes', async () => {
  const circuit = { failures: 1, openMs: 1000, maxWaitMs: 0 }
  let probes = 0
  const step: Step = ({ url: sent }) => {
    if (!sent.endsWith('/probed')) return new Response(null, { status: 500 })
    return ++probes === 1 ? new Response(null, { status: 500 }) : new Promise(() => undefined)
  }
  const { fetch, clock } = bench({ ...alone, circuit, concurrency: false }, step)
  await fetch('https://api.test/probed')
  await clock.advance(1000)
  const caller = new AbortController()
  const ends = [outcomeOf(fetch('https://api.test/probed', { signal: caller.signal }))]
  for (let name = 0; name < 300; name++) {
    const word = `a${String.fromCharCode(97 + (name % 26), 97 + Math.floor(name / 26))}`
    await fetch(`https://api.test/${word}`)
    // Those before are due, and could be forgotten.
    await clock.advance(10)
  }
  ends.push(outcomeOf(fetch('https://api.test/probed', { signal: caller.signal })))
  await clock.advance(0)
  expect(probes).toBe(2)
  caller.abort()
  await Promise.all(ends)
})

test('a probe that hangs is judged when its time is over, however late one came to wait for it', async () => {
  const circuit = { failures: 1, openMs: 1000, maxWaitMs: 60_000 }
  const { fetch, clock, events } = bench({ ...alone, circuit }, status(503), silent)
  await fetch(url)
  await clock.advance(1000)
  void outcomeOf(fetch(url, { holdfast: { attemptTimeoutMs: 25_000 } }))
  await clock.advance(9000)
  void outcomeOf(fetch(url))
  await clock.advance(999)
  expect(fetch.stats().circuits[0]?.state).toBe('half-open')
  await clock.advance(1)
  expect(events.at(-1)).toMatchObject({ type: 'circuit-changed', from: 'half-open', to: 'open' })
  fetch.close()
})

test('tells each change with the time until the next probe', async () => {
  const { fetch, events } = bench({ ...alone, circuit: { openMs: 60_000 } }, status(500))
  for (let call = 0; call < 5; call++) await fetch(url)
  expect(events.filter(({ type }) => type === 'circuit-changed')).toMatchObject([
    { endpoint: 'GET api.test/items', from: 'closed', to: 'open', retryAfterMs: 60_000 },
  ])
})

test('observeOnly counts and tells, and refuses nobody', async () => {
  const { fetch, wire, clock, events } = bench(
    { ...alone, circuit: { observeOnly: true, maxWaitMs: 0 } },
    ...Array.from({ length: 8 }, () => status(503)),
    status(204),
  )
  for (let call = 0; call < 8; call++) await fetch(url)
  expect(wire.calls).toHaveLength(8)
  // What passes an open circuit unasked is no probe, and opens it no second time.
  expect(fetch.stats().circuits[0]).toMatchObject({ state: 'open', openings: 1 })
  await clock.advance(60_000)
  await Promise.all([fetch(url), fetch(url)])
  await fetch(url)
  expect(fetch.stats().circuits[0]?.state).toBe('closed')
  expect(events.some(({ type }) => type === 'circuit-changed')).toBe(true)
})

test.each([
  ['without a bound', {}, 1000],
  ['at the bound', { slowMs: 100 }, 100],
])('answers that are not slow, %s, open nothing', async (_how, circuit, tookMs) => {
  const made: Bench = bench(
    { ...alone, circuit },
    () => new Promise((resolve) => made.clock.setTimer(() => resolve(new Response(null)), tookMs)),
  )
  for (let call = 0; call < 20; call++) {
    const answer = made.fetch(url)
    await made.clock.advance(tookMs)
    await answer
  }
  expect(made.fetch.stats().circuits.map(({ state }) => state)).toEqual(['closed', 'closed'])
})

test('slow answers open it by the window', async () => {
  let answer = (): void => undefined
  const late: Step = () =>
    new Promise((resolve) => {
      answer = () => resolve(new Response(null, { status: 204 }))
    })
  const { fetch, clock } = bench({ ...alone, circuit: { slowMs: 100, maxWaitMs: 0 } }, late)
  for (let call = 0; call < 10; call++) {
    const settled = fetch(url)
    await clock.advance(101)
    answer()
    await settled
  }
  expect((await outcomeOf(fetch(url))).error).toMatchObject({ code: 'CIRCUIT_OPEN' })
})

test.each([7, 'text', { ok: true }])('a fallback that answers %j is told so', async (answer) => {
  const circuit = { failures: 1, maxWaitMs: 0, fallback: () => answer as unknown as Response }
  const { fetch, clock } = bench({ circuit, retry: false }, status(503))
  await fetch(url)
  expect((await outcomeOf(fetch(url))).error).toMatchObject({
    code: 'CONFIG',
    option: 'the answer of circuit.fallback',
  })
  expect(clock.pending).toBe(0)
})

test('an answer is not slow that waited for a frozen tab', async () => {
  let answer = (): void => undefined
  const late: Step = () => new Promise((resolve) => (answer = () => resolve(new Response(null))))
  const circuit = { slowMs: 1000, window: { minimumCalls: 1 } }
  const { fetch, clock } = bench({ ...alone, circuit }, late)
  const given = fetch(url)
  clock.freeze(60_000)
  answer()
  expect(await given).toHaveProperty('status', 200)
  expect(fetch.stats().circuits.map(({ state }) => state)).toEqual(['closed', 'closed'])
})

test('fallback answers in place of the refusal, and what it throws is what the caller gets', async () => {
  const fallback = ({ retryAfterMs }: { retryAfterMs: number | undefined }) => {
    if (retryAfterMs !== 60_000) throw new Error('no stand-in')
    return new Response('stand-in')
  }
  const circuit = { failures: 1, openMs: 60_000, fallback }
  const { fetch, clock } = bench({ ...alone, circuit }, status(500))
  await fetch(url)
  expect(await (await fetch(url)).text()).toBe('stand-in')
  await clock.advance(1000)
  expect((await outcomeOf(fetch(url))).error).toMatchObject({ message: 'no stand-in' })
})

test('a fallback that gives no Response leaves the refusal', async () => {
  const fallback = () => undefined
  const { fetch } = bench({ ...alone, circuit: { failures: 1, fallback } }, status(503))
  await fetch(url)
  expect((await outcomeOf(fetch(url))).error).toMatchObject({ code: 'CIRCUIT_OPEN' })
})

test('isolate refuses until every hold is released, the line included', async () => {
  const { fetch, wire, clock } = bench({ ...alone, concurrency: { limit: 1 } }, silent, status(204))
  const caller = new AbortController()
  const inFlight = outcomeOf(fetch(url, { signal: caller.signal }))
  const inLine = outcomeOf(fetch(url))
  const [first, second] = [fetch.isolate('https://api.test'), fetch.isolate('https://api.test')]
  expect((await inLine).error).toMatchObject({ code: 'CIRCUIT_OPEN', retryAfterMs: undefined })
  caller.abort()
  await inFlight
  first()
  first()
  expect((await outcomeOf(fetch(url))).error).toMatchObject({ code: 'CIRCUIT_OPEN' })
  second()
  expect(await fetch(url)).toHaveProperty('status', 204)
  expect(wire.calls).toHaveLength(2)
  await clock.advance(0)
})

test('an isolation is told once, shown for the gate alone, and ends with its last hold', async () => {
  const { fetch, events } = bench({ ...alone, circuit: { failures: 1 } }, status(204), status(503))
  const states = () => fetch.stats().circuits.map(({ state }) => state)
  const changes = () =>
    events.flatMap((event) =>
      event.type === 'circuit-changed' ? [[event.endpoint, event.from, event.to]] : [],
    )
  await fetch(url)
  const holds = [1, 2].map(() => fetch.isolate(url))
  expect(states()).toEqual(['open', 'closed'])
  holds[0]?.()
  expect(changes()).toEqual([[undefined, 'closed', 'open']])
  holds[1]?.()
  expect(states()).toEqual(['closed', 'closed'])
  expect(changes().slice(1)).toEqual([[undefined, 'open', 'closed']])
  // One that is open already is not opened by hand.
  await fetch(url)
  const before = changes().length
  fetch.isolate(url)()
  expect(changes()).toHaveLength(before)
})

test('what a circuit does while its gate is isolated is not told twice', async () => {
  let fail: () => void = () => undefined
  const refused = () =>
    new Promise<Response>((_, reject) => (fail = () => reject(new TypeError('fetch failed'))))
  const { fetch, events } = bench({ ...alone, circuit: { failures: 1, scope: 'gate' } }, refused)
  const inFlight = outcomeOf(fetch(url))
  const release = fetch.isolate(url)
  fail()
  await inFlight
  release()
  expect(fetch.stats().circuits.map(({ state }) => state)).toEqual(['open'])
  const changes = events.filter(({ type }) => type === 'circuit-changed')
  expect(changes).toMatchObject([{ from: 'closed', to: 'open' }])
})

test('isolate needs circuits', () => {
  const { fetch } = bench({ ...alone, circuit: false }, status(204))
  expect(() => fetch.isolate('https://api.test')).toThrow('circuit is false: it must be on')
})

describe('what a body says', () => {
  const half = new TextEncoder().encode('{"half')
  const headers = { 'content-type': 'application/json' }
  /** Headers, half a body, and then nothing, or its end when the test says so. */
  function arriving() {
    const bodies: ReadableStreamDefaultController<Uint8Array>[] = []
    const step: Step = (request) =>
      new Response(
        new ReadableStream<Uint8Array>({
          start(body) {
            body.enqueue(half)
            bodies.push(body)
            request.signal.addEventListener('abort', () => body.error(request.signal.reason))
          },
        }),
        { headers },
      )
    return { step, bodies }
  }
  const lost = () => new TypeError('terminated')
  const broken: Step = () =>
    new Response(
      new ReadableStream({
        start(body) {
          body.enqueue(half)
          body.error(lost())
        },
      }),
      { headers },
    )
  const states = ({ fetch }: Bench) => fetch.stats().circuits.map(({ state }) => state)
  const inARow = ({ fetch }: Bench) => fetch.stats().circuits.map((one) => one.failuresInARow)
  const bodiesOf = ({ events }: Bench) =>
    events.flatMap((event) =>
      event.type === 'body-settled' ? [`${event.verdict} ${event.durationMs}`] : [],
    )

  test('five that break in a row open gate and endpoint, though each was answered with 200', async () => {
    const made = bench(alone, broken)
    for (let call = 0; call < 5; call++) await outcomeOf((await made.fetch(url)).json())
    expect(states(made)).toEqual(['open', 'open'])
    expect(bodiesOf(made)).toEqual(Array(5).fill('failure 0'))
    const settled = made.events.filter(({ type }) => type === 'attempt-settled')
    expect(settled).toHaveLength(5)
    for (const one of settled) expect(one).toMatchObject({ verdict: 'success', status: 200 })
  })

  test('so does an AbortError that nobody asked for: Firefox has that for a lost connection', async () => {
    const aborted = new DOMException('The operation was aborted.', 'AbortError')
    const made = bench({ ...alone, circuit: { failures: 1 } }, () => {
      return new Response(new ReadableStream({ start: (body) => body.error(aborted) }), { headers })
    })
    expect((await outcomeOf((await made.fetch(url)).json())).error).toBe(aborted)
    expect(states(made)).toEqual(['open', 'open'])
  })

  test.each(['json', 'stream'] as const)('five that stall open them: %s', async (how) => {
    const made = bench(alone, arriving().step)
    for (let call = 0; call < 5; call++) {
      const answer = await made.fetch(url)
      const read = how === 'json' ? answer.json() : new Response(answer.body).text()
      const end = outcomeOf(read)
      await made.clock.advance(30_000)
      expect((await end).error).toMatchObject({
        ...{ code: 'TIMEOUT', phase: 'body' },
        message: 'GET api.test/items took longer than 30 s: its body was still arriving',
      })
    }
    expect(states(made)).toEqual(['open', 'open'])
    expect(bodiesOf(made)).toEqual(Array(5).fill('failure 30000'))
  })

  test.each<
    [string, (answer: Response, caller: AbortController, clock: FakeClock) => unknown, string[]]
  >([
    ['is never read', () => undefined, ['success 30000']],
    ['is cancelled', (answer) => answer.body?.cancel(), ['success 0']],
    ['is cancelled half-way', (answer) => part(answer).then((to) => to.cancel()), ['success 0']],
    ['is read half-way and no further', part, ['success 30000']],
    ['is aborted', (_answer, caller) => caller.abort('left'), ['success 0']],
    [
      'is aborted while it is read',
      (answer, caller) => {
        const end = outcomeOf(answer.text())
        caller.abort('left')
        return end
      },
      ['success 0'],
    ],
    [
      'is read at the last moment alone',
      async (answer, _caller, clock) => {
        await clock.advance(29_999)
        void outcomeOf(answer.text())
      },
      ['success 30000'],
    ],
    ['is refused, as somebody holds it', (answer) => held(answer), ['success 30000']],
    ['is no JSON', (answer) => outcomeOf(answer.json()), ['success 0']],
    ['is no form', (answer) => outcomeOf(answer.formData()), ['success 0']],
  ])('what the caller does is nothing against the backend: it %s', async (what, act, told) => {
    const isWhole = what.startsWith('is no ')
    const made = bench(
      { ...alone, circuit: { failures: 1 } },
      isWhole ? status(200, headers, 'no') : arriving().step,
    )
    const caller = new AbortController()
    const answer = await made.fetch(url, { signal: caller.signal })
    await act(answer, caller, made.clock)
    await made.clock.advance(30_000)
    expect(bodiesOf(made)).toEqual(told)
    expect(states(made)).toEqual(['closed', 'closed'])
    expect(inARow(made)).toEqual([0, 0])
  })
  async function part(answer: Response) {
    const reader = answer.body?.getReader()
    await reader?.read()
    return reader as ReadableStreamDefaultReader<Uint8Array>
  }
  async function held(answer: Response) {
    answer.body?.getReader()
    expect((await outcomeOf(answer.text())).error).toBeInstanceOf(TypeError)
  }

  test('a deadline of which the line took most says nothing', async () => {
    const options = { ...alone, circuit: { failures: 1 }, concurrency: { limit: 1 } }
    const made = bench({ ...options, timeout: { attemptMs: false } }, silent, arriving().step)
    const caller = new AbortController()
    const ends = [
      outcomeOf(made.fetch(url, { signal: caller.signal })),
      outcomeOf(made.fetch(url).then((answer) => answer.text())),
    ]
    await made.clock.advance(16_000)
    caller.abort()
    await made.clock.advance(14_000)
    expect((await Promise.all(ends))[1]?.error).toMatchObject({ code: 'TIMEOUT', phase: 'body' })
    expect([bodiesOf(made), states(made)]).toEqual([['success 14000'], ['closed', 'closed']])
  })

  test('a success that nobody reads ends a row after a second, and not before', async () => {
    const made = bench(alone, status(503), status(200, {}, 'unread'))
    await made.fetch(url)
    const answer = await made.fetch(url)
    await made.clock.advance(999)
    expect(inARow(made)).toEqual([1, 1])
    await made.clock.advance(1)
    expect(inARow(made)).toEqual([0, 0])
    expect(bodiesOf(made)).toEqual([])
    await answer.text()
    expect(bodiesOf(made)).toEqual(['success 1000'])
  })

  test.each<[string, Step]>([
    ['none', status(204)],
    ['one of no bytes', status(200, { 'content-length': '0' }, '')],
    ['one without an end', status(200, { 'content-type': 'text/event-stream' }, 'data: 1')],
  ])('where there is no body to wait for, the headers suffice: %s', async (_what, step) => {
    const made = bench(alone, status(503), step)
    await made.fetch(url)
    const answer = await made.fetch(url)
    expect(inARow(made)).toEqual([0, 0])
    await answer.body?.cancel()
    expect(bodiesOf(made)).toEqual([])
  })

  test('the body of a failure adds nothing', async () => {
    const made = bench(alone, () => new Response(arrivingBody(), { status: 503 }))
    await outcomeOf((await made.fetch(url)).text())
    expect([inARow(made), bodiesOf(made)]).toEqual([[1, 1], []])
  })
  const arrivingBody = () => new ReadableStream({ start: (body) => body.error(lost()) })

  test('a shared one counts once: for those who read it, and for the last who leaves', async () => {
    const made = bench({ ...alone, dedupe: true }, broken)
    const all = await Promise.all([made.fetch(url), made.fetch(url), made.fetch(url)])
    await all[0]?.body?.cancel()
    expect(bodiesOf(made)).toEqual([])
    await Promise.all(all.slice(1).map((answer) => outcomeOf(answer.text())))
    expect([bodiesOf(made), inARow(made)]).toEqual([['failure 0'], [1, 1]])
  })

  test('one that broke while the tab was frozen is nobody’s fault', async () => {
    const { step, bodies } = arriving()
    const made = bench({ ...alone, circuit: { failures: 1 } }, step)
    const end = outcomeOf((await made.fetch(url)).text())
    made.clock.freeze(60_000)
    bodies[0]?.error(lost())
    await end
    expect(bodiesOf(made).map((one) => one.split(' ')[0])).toEqual(['ignored'])
    expect(states(made)).toEqual(['closed', 'closed'])
  })

  describe('of a probe', () => {
    const probing = { failures: 1, openMs: 1000, successes: 1 }
    /** Opens both circuits, and has the probe's headers come. */
    async function probe(own: object = {}) {
      const { step, bodies } = arriving()
      const made = bench({ ...alone, circuit: { ...probing, ...own } }, status(503), step)
      await made.fetch(url)
      await made.clock.advance(1000)
      const answer = await made.fetch(url)
      return { made, body: bodies[0] as ReadableStreamDefaultController<Uint8Array>, answer }
    }

    test('closes the circuit when it has arrived', async () => {
      const { made, body, answer } = await probe()
      const end = outcomeOf(answer.text())
      expect(states(made)).toEqual(['half-open', 'half-open'])
      body.close()
      await end
      expect(states(made)).toEqual(['closed', 'closed'])
    })

    test('opens it again when it breaks', async () => {
      const { made, body, answer } = await probe()
      const end = outcomeOf(answer.text())
      body.error(lost())
      await end
      expect(states(made)).toEqual(['open', 'open'])
    })

    test('holds nobody up for more than a second; then its success is taken back if it breaks', async () => {
      const { made, body, answer } = await probe()
      const end = outcomeOf(answer.text())
      await made.clock.advance(1000)
      expect(states(made)).toEqual(['closed', 'closed'])
      body.error(lost())
      await end
      expect(states(made)).toEqual(['open', 'open'])
    })

    test('takes nothing back where others have succeeded since', async () => {
      const { made, body, answer } = await probe()
      const end = outcomeOf(answer.text())
      await made.clock.advance(1000)
      await (await made.fetch(url)).body?.cancel()
      body.error(lost())
      await end
      expect(states(made)).toEqual(['closed', 'closed'])
    })

    test('counts as one, however it is told', async () => {
      const { made, body, answer } = await probe({ successes: 2 })
      const end = outcomeOf(answer.text())
      await made.clock.advance(1000)
      body.close()
      await end
      expect(states(made)).toEqual(['half-open', 'half-open'])
    })

    test('of which nobody has read anything closes it after a second, and takes it back as well', async () => {
      const { made, body, answer } = await probe()
      await made.clock.advance(999)
      expect(states(made)).toEqual(['half-open', 'half-open'])
      await made.clock.advance(1)
      expect(states(made)).toEqual(['closed', 'closed'])
      body.error(lost())
      await outcomeOf(answer.text())
      expect(states(made)).toEqual(['open', 'open'])
    })

    test.each([0, 2000])(
      'that was slow fails, when its body is over after %i ms too',
      async (ms) => {
        const { step, bodies } = arriving()
        let answerNow = (): void => undefined
        const slow: Step = async (request) => {
          await new Promise<void>((resolve) => (answerNow = resolve))
          return step(request)
        }
        const circuit = { ...probing, slowMs: 100 }
        const made = bench({ ...alone, circuit }, status(503), slow)
        await made.fetch(url)
        await made.clock.advance(1000)
        const end = outcomeOf(made.fetch(url).then((answer) => answer.text()))
        await made.clock.advance(200)
        answerNow()
        await made.clock.advance(ms)
        bodies[0]?.close()
        await end
        expect(states(made)).toEqual(['open', 'open'])
      },
    )
  })
})
