import { expect, test } from 'vitest'
import { status, type Step } from '../../src/testing/index.ts'
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
