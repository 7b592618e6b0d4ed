import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Origin of the real HTTP server beside the tests, `http://127.0.0.1:<port>`; its routes are in test/server.ts. */
    serverOrigin: string
    /** Another origin of the same server, to be led to by `/redirect?away&to=/echo`. */
    otherOrigin: string
    /** `18` or `19`: the React of this project in vitest.config.ts; only in browser projects. */
    reactMajor: string
  }
}

/** Starts the server before the first test of a run, and ends it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [server, other] = [await listening(), await listening()]
  away = originOf(other)
  project.provide('serverOrigin', originOf(server))
  project.provide('otherOrigin', away)
  return async () => {
    for (const each of [server, other]) {
      each.close()
      each.closeAllConnections()
      await once(each, 'close')
    }
  }
}

async function listening(): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
let away = ''

/** What one `?key=` has seen: requests that arrived, and those not answered to the end (their caller left, mostly). */
type Tally = { requests: number; aborted: number }
type Exchange = { request: IncomingMessage; response: ServerResponse; url: URL; tally: Tally }

const tallies = new Map<string, Tally>()
/** What /mirror received last under each key. */
const mirror = new Map<string, object>()
const arrivals = new EventEmitter().setMaxListeners(0)

/**
 * One request. Any route takes `?key=`, under which `/count?key=` finds it again (take a key of your own for each
 * test), `?cors=off`, which answers without the headers a page of another origin needs, `?cors=any`, which lets any
 * page read it, but without credentials, `?cors=simple`, which is `any` but for requests with headers of their own, and
 * `?expose=retry-after,x-request-id`, which lets that page read those headers.
 */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://server.test')
  allow(request, response, url)
  if (request.method === 'OPTIONS') return void response.writeHead(204).end()

  const [, name = '', detail = ''] = url.pathname.split('/')
  const tally = tallyOf(url.searchParams.get('key') ?? '')
  if (name === 'count') return json(response, 200, tally)
  if (name === 'seen') return json(response, 200, await mirrored(url))
  if (name === 'closed') return json(response, 200, await closing(tally))

  tally.requests += 1
  response.once('close', () => {
    if (!response.writableFinished) tally.aborted += 1
    arrivals.emit('left')
  })
  const route = routes[name]
  if (!route) return json(response, 404, { error: `no route /${name}` })
  await route({ request, response, url, tally }, detail)
}

