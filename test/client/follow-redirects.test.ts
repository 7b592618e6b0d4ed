import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient } from 'holdfast'
import { fakeClock, scriptedFetch, status, type Step } from '../../src/testing/index.ts'
import { outcomeOf } from '../harness.ts'

/** What a server saw of a request. */
type Seen = {
  host: string | undefined
  path: string
  method: string
  headers: Record<string, unknown>
  body: string
}

const seen: Seen[] = []
const servers: Server[] = []
let [own, foreign] = ['', '']

/** `?to=…&status=…` leads there; anything else is told what arrived. */
async function start(): Promise<string> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url: path = '', headers } = request
      const { host, connection: _connection, ...told } = headers
      seen.push({ host, path, method, headers: told, body })
      const { searchParams } = new URL(path, 'http://server.test')
      const to = searchParams.get('to')
      if (to !== null) response.setHeader('Location', Buffer.from(to).toString('latin1'))
      response.writeHead(Number(searchParams.get('status') ?? (to === null ? 200 : 302)))
      response.end(method === 'HEAD' ? undefined : `${method} ${path}`)
    })
  })
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeAll(async () => {
  own = await start()
  foreign = await start()
})

afterAll(() => {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
})

const off = {
  ...({ timeout: false, retry: false, circuit: false, rateLimit: false } as const),
  ...({ concurrency: false, dedupe: false, throwHttpErrors: false } as const),
}

const defaults = { 'x-app': 'web', authorization: 'Bearer default', 'x-both': 'default' }
const callers = { 'x-caller': 'mine', 'x-both': 'mine', cookie: 'a=b', 'content-language': 'en' }

async function told(answer: Promise<Response>): Promise<object> {
  seen.length = 0
  const { value: response, error } = await outcomeOf(answer)
  const requests = [...seen]
  if (!response)
    return { failed: (error as Error).name.replace('NetworkError', 'TypeError'), requests }
  const { status: code, url, redirected, type, ok, bodyUsed, headers } = response
  const facts = { code, url, redirected, type, ok, bodyUsed, location: headers.get('location') }
  return { ...facts, body: await response.text(), requests }
}

/** The same call by the platform, with all headers passed by hand, and by a client that adds them. */
async function both(to: string, make: () => RequestInit = () => ({})) {
  const headers = { ...defaults, 'x-request-id': 'id', ...callers }
  const native = (await told(fetch(to, { ...make(), headers }))) as { requests: Seen[] }
  const client = createClient({
    ...off,
    baseUrl: own,
    headers: { ...defaults, 'x-request-id': 'id' },
  })
  const { method = 'GET', ...rest } = make()
  const ours = (await told(
    client[method.toLowerCase() as 'get'](to, { ...rest, headers: callers }),
  )) as typeof native
  return { native, ours }
}

const to = (path: string, code = 302) => `/r?status=${code}&to=${encodeURIComponent(path)}`
const json = { body: '{"ü":1}', method: 'POST' }
const form = () => {
  const body = new FormData()
  body.set('field', 'välue')
  return { body, method: 'PUT' }
}

type Row = readonly [name: string, path: () => string, init?: () => RequestInit]

