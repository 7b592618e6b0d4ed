import {
  CircuitOpenError,
  createClient,
  createFetch,
  type HoldfastError,
  TimeoutError,
} from 'holdfast'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { isLoss, isRefusedHere } from '../../src/fetch/blame.ts'
import { type CallRequest, readRequest } from '../../src/fetch/request.ts'
import { broken, fakeClock } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

afterEach(() => vi.unstubAllGlobals())

const named = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more })
const coded = (code: string) => named('Error', 'socket hang up', { code })

describe('a wire says that the network lost the request:', () => {
  test.each<[string, unknown]>([
    ['Chromium, msw', new TypeError('Failed to fetch')],
    ['Chromium under Sentry', new TypeError('Failed to fetch (api.example.com)')],
    ['Chromium, of a body', new TypeError('network error')],
    ['WebKit', new TypeError('Load failed')],
    ['WebKit under Sentry', new TypeError('Load failed (localhost)')],
    ['Firefox', new TypeError('NetworkError when attempting to fetch resource.')],
    [
      'Firefox under Sentry',
      new TypeError('NetworkError when attempting to fetch resource. (a.b)'),
    ],
    ['undici', new TypeError('fetch failed')],
    ['undici, of a body', new TypeError('terminated')],
    ['React Native, the polyfill', new TypeError('Network request failed')],
    ['Expo', new TypeError('fetch failed: The network connection was lost.')],
    ['Deno', new TypeError('error sending request for url (http://a.b/): client error (Connect)')],
    ['Cloudflare Workers', new Error('Network connection lost.')],
    ['Bun', named('Error', 'Unable to connect.', { code: 'ConnectionRefused' })],
    ['Bun, of a name', named('Error', 'Was there a typo?', { code: 'FailedToOpenSocket' })],
    ['Electron', new Error('net::ERR_CONNECTION_REFUSED')],
    ['a DOMException', new DOMException('A network error occurred.', 'NetworkError')],
    ['a wire with a time of its own', new DOMException('signal timed out', 'TimeoutError')],
    ['a fetch of ours', new TimeoutError('attempt', 1000, {})],
    ['node-fetch', named('FetchError', 'request to http://a.b/ failed', { code: 'ECONNREFUSED' })],
    ['a mock', new Error('Network Error')],
    ['another mock', new Error('ECONNREFUSED 127.0.0.1:80')],
    ['another realm', { name: 'TypeError', message: 'Failed to fetch' }],
    ...[
      'ECONNRESET',
      'ENOTFOUND',
      'EAI_AGAIN',
      'ETIMEDOUT',
      'EPIPE',
      'EHOSTUNREACH',
      'ENETDOWN',
    ].map((code): [string, unknown] => [code, coded(code)]),
    ...['UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'].map(
      (code): [string, unknown] => [code, coded(code)],
    ),
    ['one that wraps a code', new Error('token service', { cause: coded('ECONNRESET') })],
    ['one that wraps a text', new Error('x', { cause: new TypeError('Load failed') })],
  ])('%s', (_who, error) => {
    expect(isLoss(error)).toBe(true)
  })
})

const bugs: (() => unknown)[] = [
  () => (undefined as unknown as { session: string }).session,
  () => (null as unknown as () => void)(),
  () => new URL('http://['),
  () => structuredClone(() => undefined),
]

const thrownBy = (bug: () => unknown): unknown => {
  try {
    return bug()
  } catch (error) {
    return error
  }
}

