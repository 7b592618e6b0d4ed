import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import type { ChaosRule } from '../../playground/server/chaos-rule.ts'
import { startBackend, type Backend } from './backend.ts'

const PROJECTS = '/api/v1/projects'
const PAGE = 'http://localhost:5173'

/** Longer than any test: what ends it is what the test is about. */
const FOREVER_MS = 60_000

const OFF: ChaosRule = {
  prefix: '/',
  latencyMs: 0,
  jitterMs: 0,
  errorRatio: 0,
  errorStatus: 503,
  outage: false,
  stallBody: false,
  rateLimit: null,
}

const put = ({ call }: Backend, rule: Partial<ChaosRule>) => call('PUT', '/chaos', { json: rule })
const statusOf = async ({ call }: Backend, path: string) => (await call('GET', path)).status
const held = async ({ call }: Backend) =>
  ((await call('GET', '/chaos')).body as { held: number }).held
const untilHeld = (backend: Backend, count: number) =>
  vi.waitFor(async () => expect(await held(backend)).toBe(count), { interval: 5, timeout: 15_000 })

test('sets, lists, replaces and clears rules, one for each prefix', async () => {
  const backend = await startBackend()
  const { call } = backend
  expect((await call('GET', '/chaos')).body).toEqual({ rules: [], held: 0 })

  expect(await put(backend, {})).toMatchObject({ status: 201, body: OFF })
  const projects = { ...OFF, prefix: PROJECTS, rateLimit: { limit: 5, windowMs: 1_000 } }
  expect(await put(backend, { ...projects, prefix: `${PROJECTS}/` })).toMatchObject({
    status: 201,
    body: projects,
  })
  expect(await put(backend, { latencyMs: 1 })).toMatchObject({ status: 200 })
  expect((await call('GET', '/chaos')).body).toEqual({
    rules: [projects, { ...OFF, latencyMs: 1 }],
    held: 0,
  })

  expect((await call('DELETE', `/chaos?prefix=${PROJECTS}`)).status).toBe(204)
  expect((await call('GET', '/chaos')).body).toMatchObject({ rules: [{ prefix: '/' }] })
  expect((await call('DELETE', '/chaos')).status).toBe(204)
  expect((await call('GET', '/chaos')).body).toEqual({ rules: [], held: 0 })
})

test('starts anew: no rule, and the projects of the beginning', async () => {
  const backend = await startBackend()
  const { call } = backend
  const names = async () => {
    const { body } = await call('GET', `${PROJECTS}?limit=50`)
    return (body as { items: { name: string }[] }).items.map(({ name }) => name)
  }
  const first = await names()
  const { body } = await call('GET', `${PROJECTS}?limit=1`)
  const { id } = (body as { items: { id: string }[] }).items[0] ?? {}
  expect((await call('DELETE', `${PROJECTS}/${id}`)).status).toBe(204)
  const json = { name: 'Kelp forest', description: '', status: 'active', owner: 'a@example.com' }
  expect((await call('POST', PROJECTS, { json })).status).toBe(201)
  await put(backend, { prefix: '/health', outage: true })

  expect((await call('POST', '/chaos/anew')).status).toBe(204)
  expect(await names()).toEqual(first)
  expect((await call('GET', '/chaos')).body).toEqual({ rules: [], held: 0 })
})

test.each([
  [{ outage: 'yes' }, 'outage'],
  [{ latencyMs: -1 }, 'latencyMs'],
  [{ latencyMs: 60_001 }, 'latencyMs'],
  [{ jitterMs: 1.5 }, 'jitterMs'],
  [{ errorRatio: 1.01 }, 'errorRatio'],
  [{ errorStatus: 200 }, 'errorStatus'],
  [{ rateLimit: 5 }, 'rateLimit'],
  [{ rateLimit: { limit: 0, windowMs: 1_000 } }, 'rateLimit.limit'],
  [{ rateLimit: { limit: 1, windowMs: 1_000, burst: 2 } }, 'rateLimit.burst'],
  [{ prefix: 'api' }, 'prefix'],
  [{ prefix: '/a?b' }, 'prefix'],
  [{ prefix: '/chaos' }, 'prefix'],
  [{ latency: 5 }, 'latency'],
  [[], ''],
])('refuses the rule %j, naming the field', async (json, field) => {
  const { call } = await startBackend()
  const answer = await call('PUT', '/chaos', { json })
  expect(answer.status).toBe(422)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.body).toMatchObject({ errors: [{ field }] })
  expect((await call('GET', '/chaos')).body).toEqual({ rules: [], held: 0 })
})

test('points at a field by an RFC 6901 pointer, whatever its name', async () => {
  const { call } = await startBackend()
  const answer = await call('PUT', '/chaos', { json: { 'a/b~c\ud800': 1 } })
  expect(answer.body).toMatchObject({ errors: [{ pointer: '#/a~1b~0c%EF%BF%BD' }] })
})