const rows: Row[] = [
  ['no redirect', () => '/end'],
  ['within the origin', () => to('/end')],
  ['a relative location', () => to('end?b=c')],
  ['a fragment, kept', () => `${to('/end')}#here`],
  ['a fragment, replaced', () => `${to('/end#there')}#here`],
  ['a chain', () => to(to(to('/end', 307), 301), 308)],
  ['UTF-8 in the location', () => to('/ü?ö=ä')],
  ['to another origin', () => to(`${foreign}/end`)],
  ['to another origin, protocol-relative', () => to(`${foreign.slice(5)}/end`)],
  ['to another origin and back', () => to(`${foreign}${to(`${own}/end`)}`)],
  ['303 after HEAD', () => to(`${foreign}/end`, 303), () => ({ method: 'HEAD' })],
  ...[301, 302, 303, 307, 308].flatMap((code): readonly Row[] => [
    [`${code} after POST`, () => to('/end', code), () => json],
    [`${code} after POST to another origin`, () => to(`${foreign}/end`, code), () => json],
    [`${code} after PUT`, () => to('/end', code), () => ({ ...json, method: 'PUT' })],
    [`${code} after DELETE`, () => to('/end', code), () => ({ method: 'DELETE' })],
    [`${code} after POST without a body`, () => to('/end', code), () => ({ method: 'POST' })],
  ]),
  ['307 with bytes', () => to('/end', 307), () => ({ ...json, body: new Uint8Array([0, 200]) })],
  ['307 with a blob', () => to('/end', 307), () => ({ ...json, body: new Blob(['b']) })],
  [
    '307 with parameters, twice',
    () => to(to('/end', 308), 307),
    () => ({ ...json, body: new URLSearchParams('a=ü') }),
  ],
  ['307 with a stream', () => to('/end', 307), () => streamed()],
  ['303 with a stream', () => to('/end', 303), () => streamed()],
  ['300, no redirect', () => to('/end', 300)],
  ['304, no redirect', () => to('/end', 304)],
  ['302 without a location', () => '/end?status=302'],
  ['a location that is no URL', () => to('http://[')],
  ['a location that is data', () => to('data:text/plain,x')],
  ['a location with a password', () => to(`${own.replace('//', '//ada:secret@')}/end`)],
  ['an empty location, for ever', () => to('')],
  ['redirect: manual', () => to('/end'), () => ({ redirect: 'manual' })],
  ['redirect: error', () => to('/end'), () => ({ redirect: 'error' })],
  ['same-origin within', () => to('/end'), () => ({ mode: 'same-origin' })],
  ['same-origin and out', () => to(`${foreign}/end`), () => ({ mode: 'same-origin' })],
  ['no-store', () => to('/end'), () => ({ cache: 'no-store' })],
]

const streamed = () => ({ ...json, body: new Blob(['s']).stream(), duplex: 'half' }) as RequestInit

describe('over a real wire, with what was added, it is what fetch does:', () => {
  test.for(rows)('%s', async ([, path, init]) => {
    const { native, ours } = await both(own + path(), init)
    // What was added stays with its own origins, and does not come back.
    let hasLeft = false
    const expected = native.requests.map((request) => {
      hasLeft ||= own !== `http://${request.host}`
      const { 'x-app': _app, 'x-request-id': _id, ...headers } = request.headers
      return hasLeft ? { ...request, headers } : request
    })
    expect(ours).toEqual({ ...native, requests: expected })
  })

  test('a form arrives whole, with its boundary', async () => {
    const { ours } = await both(own + to('/end', 307), form)
    const [first, second] = ours.requests
    expect(second).toEqual({ ...first, path: '/end' })
  })

  test('twenty redirects are followed, and no more', async () => {
    let path = '/end'
    for (let count = 0; count < 20; count += 1) path = to(path)
    const twenty = await both(own + path)
    expect(twenty.ours).toEqual(twenty.native)
    expect(twenty.ours.requests).toHaveLength(21)
    const more = await both(own + to(path))
    expect(more.ours).toEqual(more.native)
  })
})

test('with an integrity and nothing but our id, redirects are the platform’s', async () => {
  const integrity = `sha256-${createHash('sha256').update('GET /end').digest('base64')}`
  const client = createClient({ baseUrl: own })
  const answer = client.get(own + to('/end'), { integrity })
  expect(await answer.text()).toBe('GET /end')
})

const moved = (location: string): Step => status(302, { location }, 'moved')
const make = (...steps: Step[]) => {
  const wire = scriptedFetch(...steps)
  const options = { fetch: wire, clock: fakeClock(), baseUrl: 'https://api.test/', retry: false }
  return { wire, client: createClient(options as object) }
}