const routes: Record<string, (exchange: Exchange, detail: string) => void | Promise<void>> = {
  /** GET|POST|… /echo: what arrived. */
  async echo({ request, response, url }) {
    const body = (await buffer(request)).toString()
    json(response, 200, {
      method: request.method,
      url: url.pathname + url.search,
      headers: request.headers,
      body,
    })
  },

  /**
   * /mirror?status=404&type=text/plain&bytes=256&hold=headers|body&break: keeps what arrived for /seen; answers with that
   * status, type and length, but not beyond the place to hold at, or breaks off before the end.
   */
  async mirror({ request, response, url }) {
    const body = (await buffer(request)).toString('base64')
    const key = url.searchParams.get('key') ?? ''
    mirror.set(key, { method: request.method, headers: request.headers, body })
    arrivals.emit(key)
    const [status, type] = [number(url, 'status', 200), url.searchParams.get('type')]
    const hold = url.searchParams.get('hold')
    if (hold) arrivals.once(`end ${key}`, () => response.destroy())
    if (hold === 'headers') return
    if (type) response.setHeader('Content-Type', type)
    response.setHeader('X-Mirror', ['one', 'two']).setHeader('Cache-Control', 'no-store')
    const text = Buffer.alloc(number(url, 'bytes', 256), type?.includes('json') ? '1' : 'mirrör ')
    response.writeHead(status)
    if (url.searchParams.has('break')) {
      return void response.write(text, () => response.destroy())
    }
    if (hold !== 'body' || request.method === 'HEAD' || status === 204 || status === 304) {
      return void response.end(text)
    }
    response.write(text)
  },

  /** /status/503?retry-after=2: that status, a short text, and the header as given. */
  status({ response, url }, code) {
    const wait = url.searchParams.get('retry-after')
    if (wait !== null) response.setHeader('Retry-After', wait)
    response.writeHead(Number(code), { 'Content-Type': 'text/plain' }).end(`status ${code}`)
  },

  /** /slow?ms=200: 200 after that time. */
  slow({ response, url }) {
    const timer = setTimeout(() => response.end('slow'), number(url, 'ms', 100))
    response.once('close', () => clearTimeout(timer))
  },

  /** /tail?key=a&ms=1500: the first request of the key takes that time, the others none; a cache may keep the answer. */
  tail({ response, url, tally }) {
    const text = `request ${tally.requests}`
    const wait = tally.requests === 1 ? number(url, 'ms', 1_000) : 0
    const answer = () => response.writeHead(200, { 'Cache-Control': 'max-age=60' }).end(text)
    const timer = setTimeout(answer, wait)
    response.once('close', () => clearTimeout(timer))
  },

  /** /never: takes the request and says nothing. */
  never() {},

  /** /stall?status=200: headers, half the body promised, silence. */
  stall({ response, url }) {
    response
      .writeHead(number(url, 'status', 200), {
        'Content-Type': 'text/plain',
        'Content-Length': '10',
      })
      .write('half!')
  },

  /** /reset: headers, half the body promised, and the connection is gone. */
  reset({ response }) {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': '10' })
    response.write('half!', () => response.socket?.resetAndDestroy())
  },

  /** /json?bytes=1000: a JSON object of that many bytes (11 at least). */
  json({ response, url }) {
    const text = 'x'.repeat(Math.max(0, number(url, 'bytes', 100) - 11))
    json(response, 200, { text })
  },

  /** /sse?events=3&ms=20: that many events, then the end. */
  sse({ response, url }) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    response.flushHeaders()
    let sent = 0
    const timer = setInterval(
      () => {
        sent += 1
        response.write(`id: ${sent}\ndata: ${sent}\n\n`)
        if (sent >= number(url, 'events', 3)) response.end()
      },
      number(url, 'ms', 20),
    )
    response.once('close', () => clearInterval(timer))
  },

  /** /redirect?to=/echo&status=307: to a path of this server; with `away` of its other origin. */
  redirect({ response, url }) {
    const to = url.searchParams.get('to') ?? '/echo'
    const here = to.startsWith('/') && !to.startsWith('//') ? to : '/echo'
    const location = url.searchParams.has('away') ? away + here : here
    const bytes = Buffer.from(location).toString('latin1')
    response.writeHead(number(url, 'status', 302), { Location: bytes }).end('moved')
  },

  /** /flaky?key=a&fail=2&status=503: fails that often for the key, then 200. */
  flaky({ response, url, tally }) {
    const failed = tally.requests <= number(url, 'fail', 1)
    json(response, failed ? number(url, 'status', 503) : 200, { request: tally.requests })
  },
}

/** CORS as a well-kept API has it: any origin, with credentials, safelisted response headers only. */
function allow(request: IncomingMessage, response: ServerResponse, url: URL): void {
  const { origin } = request.headers
  if (origin === undefined || url.searchParams.get('cors') === 'off') return
  const isSimple = url.searchParams.get('cors') === 'simple'
  const toAny = isSimple || url.searchParams.get('cors') === 'any'
  response.setHeader('Access-Control-Allow-Origin', toAny ? '*' : origin)
  if (!toAny) response.setHeader('Access-Control-Allow-Credentials', 'true')
  response.setHeader('Vary', 'Origin')
  const exposed = url.searchParams.get('expose')
  if (exposed !== null) response.setHeader('Access-Control-Expose-Headers', exposed)
  if (request.method !== 'OPTIONS' || isSimple) return
  response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
  response.setHeader(
    'Access-Control-Allow-Headers',
    request.headers['access-control-request-headers'] ?? '',
  )
  response.setHeader('Access-Control-Max-Age', '600')
}

/** /seen?key=a&wait: how many requests there were, and the last that /mirror received; with `wait` not before it has, without it after what /mirror holds for the key was let go. */
async function mirrored(url: URL): Promise<object> {
  const key = url.searchParams.get('key') ?? ''
  if (!url.searchParams.has('wait')) arrivals.emit(`end ${key}`)
  else if (!mirror.has(key)) await once(arrivals, key)
  return { ...mirror.get(key), requests: tallyOf(key).requests }
}

/** /closed?key=a: true once a caller of that key left; false where none does. */
async function closing(tally: Tally): Promise<boolean> {
  const deadline = AbortSignal.timeout(15_000)
  while (tally.aborted === 0 && !deadline.aborted)
    await once(arrivals, 'left', { signal: deadline }).catch(() => undefined)
  return tally.aborted > 0
}

function tallyOf(key: string): Tally {
  const tally = tallies.get(key) ?? { requests: 0, aborted: 0 }
  tallies.set(key, tally)
  return tally
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(value))
}

function number(url: URL, name: string, otherwise: number): number {
  return Number(url.searchParams.get(name) ?? otherwise)
}
