import { circuitSnapshot, createClient, createFetch, restoredCircuits } from 'holdfast'
import { expect, test } from 'vitest'
import { fakeClock, scriptedFetch, status, type Step } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

const alone = { retry: false, dedupe: false } as const
const circuit = { failures: 1, openMs: 10_000, maxWaitMs: 0 }
const clock = fakeClock()
const reload = (saved: unknown, options: object = {}, ...steps: Step[]) =>
  bench(
    {
      ...alone,
      clock,
      circuit: { ...circuit, initialState: restoredCircuits(saved as never), ...options },
    },
    ...steps,
  )

test('an open circuit stays open for the rest of its time, and is shown before any call', async () => {
  const before = reload(null, {}, status(503))
  await before.fetch(`${url}/42?token=secret`)
  const saved = JSON.stringify(circuitSnapshot(before.fetch, clock))
  expect(saved).not.toContain('secret')
  await clock.advance(4000)
  const after = reload(JSON.parse(saved), {}, status(204))
  const later = reload(circuitSnapshot(after.fetch, clock), {}, status(204))
  expect(later.fetch.stats().circuits).toMatchObject([
    { endpoint: undefined, state: 'open', openings: 1 },
    { endpoint: 'GET api.test/items/:id', state: 'open', openings: 1 },
  ])
  const { error } = await outcomeOf(later.fetch(`${url}/1`))
  expect(error).toMatchObject({ code: 'CIRCUIT_OPEN', retryAfterMs: 6000 })
  expect(later.wire.calls).toHaveLength(0)
  await clock.advance(6000)
  expect(await later.fetch(`${url}/1`)).toHaveProperty('status', 204)
})

test('a half-open one comes back open, with its probe due at once', async () => {
  const { fetch } = reload(null, {}, status(503), status(204))
  await fetch(url)
  await clock.advance(10_000)
  await fetch(url)
  expect(fetch.stats().circuits[0]?.state).toBe('half-open')
  const after = reload(circuitSnapshot(fetch, clock), {}, status(204))
  expect(after.fetch.stats().circuits[0]).toMatchObject({ state: 'open', retryAfterMs: 0 })
  expect(await after.fetch(url)).toHaveProperty('status', 204)
  expect(after.fetch.stats().circuits[0]?.state).toBe('half-open')
})

test('closed circuits and holds by hand are left out', async () => {
  const { fetch } = reload(null, {}, status(204))
  await fetch(url)
  fetch.isolate('https://api.test')
  expect(circuitSnapshot(fetch, clock)).toEqual({ version: 1, circuits: [] })
})

test.each([
  ['endpoint', ['GET a']],
  ['gate', [undefined]],
  ['both', [undefined, 'GET a']],
] as const)('with scope %s, only circuits of that scope come back', (scope, endpoints) => {
  const one = { gate: 'https://api.test', openings: 1, probeAt: clock.wall() + 5000 }
  const saved = { version: 1, circuits: [one, { ...one, endpoint: 'GET a' }] }
  const { fetch } = reload(saved, { scope }, status(204))
  const open = fetch.stats().circuits.filter(({ state }) => state === 'open')
  expect(open.map(({ endpoint }) => endpoint)).toEqual(endpoints)
})

test('a client is saved like its fetch', async () => {
  const client = createClient({
    ...{ ...alone, clock, circuit, fetch: scriptedFetch(status(503)) },
  })
  await client.get(url).catch(() => undefined)
  expect(circuitSnapshot(client, clock)).toEqual(circuitSnapshot(client.fetch, clock))
  expect(circuitSnapshot(client, clock).circuits).toHaveLength(2)
})

test.each([null, undefined])('nothing stored, %s, is nothing restored', (saved) => {
  expect(restoredCircuits(saved)({ openMs: 1 }, 0, 0)).toEqual([])
})

test('what nobody has parsed is refused', () => {
  expect(() => restoredCircuits('{}' as never)).toThrow('saved is "{}"')
})

test('by the platform’s clock where no other is given', () => {
  const row = { gate: 'g', endpoint: undefined, state: 'open', failuresInARow: 1 } as const
  const fetch = { stats: () => ({ circuits: [{ ...row, openings: 1, retryAfterMs: 1e12 }] }) }
  expect(circuitSnapshot(fetch).circuits[0]?.probeAt).toBeGreaterThan(2e12)
})

test('each gate gets its own back', () => {
  const circuits = ['https://one.test', 'https://other.test'].map((gate, index) => ({
    ...{ gate, openings: index + 1, probeAt: clock.wall() + 5000 },
  }))
  const { fetch } = reload({ version: 1, circuits })
  expect(fetch.stats().circuits.map(({ gate, openings }) => [gate, openings])).toEqual([
    ['https://one.test', 1],
    ['https://other.test', 2],
  ])
})

test.each([7, '{}', {}, [7], [{ gate: 'https://api.test' }]])(
  'an `initialState` that answers %j is refused',
  (answer) => {
    const circuit = { initialState: () => answer as never }
    const option = 'the answer of circuit.initialState'
    expect(() => createFetch({ circuit })).toThrow(
      expect.objectContaining({ code: 'CONFIG', option }),
    )
  },
)