describe('an error of the page itself does not say so:', () => {
  test.each<[string, unknown]>([
    ...bugs.map((bug): [string, unknown] => [String(thrownBy(bug)), thrownBy(bug)]),
    ['what Firefox says of a bug', new TypeError('session is undefined')],
    ['what WebKit says of a bug', new TypeError("undefined is not an object (evaluating 'a.b')")],
    ['no session', named('AuthError', 'sign in')],
    ['one about a fetch', new Error('Failed to fetch the user')],
    ['one about a status', new Error('Failed to fetch: 404')],
    ['a refusal of a fetch of ours', new CircuitOpenError(1000)],
    ['an abort of its own', new DOMException('left', 'AbortError')],
    ['a file that is not there', coded('ENOENT')],
    ['a setting that is missing', new Error('Connection string missing')],
    ['a wrong argument', coded('UND_ERR_INVALID_ARG')],
    ['a text', 'Failed to fetch'],
    ['nothing', undefined],
    ['null', null],
    ['a symbol', Symbol('Failed to fetch')],
    ['an object without a prototype', Object.create(null)],
  ])('%s', (_what, error) => {
    expect(isLoss(error)).toBe(false)
  })

  test.each([named('AuthError', 'sign in'), thrownBy(bugs[0] as () => unknown), 'no session'])(
    '%s of the wire reaches the caller as it is, after one request, and counts for nothing',
    async (error) => {
      const { fetch, wire, events } = bench({}, () => Promise.reject(error))
      expect(await outcomeOf(fetch(url))).toEqual({ error })
      expect(wire.calls).toHaveLength(1)
      expect(events.filter(({ type }) => type === 'attempt-settled')).toMatchObject([
        { verdict: 'ignored' },
      ])
      expect(fetch.stats().circuits.every(({ failuresInARow }) => failuresInARow === 0)).toBe(true)
    },
  )

  test('nor does it while the browser is offline', async () => {
    const world = Object.assign(new EventTarget(), { onLine: true })
    vi.stubGlobal('navigator', world)
    const error = named('AuthError', 'sign in')
    const { fetch, wire } = bench({}, () => {
      world.onLine = false
      return Promise.reject(error)
    })
    expect(await outcomeOf(fetch(url))).toEqual({ error })
    expect(wire.calls).toHaveLength(1)
  })
})

test('of the platform’s own fetch every TypeError is a lost connection, whatever its words', async () => {
  const words = ['Die Netzwerkverbindung wurde unterbrochen.', 'Failed to fetch']
  const sent = vi.fn(() => Promise.reject(new TypeError(words[0])))
  vi.stubGlobal('fetch', sent)
  const clock = fakeClock()
  const fetch = createFetch({ clock, random: () => 0.5, retry: { limit: 1 } })
  const end = outcomeOf(fetch(url))
  await clock.advance(1000)
  expect((await end).error).toMatchObject({ message: words[0] })
  expect(sent).toHaveBeenCalledTimes(2)
})

describe('the client', () => {
  const told = async (error: unknown, init: RequestInit = {}) => {
    const clock = fakeClock()
    const fetch = () => Promise.reject(error)
    const client = createClient({ baseUrl: 'https://api.test/', fetch, clock, retry: false })
    const { signal: _signal, ...rest } = init
    return (await outcomeOf(client.get('x', rest as object))).error as HoldfastError
  }

  test.each([named('AuthError', 'sign in'), new TypeError('session is undefined'), 'a text', null])(
    'puts no NetworkError around %s of the page’s own wire',
    async (error) => expect(await told(error)).toBe(error),
  )

  test('says of a lost connection that it is worth a retry, and not of what was asked for', async () => {
    const lost = () => new TypeError('Failed to fetch')
    expect(await told(lost())).toMatchObject({ code: 'NETWORK', retryable: true })
    expect(await told(lost(), { redirect: 'error' })).toMatchObject({
      ...{ code: 'NETWORK', retryable: false, route: 'api.test/x', attempts: 1 },
    })
  })
})

const stream = () => new ReadableStream()
const half = { duplex: 'half' } as RequestInit
const put = (body: BodyInit, more: RequestInit = {}): RequestInit => ({
  method: 'PUT',
  body,
  ...more,
})

