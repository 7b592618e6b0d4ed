import { createClient } from 'holdfast'
import { afterEach, expect, test, vi } from 'vitest'
import { broken, fakeClock, scriptedFetch, silent, status } from '../../src/testing/index.ts'
import { outcomeOf } from '../harness.ts'

afterEach(() => vi.unstubAllGlobals())

const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const sentId = (wire: ReturnType<typeof scriptedFetch>, index = 0, header = 'x-request-id') =>
  (wire.calls[index]?.input as Request | undefined)?.headers.get(header)

test('one id for all attempts, and in the error', async () => {
  const clock = fakeClock()
  const wire = scriptedFetch(status(503))
  const client = createClient({ fetch: wire, clock, circuit: false, baseUrl: 'https://api.test/' })
  const answer = outcomeOf(client.get('x'))
  await clock.advance(60_000)
  const { error } = await answer
  expect(sentId(wire)).toMatch(id)
  expect(new Set(wire.calls.map((_call, index) => sentId(wire, index))).size).toBe(1)
  expect((error as { requestId: string }).requestId).toBe(sentId(wire))
})

test('none for other origins; in a browser none across origins unless asked for', async () => {
  const wire = scriptedFetch(status(204))
  await createClient({ fetch: wire, baseUrl: 'https://api.test/' }).get('https://other.test/')
  expect(sentId(wire, 0)).toBeNull()
  vi.stubGlobal('location', { origin: 'https://page.test' })
  const inPage = createClient({ fetch: wire, baseUrl: 'https://api.test/' })
  await inPage.get('x')
  expect(sentId(wire, 1)).toBeNull()
  await inPage.get('https://page.test/x')
  expect(sentId(wire, 2)).toMatch(id)
  const origins = ['https://api.test']
  await createClient({ fetch: wire, baseUrl: 'https://api.test/', origins }).get('x')
  expect(sentId(wire, 3)).toMatch(id)
})

test('adds nothing that belongs to whoever traces, and leaves what is there alone, on every attempt', async () => {
  const clock = fakeClock()
  const wire = scriptedFetch(status(503), status(204))
  const client = createClient({ fetch: wire, clock, baseUrl: 'https://api.test/' })
  const answer = client.get('x', { headers: { traceparent: '00-a-b-01' } })
  await clock.advance(5000)
  await answer
  await client.get('y')
  const traces = ['traceparent', 'tracestate', 'baggage'].map((name) =>
    wire.calls.map((_call, index) => sentId(wire, index, name)),
  )
  const none = [null, null, null]
  expect(traces).toEqual([['00-a-b-01', '00-a-b-01', null], none, none])
})

test('keeps an id that is there, goes by another name, or stays away', async () => {
  const wire = scriptedFetch(status(204))
  const options = { fetch: wire, baseUrl: 'https://api.test/' }
  await createClient(options).get('x', { headers: { 'x-request-id': 'mine' } })
  expect(sentId(wire, 0)).toBe('mine')
  await createClient({ ...options, correlation: { header: 'X-Trace' } }).get('x')
  expect(sentId(wire, 1, 'x-trace')).toMatch(id)
  await createClient({ ...options, correlation: false }).get('x')
  expect(sentId(wire, 2)).toBeNull()
})

test.each([
  ['a status', status(503), 'HTTP'],
  ['a broken connection', broken, 'NETWORK'],
  ['an attempt that ran out of time', silent, 'TIMEOUT'],
])('the id is in the error after %s', async (_name, step, code) => {
  const clock = fakeClock()
  const wire = scriptedFetch(step)
  const client = createClient({ fetch: wire, clock, retry: false, baseUrl: 'https://api.test/' })
  const answer = outcomeOf(client.get('x'))
  await clock.advance(10_000)
  expect((await answer).error).toMatchObject({ code, requestId: sentId(wire) })
  client.fetch.isolate('https://api.test')
  const refused = await outcomeOf(client.get('x'))
  expect((refused.error as { requestId: string }).requestId).toMatch(id)
})

test.each([['X-Request-ID'], ['X-Trace']])('%s keeps nobody from sharing', async (header) => {
  const wire = scriptedFetch(status(204))
  const options = { fetch: wire, baseUrl: 'https://api.test/', correlation: { header } }
  const client = createClient(options)
  await Promise.all([client.get('x'), client.get('x')])
  expect(wire.calls).toHaveLength(1)
})

test.each([
  ['a status', status(503)],
  ['a broken connection', broken],
])('who shared a request is told the id that went out, after %s', async (_name, step) => {
  const wire = scriptedFetch(step)
  const client = createClient({ fetch: wire, retry: false, baseUrl: 'https://api.test/' })
  const errors = await Promise.all([outcomeOf(client.get('x')), outcomeOf(client.get('x'))])
  const sent = sentId(wire)
  expect(wire.calls).toHaveLength(1)
  expect(errors.map(({ error }) => (error as { requestId: string }).requestId)).toEqual([
    sent,
    sent,
  ])
})

test('refuses what is no option; which origins are own is one of the client', () => {
  const wrong = { name: 'x', origins: ['https://api.test'] }
  for (const name of ['name', 'origins'] as const) {
    const correlation = { [name]: wrong[name] } as never
    const message = `correlation.${name} is unknown: it must be left out`
    expect(() => createClient({ correlation })).toThrow(message)
  }
})

test.each([['api.test'], ['https://api.test/v1']])('refuses %s as an origin', (origin) => {
  expect(() => createClient({ origins: [origin] })).toThrow(`origins is "${origin}"`)
})

test.each(['', 'no name', 'x-ü', 7])('refuses %j as the name of a header', (header) => {
  expect(() => createClient({ correlation: { header: header as string } })).toThrow(
    'correlation.header',
  )
})