test('the longest prefix wins, by whole segments, and the desk itself is never reached', async () => {
  const backend = await startBackend()
  await put(backend, { prefix: '/', errorRatio: 1, errorStatus: 500 })
  await put(backend, { prefix: '/health', errorRatio: 1, errorStatus: 502 })
  await put(backend, { prefix: '/health/detailed' })
  const paths = ['/live', '/health', '/health/detailed', '/healthy', '/chaos', '/chaos/x']
  const statuses = await Promise.all(paths.map((path) => statusOf(backend, path)))
  expect(statuses).toEqual([500, 502, 200, 500, 200, 404])
})

test('fails the share of requests that was asked for, without handling them', async () => {
  const random = seeded(7)
  const backend = await startBackend({ random, pageOrigins: [PAGE] })
  await put(backend, { prefix: PROJECTS, errorRatio: 0.3, errorStatus: 502 })
  let failed = 0
  for (let n = 100; n < 300; n += 1) {
    const json = { name: `Project ${n}`, owner: 'ada@example.com' }
    const answer = await backend.call('POST', PROJECTS, { json, headers: { Origin: PAGE } })
    if (answer.status === 201) continue
    failed += 1
    expect(answer.body).toMatchObject({ status: 502, title: 'Bad Gateway', instance: PROJECTS })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE)
  }
  expect(failed).toBeGreaterThan(40)
  expect(failed).toBeLessThan(80)
  const made = backend.database.prepare('SELECT count(*) AS count FROM projects').get()
  expect(made).toEqual({ count: 12 + 200 - failed })
  expect(backend.log.filter(({ faults }) => faults)).toHaveLength(failed)
})

test('delays by the latency and the drawn part of the jitter', async () => {
  const draws = [0, 0.5]
  const backend = await startBackend({ random: () => draws.shift() ?? 0 })
  await put(backend, { latencyMs: 20, jitterMs: 40 })
  const startedAt = performance.now()
  expect(await statusOf(backend, '/live')).toBe(200)
  expect(performance.now() - startedAt).toBeGreaterThan(18)
  draws[0] = 1
  const nextAt = performance.now()
  expect(await statusOf(backend, '/live')).toBe(200)
  expect(performance.now() - nextAt).toBeGreaterThan(58)
  expect(backend.log.at(-1)).toMatchObject({ faults: ['delay'] })
})

test('clearing lets a delayed request go at once, unharmed', async () => {
  const backend = await startBackend()
  await put(backend, { latencyMs: FOREVER_MS, errorRatio: 1, stallBody: true })
  const answer = backend.call('GET', PROJECTS)
  await untilHeld(backend, 1)
  await backend.call('DELETE', '/chaos')
  expect((await answer).status).toBe(200)
  expect(await held(backend)).toBe(0)
})

test('a client that leaves during the delay leaves nothing held, and its request is not handled', async () => {
  const backend = await startBackend()
  await put(backend, { latencyMs: FOREVER_MS })
  const leaving = new AbortController()
  const json = { name: 'Breakwater', owner: 'ada@example.com' }
  const answer = backend.call('POST', PROJECTS, { json, signal: leaving.signal })
  const left = expect(answer).rejects.toThrow('aborted')
  await untilHeld(backend, 1)
  leaving.abort()
  await left
  await untilHeld(backend, 0)
  await backend.call('DELETE', '/chaos')
  expect(await backend.call('GET', `${PROJECTS}?q=Breakwater`)).toMatchObject({
    body: { items: [] },
  })
  expect(backend.log).toContainEqual(
    expect.objectContaining({ method: 'POST', status: null, faults: ['delay'] }),
  )
})

test('an outage drops the connection without a byte, that of a preflight too', async () => {
  const backend = await startBackend({ pageOrigins: [PAGE] })
  await put(backend, { outage: true })
  for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
    expect(await bytesFrom(backend.port, `${method} ${PROJECTS} HTTP/1.1`)).toBe('')
  }
  await expect(backend.call('GET', PROJECTS)).rejects.toThrow('fetch failed')
  await expect(backend.call('GET', '/health')).rejects.toThrow('fetch failed')
  expect(backend.log.at(-1)).toMatchObject({ route: '/health', status: null, faults: ['outage'] })

  const preflight = await backend.call('OPTIONS', '/chaos', { headers: { Origin: PAGE } })
  expect(preflight.status).toBe(204)
  await backend.call('DELETE', '/chaos')
  expect(await statusOf(backend, PROJECTS)).toBe(200)
})

test('no other fault touches a preflight', async () => {
  const backend = await startBackend({ pageOrigins: [PAGE] })
  const rateLimit = { limit: 1, windowMs: FOREVER_MS }
  await put(backend, { errorRatio: 1, latencyMs: FOREVER_MS, stallBody: true, rateLimit })
  for (let n = 0; n < 3; n += 1) {
    const answer = await backend.call('OPTIONS', PROJECTS, { headers: { Origin: PAGE } })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE)
  }
})