/** Each is looked at as an init, and as a Request beside an empty init. */
const asked: [refused: boolean, what: string, url: string, init: RequestInit][] = [
  [false, 'nothing special', url, {}],
  [false, 'a body in memory', url, put('x')],
  [false, 'a body kept alive by a GET', url, { keepalive: true }],
  [true, 'a body that is kept alive', url, put('x', { keepalive: true })],
  [true, 'no redirect', url, { redirect: 'error' }],
  [false, 'redirects by hand', url, { redirect: 'manual' }],
  [true, 'a digest', url, { integrity: 'sha256-AAAA' }],
  [true, 'what is in the cache alone', url, { cache: 'only-if-cached', mode: 'same-origin' }],
  [true, 'its own origin alone, at another one', url, { mode: 'same-origin' }],
  [false, 'its own origin alone', 'https://app.test/x', { mode: 'same-origin' }],
  [true, 'a stream to be sent', url, put(stream(), half)],
  [true, 'plain http from a page over https', 'http://api.test/', {}],
  [false, 'this machine from a page over https', 'http://127.0.0.1:3000/', {}],
  [true, 'a mail address', 'mailto:ada@api.test', {}],
  [true, 'a page of the browser', 'about:blank', {}],
  [true, 'a scheme of its own', 'app://api/x', {}],
]

test.each(asked)(
  'the platform may have refused (%s) what asks for %s',
  (refused, _what, to, init) => {
    vi.stubGlobal('location', {
      protocol: 'https:',
      origin: 'https://app.test',
      href: 'https://app.test/',
    })
    expect(isRefusedHere(readRequest(to, init) as CallRequest)).toBe(refused)
    const body = init.body instanceof ReadableStream ? { body: stream() } : {}
    const request = new Request(to, { ...init, ...body })
    expect(isRefusedHere(readRequest(request, {}) as CallRequest)).toBe(refused)
  },
)

test('an init beside a Request has the last word', () => {
  const given = new Request(url, { redirect: 'error', integrity: 'sha256-AAAA' })
  const looked = readRequest(given, { redirect: 'follow', integrity: '' })
  expect(isRefusedHere(looked as CallRequest)).toBe(false)
})

test('a Request whose body may be a stream was perhaps refused; one of text was not', () => {
  const of = (init: RequestInit) =>
    isRefusedHere(readRequest(new Request(url, init), {}) as CallRequest)
  expect([of(put(new Uint8Array(3))), of(put('x')), of(put(new URLSearchParams('a=1')))]).toEqual([
    ...[true, false, false],
  ])
})

test.each<[string, string, RequestInit, number]>([
  ['a GET', url, {}, 1],
  ['one that takes no redirect', url, { redirect: 'error' }, 0],
  ['a mail address', 'mailto:ada@api.test', {}, 0],
])('%s that breaks is repeated and counted, or neither', async (_what, to, init, counted) => {
  const { fetch, wire, clock } = bench({ retry: { limit: 1 } }, broken)
  const end = outcomeOf(fetch(to, init))
  await clock.advance(1000)
  expect((await end).error).toBeInstanceOf(TypeError)
  expect(wire.calls).toHaveLength(1 + counted)
  expect(fetch.stats().circuits[0]?.failuresInARow).toBe(2 * counted)
})

test('an upload whose progress is watched, which makes it a stream, is not held against the backend', async () => {
  const fetch = vi.fn(() => Promise.reject(new TypeError('Failed to fetch')))
  const clock = fakeClock()
  const client = createClient({ baseUrl: 'https://api.test/', fetch, clock, retry: false })
  const failures = () => client.stats().circuits[0]?.failuresInARow
  await outcomeOf(client.post('x', { json: 1, onUploadProgress: () => undefined }))
  expect(failures()).toBe(0)
  await outcomeOf(client.post('x', { json: 1 }))
  expect(failures()).toBe(1)
  await outcomeOf(client.get('x', { onUploadProgress: () => undefined }))
  expect(failures()).toBe(2)
})
