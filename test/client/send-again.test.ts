import { type ClientOptions, createClient } from 'holdfast'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  broken,
  fakeClock,
  scriptedFetch,
  silent,
  status,
  type Step,
} from '../../src/testing/index.ts'
import { outcomeOf, watch } from '../harness.ts'

beforeEach(() => {
  vi.stubGlobal('location', { origin: 'https://page.test', href: 'https://page.test/' })
})
afterEach(() => vi.unstubAllGlobals())

/** As a redirect to an origin that allows no header of ours. */
const simpleOnly: Step = (request) =>
  request.headers.has('x-request-id') ? broken(request) : status(204)(request)

function make(options: ClientOptions, ...steps: Step[]) {
  const clock = fakeClock()
  /** Whether each request carried an id, as it was sent. */
  const ids: boolean[] = []
  const wire = scriptedFetch(
    ...steps.map((step): Step => (request) => {
      ids.push(request.headers.has('x-request-id'))
      return step(request)
    }),
  )
  const base = { fetch: wire, clock, random: () => 0.5, baseUrl: 'https://page.test/' }
  return watch({ client: createClient({ ...base, ...options }), wire, clock, ids })
}

test.each(['get', 'head'] as const)(
  'a %s that fails with our id is sent once more without it',
  async (method) => {
    const { client, ids } = make({ retry: false }, simpleOnly)
    const told: string[] = []
    client.on(({ type }) => told.push(type))
    expect(await client[method]('download')).toHaveProperty('status', 204)
    expect(ids).toEqual([true, false])
    expect(told).toEqual(['call-started', 'attempt-started', 'attempt-settled', 'call-settled'])
    const { circuits, rate } = client.stats()
    expect(circuits.every(({ failuresInARow }) => failuresInARow === 0)).toBe(true)
    expect(rate[0]?.remaining).toBe(99)
  },
)

test('its endpoint goes without from then on, and no other', async () => {
  const { client, ids } = make({}, ...Array.from({ length: 4 }, () => simpleOnly), status(204))
  await client.get('files/1')
  await client.get('files/2?a=b')
  await client.get('files/3')
  await client.get('other')
  expect(ids).toEqual([true, false, false, false, true])
})

test('the circuit of a healthy backend stays closed, however often it redirects', async () => {
  const { client } = make({ retry: false }, simpleOnly)
  for (let count = 0; count < 20; count += 1)
    await client.get(`page-${'abcdefghijklmnopqrst'[count]}`)
  expect(client.stats().circuits.filter(({ state }) => state !== 'closed')).toEqual([])
})

test('a network that is down is asked once more for each endpoint, then as ever', async () => {
  const { client, ids, clock } = make({ circuit: false }, broken)
  const answers = outcomeOf(client.get('x'))
  await clock.advance(60_000)
  expect((await answers).error).toMatchObject({ code: 'NETWORK', attempts: 4 })
  expect(ids).toEqual([true, false, false, false, false])
  const second = outcomeOf(client.get('x', { holdfast: { retry: false } }))
  expect((await second).error).toMatchObject({ code: 'NETWORK', attempts: 1 })
  expect(ids).toHaveLength(6)
})

test('once it answers again, the id is back', async () => {
  const { client, ids } = make({ retry: false }, broken, broken, status(204))
  await outcomeOf(client.get('x'))
  await client.get('x')
  await client.get('x')
  expect(ids).toEqual([true, false, false, true])
})

test('an error tells no id that the server has not seen', async () => {
  const { client } = make({ retry: false }, broken, status(404))
  const { error } = await outcomeOf(client.get('x'))
  expect(error).toMatchObject({ code: 'HTTP', requestId: undefined })
})

test.each(['post', 'put', 'delete'] as const)('a %s is not sent again', async (method) => {
  const { client, wire } = make({ retry: false }, simpleOnly)
  expect((await outcomeOf(client[method]('x'))).error).toMatchObject({ code: 'NETWORK' })
  expect(wire.calls).toHaveLength(1)
})

test.each<[string, ClientOptions]>([
  ['an id of the caller’s', { headers: { 'x-request-id': 'mine' } }],
  ['no id', { correlation: false }],
  ['another origin', { baseUrl: 'https://other.test/' }],
])('%s: is not sent again', async (_name, options) => {
  const { client, wire } = make({ retry: false, ...options }, broken)
  await outcomeOf(client.get('x'))
  expect(wire.calls).toHaveLength(1)
})

test('an id that the caller passes stays, also where the endpoint goes without', async () => {
  const { client, ids } = make({ retry: false }, simpleOnly, simpleOnly, status(204))
  await client.get('x')
  await client.get('x', { headers: { 'x-request-id': 'mine' } })
  expect(ids).toEqual([true, false, true])
})

test('an abort sends nothing more', async () => {
  const caller = new AbortController()
  const { client, wire } = make({ retry: false }, (request) => {
    caller.abort('left')
    return broken(request)
  })
  const answer = outcomeOf(client.get('x', { signal: caller.signal }))
  expect(await answer).toEqual({ error: 'left' })
  await new Promise(setImmediate)
  expect(wire.calls).toHaveLength(1)
})

test('neither does the end of the attempt’s time', async () => {
  const { client, wire, clock } = make({ retry: false }, silent)
  const answer = outcomeOf(client.get('x'))
  await clock.advance(10_000)
  expect((await answer).error).toMatchObject({ code: 'TIMEOUT' })
  expect(wire.calls).toHaveLength(1)
})

test('an offline browser is not asked again', async () => {
  const { client, wire } = make({ retry: false }, (request) => {
    vi.stubGlobal('navigator', { onLine: false })
    return broken(request)
  })
  expect((await outcomeOf(client.get('x'))).error).toMatchObject({ code: 'OFFLINE' })
  expect(wire.calls).toHaveLength(1)
})

test('an error of the page’s own wire comes through once', async () => {
  const own = new Error('signing failed')
  const { client, wire } = make({ retry: false }, () => Promise.reject(own))
  await outcomeOf(client.get('x'))
  expect(wire.calls).toHaveLength(1)
})

test('it remembers a bounded number of endpoints', async () => {
  const { client, ids } = make({ retry: false, rateLimit: false }, simpleOnly)
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  const name = (index: number) => `${letters[index % 26]}${letters[Math.floor(index / 26)]}`
  for (let index = 0; index < 501; index += 1) await client.get(name(index))
  ids.length = 0
  await client.get(name(0))
  await client.get(name(500))
  expect(ids).toEqual([true, false, false])
})

test('it is not sent once more as the next user', async () => {
  let user = 'ada'
  const { client, ids } = make({ retry: false, user: () => user }, (request) => {
    user = 'bob'
    return broken(request)
  })
  const { error } = await outcomeOf(client.get('download'))
  expect(error).toMatchObject({ code: 'ABORTED', attempts: 1 })
  expect(ids).toEqual([true])
  expect(client.stats().circuits.every(({ failuresInARow }) => failuresInARow === 0)).toBe(true)
})