test('above the rate it answers 429 and says how long to wait', async () => {
  let now = 1_800_000_000_000
  const backend = await startBackend({ now: () => now, pageOrigins: [PAGE] })
  await put(backend, { prefix: PROJECTS, rateLimit: { limit: 2, windowMs: 10_000 } })
  const get = () => backend.call('GET', PROJECTS, { headers: { Origin: PAGE } })

  const first = await get()
  expect(first.headers.get('ratelimit-policy')).toBe('"chaos";q=2;w=10')
  expect(first.headers.get('ratelimit')).toBe('"chaos";r=1;t=10')
  now += 2_500
  expect((await get()).headers.get('ratelimit')).toBe('"chaos";r=0;t=8')

  const refused = await get()
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('8')
  expect(refused.headers.get('ratelimit')).toBe('"chaos";r=0;t=8')
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  expect(refused.headers.get('access-control-allow-origin')).toBe(PAGE)
  expect(refused.headers.get('access-control-expose-headers')).toContain('Retry-After')
  expect(refused.body).toMatchObject({ status: 429, 'violated-policies': ['chaos'] })
  expect(await statusOf(backend, '/health')).toBe(200)

  now += 7_499
  expect((await get()).status).toBe(429)
  now += 1
  expect((await get()).status).toBe(200)
})

test('who waits as long as Retry-After says is not early', async () => {
  let now = 1_800_000_000_000
  const backend = await startBackend({ now: () => now })
  await put(backend, { rateLimit: { limit: 1, windowMs: 1_001 } })
  expect(await statusOf(backend, '/live')).toBe(200)
  const refused = await backend.call('GET', '/live')
  now += Number(refused.headers.get('retry-after')) * 1_000
  expect(await statusOf(backend, '/live')).toBe(200)
})

test.each(['identity', 'gzip'])(
  'a stalled body (%s) stops half-way and goes on when cleared',
  async (encoding) => {
    const backend = await startBackend()
    const whole = await backend.call('GET', PROJECTS)
    await put(backend, { prefix: PROJECTS, stallBody: true })

    const answer = await open(backend, PROJECTS, encoding)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-encoding']).toBe(encoding === 'gzip' ? 'gzip' : undefined)
    const length = Number(answer.headers['content-length'])
    const ended = once(answer, 'end')
    let received = 0
    answer.on('data', (chunk: Buffer) => (received += chunk.byteLength))
    await untilHeld(backend, 1)
    await expect.poll(() => received).toBe(Math.floor(length / 2))
    await setImmediate()
    expect(answer.complete).toBe(false)

    await backend.call('DELETE', '/chaos')
    await ended
    expect(received).toBe(length)
    expect(await held(backend)).toBe(0)
    expect((await backend.call('GET', PROJECTS)).body).toEqual(whole.body)
  },
)

test('replacing the rule lets a stalled body go on, whole', async () => {
  const backend = await startBackend()
  await put(backend, { stallBody: true })
  const answer = await open(backend, PROJECTS)
  const body = text(answer)
  await untilHeld(backend, 1)
  await put(backend, { outage: true })
  expect(JSON.parse(await body)).toHaveProperty('items')
})

test('a client that leaves a stalled body leaves nothing held', async () => {
  const backend = await startBackend()
  await put(backend, { stallBody: true })
  const answers = await Promise.all([open(backend, PROJECTS), open(backend, '/live')])
  await untilHeld(backend, 2)
  for (const answer of answers) answer.destroy()
  await untilHeld(backend, 0)
})

test('answers without a body pass a stall', async () => {
  const backend = await startBackend()
  await put(backend, { prefix: PROJECTS, stallBody: true })
  expect((await backend.call('HEAD', PROJECTS)).status).toBe(200)
  expect(backend.log.at(-1)).not.toHaveProperty('faults')
  expect(await held(backend)).toBe(0)
})

test('an error can be stalled as well', async () => {
  const backend = await startBackend()
  await put(backend, { errorRatio: 1, stallBody: true })
  const answer = await open(backend, PROJECTS)
  const body = text(answer)
  await untilHeld(backend, 1)
  expect(backend.log.at(-2)).toMatchObject({ status: 503, faults: ['error', 'stall'] })
  await backend.call('DELETE', '/chaos')
  expect(JSON.parse(await body)).toMatchObject({ status: 503 })
})

test('closing the server lets what it holds go, and waits for that and no longer', async () => {
  const backend = await startBackend({ closeGraceMs: FOREVER_MS })
  await put(backend, { latencyMs: FOREVER_MS })
  await put(backend, { prefix: PROJECTS, stallBody: true })
  const stalled = text(await open(backend, PROJECTS))
  const delayed = statusOf(backend, '/live')
  await untilHeld(backend, 2)
  await backend.close()
  expect(JSON.parse(await stalled)).toHaveProperty('items')
  expect(await delayed).toBe(200)
})

/** The answer once its headers are there; the body is not read. */
async function open(
  backend: Backend,
  path: string,
  encoding = 'identity',
): Promise<IncomingMessage> {
  const sent = request(backend.url + path, {
    headers: { 'Accept-Encoding': encoding },
    agent: false,
  })
  sent.end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  answer.on('error', () => {})
  return answer
}

/** All that comes back over a bare connection until it is closed. */
async function bytesFrom(port: number, requestLine: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`${requestLine}\r\nHost: backend.test\r\nContent-Length: 0\r\n\r\n`)
  return text(socket)
}

/** Mulberry32: the same numbers in [0, 1) for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
