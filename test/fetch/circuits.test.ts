import { expect, test } from 'vitest'
import { silent, status, type Step } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

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

test('forgets healthy endpoints and keeps the ones in trouble', async () => {
  const step: Step = ({ url: sent }) =>
    new Response(null, { status: sent.includes('bad') ? 500 : 200 })
  const { fetch } = bench(alone, step)
  for (let call = 0; call < 5; call++) await fetch('https://api.test/bad')
  for (let name = 0; name < 300; name++) {
    const word = `a${String.fromCharCode(97 + (name % 26), 97 + Math.floor(name / 26))}`
    await fetch(`https://api.test/${word}`)
  }
  const { circuits } = fetch.stats()
  expect(circuits.length).toBeLessThan(202)
  expect(circuits.find(({ endpoint }) => endpoint?.endsWith('bad'))?.state).toBe('open')
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
    { ...alone, circuit: { observeOnly: true } },
    ...Array.from({ length: 8 }, () => status(503)),
    status(204),
  )
  for (let call = 0; call < 8; call++) await fetch(url)
  expect(wire.calls).toHaveLength(8)
  expect(fetch.stats().circuits[0]?.state).toBe('open')
  await clock.advance(60_000)
  await Promise.all([fetch(url), fetch(url)])
  await fetch(url)
  expect(fetch.stats().circuits[0]?.state).toBe('closed')
  expect(events.some(({ type }) => type === 'circuit-changed')).toBe(true)
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

test('isolate needs circuits', () => {
  const { fetch } = bench({ ...alone, circuit: false }, status(204))
  expect(() => fetch.isolate('https://api.test')).toThrow('circuit is false: it must be on')
})