test('all hops are one attempt, and one request of the rate limit', async () => {
  const { client, wire } = make(moved('https://store.test/a'), moved('/b'), status(204))
  const told: string[] = []
  client.on(({ type }) => told.push(type))
  expect(await client.get('x')).toMatchObject({
    status: 204,
    url: 'https://store.test/b',
    redirected: true,
  })
  expect(wire.calls).toHaveLength(3)
  expect(told.filter((type) => type === 'attempt-started')).toHaveLength(1)
  expect(client.stats().rate[0]?.remaining).toBe(99)
})

test('the answers on the way are let go of', async () => {
  let cancelled = 0
  const step: Step = () =>
    new Response(new ReadableStream({ cancel: () => void (cancelled += 1) }), {
      status: 302,
      headers: { location: '/next' },
    })
  const { client } = make(step, step, status(204))
  await client.get('x')
  expect(cancelled).toBe(2)
})

test('after an abort between two hops nothing more is sent', async () => {
  const caller = new AbortController()
  const step: Step = () => {
    queueMicrotask(() => caller.abort('left'))
    return new Response(null, { status: 302, headers: { location: '/next' } })
  }
  const { client, wire } = make(step, status(204))
  const answer = outcomeOf(client.get('x', { signal: caller.signal }))
  expect(await answer).toEqual({ error: 'left' })
  await new Promise(setImmediate)
  expect(wire.calls).toHaveLength(1)
})

test('a redirect that leads nowhere is a failure of the network', async () => {
  const { client } = make(moved('http://['))
  expect((await outcomeOf(client.get('x'))).error).toMatchObject({ code: 'NETWORK' })
})

test('a fragment goes on with the request, unless the location has its own', async () => {
  const { client, wire } = make(moved('/b'), moved('/c#there'), status(204))
  await client.get('x#here')
  const sent = wire.calls.map(({ input }) => (input as Request).url)
  const urls = ['x#here', 'b#here', 'c#there'].map((path) => `https://api.test/${path}`)
  expect(sent).toEqual(urls)
})

test('a clone of the answer knows the way, too', async () => {
  const { client } = make(moved('/b'), status(200, {}, 'x'))
  const copy = (await client.get('x')).clone()
  expect(copy).toMatchObject({ url: 'https://api.test/b', redirected: true })
})

test('the init of the caller goes with every hop, and nothing of ours', async () => {
  const { client, wire } = make(moved('https://store.test/a'), status(204))
  await client.get('x', { dispatcher: 'mine' } as object)
  for (const { init } of wire.calls) {
    expect(init).toMatchObject({ dispatcher: 'mine', redirect: 'manual' })
    expect(Object.keys(init ?? {}).filter((name) => name.startsWith('holdfast'))).toEqual([])
  }
})

test.each([undefined, null, 7, {}])('a wire that answers %j is told so', async (answer) => {
  const fetch = (() => Promise.resolve(answer)) as unknown as typeof globalThis.fetch
  const client = createClient({ baseUrl: 'https://api.test/', fetch, retry: false })
  const { error } = await outcomeOf(client.get('x'))
  expect(error).toMatchObject({ code: 'CONFIG', option: 'the answer of fetch' })
})

test.each([
  ['get', 302],
  ['post', 303],
  ['put', 307],
] as const)('a redirect of a %s is not followed as the next user', async (method, code) => {
  let user = 'ada'
  const step: Step = (request) => {
    user = 'bob'
    return status(code, { location: '/end' })(request)
  }
  const wire = scriptedFetch(step, status(204))
  const client = createClient({ baseUrl: 'https://api.test/', fetch: wire, user: () => user })
  const init = method === 'get' ? {} : { json: {} }
  const { error } = await outcomeOf(client[method]('start', init))
  // A write may have been taken before it led on.
  expect(error).toMatchObject({ code: 'ABORTED', attempts: 1 })
  expect(wire.calls).toHaveLength(1)
})

test('what nobody asked for is followed when somebody signs in', async () => {
  let user = ''
  const step: Step = (request) => {
    user = 'bob'
    return status(302, { location: '/end' })(request)
  }
  const wire = scriptedFetch(step, status(204))
  const client = createClient({ baseUrl: 'https://api.test/', fetch: wire, user: () => user })
  expect(await client.get('start')).toHaveProperty('status', 204)
})
