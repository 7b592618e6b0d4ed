import { expect, test } from 'vitest'
import { startBackend } from './backend.ts'

const PROJECTS = '/api/v1/projects'
const PAGE = 'http://localhost:5173'
const EXPOSED = ['Date', 'Location', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-ID']

/** Before any backend has started. */
const NATIVE = [globalThis.Request, globalThis.Response]

const UUID = /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/
const json = { name: 'Breakwater', owner: 'ada@example.com' }

test('echoes the request id and logs one line, without path or query values', async () => {
  const { call, log } = await startBackend()
  const headers = { 'X-Request-ID': 'page-7_a=' }
  const answer = await call('GET', `${PROJECTS}/secret-id?token=secret`, { headers })
  expect(answer.headers.get('x-request-id')).toBe('page-7_a=')
  expect(log.slice(1)).toEqual([
    {
      event: 'request',
      method: 'GET',
      route: '/api/v1/projects/:id',
      status: 404,
      ms: expect.any(Number) as number,
      requestId: 'page-7_a=',
      time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    },
  ])
})

test.each(['', 'with space', 'x"}{"event":"forged', 'ü', 'x'.repeat(129)])(
  'replaces the malformed request id %j',
  async (id) => {
    const { call, log } = await startBackend()
    const answer = await call('GET', '/live', { headers: { 'X-Request-ID': id } })
    const given = answer.headers.get('x-request-id')
    expect(given).toMatch(UUID)
    expect(log.at(-1)).toMatchObject({ requestId: given })
  },
)

test('logs its port when it listens', async () => {
  const { log, port } = await startBackend()
  expect(log).toMatchObject([{ event: 'listening', port }])
})

test('an unknown path is 404, a known one with another method 405', async () => {
  const { call, log } = await startBackend()
  const unknown = await call('GET', '/api/v2/projects')
  expect(unknown.body).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: 'There is nothing at this path.',
    instance: '/api/v2/projects',
  })
  expect(unknown.headers.get('content-type')).toBe('application/problem+json')
  expect(log.at(-1)).toMatchObject({ route: null, status: 404 })

  const wrong = await call('DELETE', PROJECTS)
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
  expect(wrong.body).toMatchObject({ status: 405, title: 'Method Not Allowed' })
})

test.each(['{', '{"name":', 'undefined', '', '\0', '\uFEFF{}x'])(
  'the malformed body %j is 400',
  async (body) => {
    const { call } = await startBackend()
    for (const [method, path] of [
      ['POST', PROJECTS],
      ['PUT', '/chaos'],
    ] as const) {
      const headers = { 'Content-Type': 'application/json' }
      const answer = await call(method, path, { body, headers })
      expect(answer.status).toBe(400)
      expect(answer.body).toMatchObject({ status: 400, title: 'Bad Request' })
    }
  },
)

test('a body that is not said to be JSON is 415', async () => {
  const { call } = await startBackend()
  const answer = await call('POST', PROJECTS, { body: JSON.stringify(json) })
  expect(answer.status).toBe(415)
  expect(answer.body).toMatchObject({ title: 'Unsupported Media Type' })
})

test('deeply nested JSON is refused like any other wrong body', async () => {
  const { call } = await startBackend()
  const body = '['.repeat(200_000) + ']'.repeat(200_000)
  const headers = { 'Content-Type': 'application/json' }
  expect((await call('POST', PROJECTS, { body, headers })).status).toBe(422)
})

test('a body above 1 MiB is 413, whether or not it tells its length', async () => {
  const { call } = await startBackend()
  const headers = { 'Content-Type': 'application/json' }
  const body = JSON.stringify({ ...json, description: 'x'.repeat(2_000_000) })
  const told = await call('POST', PROJECTS, { body, headers })
  expect(told.status).toBe(413)
  expect(told.body).toMatchObject({ title: 'Payload Too Large' })

  const untold = await call('POST', PROJECTS, { ...streamed(body), headers })
  expect(untold.status).toBe(413)
  const small = await call('POST', PROJECTS, { ...streamed(JSON.stringify(json)), headers })
  expect(small.status).toBe(201)
})

test('an unexpected error is 500 and tells nothing; the log does', async () => {
  const { call, log, database } = await startBackend()
  database.exec('ALTER TABLE projects RENAME TO elsewhere')
  const answer = await call('GET', PROJECTS)
  expect(answer.status).toBe(500)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.text).not.toMatch(/table|sql|\.ts/i)
  const requestId = answer.headers.get('x-request-id')
  expect(answer.text).toContain(requestId)
  expect(log.slice(1)).toMatchObject([
    { event: 'error', requestId, error: 'no such table: projects' },
    { event: 'request', requestId, status: 500 },
  ])
})

test('a page of an allowed origin may read every answer, errors too', async () => {
  const { call } = await startBackend({ pageOrigins: [PAGE] })
  const headers = { Origin: PAGE }
  const answers = [
    await call('GET', PROJECTS, { headers }),
    await call('GET', '/nowhere', { headers }),
    await call('DELETE', PROJECTS, { headers }),
    await call('POST', PROJECTS, { headers, json: {} }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 405, 422])
  for (const answer of answers) {
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE)
    expect(answer.headers.get('vary')).toMatch(/\bOrigin\b/)
    const exposed = answer.headers.get('access-control-expose-headers')?.split(',')
    expect(exposed).toEqual(expect.arrayContaining(EXPOSED))
  }
})

test('a page of another origin may not', async () => {
  const { call } = await startBackend({ pageOrigins: [PAGE] })
  const answer = await call('GET', PROJECTS, { headers: { Origin: 'http://evil.test' } })
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})

test('a preflight allows the methods and headers the client uses', async () => {
  const { call } = await startBackend({ pageOrigins: [PAGE] })
  const answer = await call('OPTIONS', PROJECTS, {
    headers: { Origin: PAGE, 'Access-Control-Request-Method': 'PATCH' },
  })
  expect(answer.status).toBe(204)
  expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE)
  expect(answer.headers.get('access-control-allow-methods')?.split(',')).toContain('PATCH')
  const allowed = answer.headers.get('access-control-allow-headers')?.toLowerCase().split(',')
  expect(allowed).toEqual(
    expect.arrayContaining(['content-type', 'x-request-id', 'idempotency-key', 'traceparent']),
  )
})

test('compresses JSON above 1 KiB, and only where the client takes it', async () => {
  const { call } = await startBackend()
  const encoding = async (path: string, accepted: string) => {
    const { headers } = await call('GET', path, { headers: { 'Accept-Encoding': accepted } })
    return headers.get('content-encoding')
  }
  expect(await encoding(PROJECTS, 'gzip')).toBe('gzip')
  expect(await encoding(PROJECTS, 'identity')).toBeNull()
  expect(await encoding('/health', 'gzip')).toBeNull()
})

test('sends the basic security headers', async () => {
  const { call } = await startBackend()
  const { headers } = await call('GET', PROJECTS)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('after close nobody answers and the database is shut', async () => {
  const { call, close, database } = await startBackend()
  await call('GET', '/live')
  await Promise.all([close(), close()])
  await expect(call('GET', '/live')).rejects.toThrow('fetch failed')
  expect(database.isOpen).toBe(false)
})

test('leaves the global Request and Response of its process as they are', async () => {
  await startBackend()
  expect([Request, Response]).toEqual(NATIVE)
})

test('a port that is taken is an error', async () => {
  const { port } = await startBackend()
  await expect(startBackend({ port })).rejects.toThrow('EADDRINUSE')
})

function streamed(text: string): RequestInit {
  const init: RequestInit & { duplex: 'half' } = { body: new Blob([text]).stream(), duplex: 'half' }
  return init
}
