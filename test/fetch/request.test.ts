import { afterEach, describe, expect, test, vi } from 'vitest'
import { initMembers, membersOf } from '../../src/fetch/members-of.ts'
import {
  type CallRequest,
  endpointOf,
  isMalformed,
  isRepeatable,
  isReplayable,
  isStream,
  readRequest,
} from '../../src/fetch/request.ts'
import { countingSignal } from '../harness.ts'
import { sharingKey } from '../../src/fetch/sharing-key.ts'

afterEach(() => vi.unstubAllGlobals())

const read = (input: RequestInfo | URL, init?: RequestInit) =>
  readRequest(
    input,
    init instanceof Request ? init : init && membersOf(init, initMembers),
  ) as CallRequest
const url = 'https://api.test/users/42?q=1#top'

test('reads method and target of a string, a URL, a Request and anything with a URL as its text', () => {
  const target = { origin: 'https://api.test', route: 'api.test/users/:id' }
  expect(read(url)).toMatchObject({ method: 'GET', target })
  expect(read(new URL(url), { method: 'post' })).toMatchObject({ method: 'POST', target })
  expect(read(new Request(url, { method: 'PUT' }))).toMatchObject({ method: 'PUT', target })
  expect(read(new Request(url, { method: 'PUT' }), { method: 'PATCH' })).toMatchObject({
    method: 'PATCH',
  })
  expect(read({ toString: () => url } as unknown as URL)).toMatchObject({ method: 'GET', target })
})

test('names the endpoint by method and route, the same string for every call of it', () => {
  expect(endpointOf(read(url))).toBe('GET api.test/users/:id')
  expect(endpointOf(read(url, { method: 'put' }))).toBe('PUT api.test/users/:id')
  expect(read(url).target.endpoints).toEqual({
    GET: 'GET api.test/users/:id',
    PUT: 'PUT api.test/users/:id',
  })
})

test('a Request given as an init is read with all it holds, body included', async () => {
  const headers = { 'x-own': 'mine' }
  const request = new Request('https://other.test/', { method: 'PUT', body: 'x', headers })
  const { input, init, method } = read(url, request)
  expect([(input as Request).url, method, init]).toEqual([url, 'PUT', undefined])
  expect((input as Request).headers.get('x-own')).toBe('mine')
  expect(await (input as Request).text()).toBe('x')
})

test('what is relative to the page follows the page', () => {
  vi.stubGlobal('document', { baseURI: 'https://one.test/a/' })
  expect(read('b').target).toMatchObject({ origin: 'https://one.test', route: 'one.test/a/b' })
  vi.stubGlobal('document', { baseURI: 'https://two.test/' })
  expect(read('b').target).toMatchObject({ origin: 'https://two.test', route: 'two.test/b' })
})

test('leaves it to the platform to refuse what is no URL, or holds a password', () => {
  for (const bad of ['http://[', '', '/relative', 'https://u:p@api.test/']) {
    expect(readRequest(bad, undefined)).toBeUndefined()
  }
})

test('leaves it to the platform to refuse what cannot be read, or has been', async () => {
  const throws = () => {
    throw new Error('no text')
  }
  expect(readRequest({ toString: throws } as never, undefined)).toBeUndefined()
  expect(readRequest(url, { method: 7 as never })).toBeUndefined()
  const spent = new Request(url, { method: 'PUT', body: 'x' })
  await spent.text()
  expect(readRequest(spent, undefined)).toBeUndefined()
  expect(readRequest(spent, { body: 'y' })).toMatchObject({ method: 'PUT' })
})

test.each<[string, RequestInfo | URL, RequestInit, boolean]>([
  ['no body', url, {}, true],
  ['a body that is null', url, { method: 'POST', body: null }, true],
  ['a Request without a body', new Request(url), {}, true],
  ['text', url, { method: 'POST', body: 'x' }, true],
  ['a form', url, { method: 'POST', body: new FormData() }, true],
  ['parameters', url, { method: 'POST', body: new URLSearchParams() }, true],
  ['a blob', url, { method: 'POST', body: new Blob() }, true],
  ['bytes', url, { method: 'POST', body: new Uint8Array(1) }, true],
  ['a stream', url, { method: 'POST', body: new ReadableStream() }, false],
  ['a generator', url, { method: 'POST', body: (async function* () {})() as never }, false],
  ['a Request with text', new Request(url, { method: 'POST', body: 'x' }), {}, true],
  [
    'a Request with bytes',
    new Request(url, { method: 'POST', body: new Uint8Array(1) }),
    {},
    false,
  ],
])('can be replayed: %s', (_name, input, init, replayable) => {
  expect(isReplayable(read(input, init))).toBe(replayable)
})

describe('whether a Request has a body', () => {
  const own = Object.getOwnPropertyDescriptor(Request.prototype, 'body')
  afterEach(() => void Object.defineProperty(Request.prototype, 'body', own ?? {}))
  const post = (body: BodyInit | null) => new Request(url, { method: 'POST', body })

  test('is found out where the platform does not show it, as Firefox does not', () => {
    Reflect.deleteProperty(Request.prototype, 'body')
    expect([post(null), new Request(url)].map((one) => isStream(read(one)))).toEqual([false, false])
    expect([post('x'), post(new FormData())].map((one) => isStream(read(one)))).toEqual([
      true,
      true,
    ])
    expect(isReplayable(read(post(null)))).toBe(true)
    expect(isReplayable(read(post(new Uint8Array(1))))).toBe(false)
  })

  test('is found out without a look at it, which in WebKit breaks it, and uses nothing up', async () => {
    const look = vi.fn<() => unknown>()
    Object.defineProperty(Request.prototype, 'body', { configurable: true, get: look })
    const { controller, listeners } = countingSignal()
    const request = new Request(url, { method: 'PUT', body: 'x', signal: controller.signal })
    const before = listeners()
    expect([isStream(read(request)), isReplayable(read(request))]).toEqual([true, true])
    expect([look.mock.calls.length, request.bodyUsed, listeners()]).toEqual([0, false, before])
    expect(await request.text()).toBe('x')
    // One that has been sent is looked at again.
    expect(isStream({ ...read(url), input: request })).toBe(true)
  })

  test('is asked once of a request, and never where its method can have none', () => {
    let made = 0
    class Counted extends Request {
      constructor(input: RequestInfo | URL, init?: RequestInit) {
        super(input, init)
        made += 1
      }
    }
    vi.stubGlobal('Request', Counted)
    const requests = ['GET', 'HEAD', 'POST'].map((method) => read(new Counted(url, { method })))
    made = 0
    for (let time = 0; time < 3; time++) for (const request of requests) isReplayable(request)
    expect(made).toBe(1)
  })
})

test('may be repeated: by method, or by Idempotency-Key', () => {
  expect(isRepeatable(read(url, { method: 'put' }), ['PUT'])).toBe(true)
  expect(isRepeatable(read(url, { method: 'POST' }), ['PUT'])).toBe(false)
  const headers = { 'idempotency-key': 'k' }
  expect(isRepeatable(read(new Request(url, { method: 'POST', headers })), ['PUT'])).toBe(true)
})

test('tells the page’s own mistake from the network’s', () => {
  expect(isMalformed(read(url))).toBe(false)
  expect(isMalformed(read(url, { body: 'x' }))).toBe(true)
  expect(isMalformed(read(url, { headers: { 'no name': 'x' } }))).toBe(true)
  expect(isMalformed(read(url, { method: 'TRACE' }))).toBe(true)
  expect(isMalformed(read(url, { method: 'PUT', body: new ReadableStream() }))).toBe(true)
  expect(isMalformed(read(new Request(url, { method: 'PUT' }), { mode: 'no-cors' }))).toBe(true)
  const stream = { method: 'PUT', body: new ReadableStream(), duplex: 'half' as const }
  expect(isMalformed(read(url, stream))).toBe(false)
})

test('a URL is read once, whatever follows its path, and no more than so many are kept', async () => {
  vi.resetModules()
  const { readTarget } = await import('../../src/fetch/request.ts')
  const first = readTarget(url)
  expect(readTarget('https://api.test/users/42#other')).toBe(first)
  expect(readTarget('https://api.test/users/42')).toBe(first)
  for (let id = 0; id < 499; id++) readTarget(`https://api.test/page/${id}`)
  expect(readTarget(url)).toBe(first)
  readTarget('https://api.test/one-too-many')
  expect(readTarget(url)).not.toBe(first)
  expect(readTarget(url)).toEqual(first)
})

test.each([
  ['a name alone', 'https://u@api.test/'],
  ['a password alone', 'https://:p@api.test/'],
])('leaves it to the platform to refuse a URL with %s', (_what, bad) => {
  expect(readRequest(bad, undefined)).toBeUndefined()
})

test('what has no origin goes by its protocol', () => {
  expect(read('app://local/a').target.origin).toBe('app:')
})

test('leaves it to the platform to read what no backend answers', () => {
  for (const own of ['data:text/plain,a', 'blob:https://page.test/7f9c']) {
    expect(readRequest(own, undefined)).toBeUndefined()
    expect(readRequest(new Request(own), undefined)).toBeUndefined()
  }
})

test('what is relative in a worker is relative to the worker', () => {
  vi.stubGlobal('location', { href: 'https://one.test/a/worker.js' })
  expect(read('/b').target.route).toBe('one.test/b')
  expect(read('b').input).toBe('https://one.test/a/b')
})

test('the page may go elsewhere while a request waits', () => {
  vi.stubGlobal('document', { baseURI: 'https://one.test/a/' })
  const request = read('b?c#d')
  const key = sharingKey(request)
  vi.stubGlobal('document', { baseURI: 'https://one.test/other/' })
  expect(request.input).toBe('https://one.test/a/b?c#d')
  expect(sharingKey(read('b?c#d'))).not.toBe(key)
  expect(read('/from/the/root').input).toBe('/from/the/root')
})

test('a Request of another frame, which is none of our class, is a Request', () => {
  const foreign = { [Symbol.toStringTag]: 'Request' } as unknown as Request
  const known = new Request(url, { method: 'PUT' })
  vi.stubGlobal('Request', function (input: unknown) {
    expect(input).toBe(foreign)
    return known
  })
  expect(readRequest(foreign, undefined)).toMatchObject({ input: known })
})

test.each<[string, HeadersInit]>([
  ['Headers', new Headers({ a: 'b', c: 'd' })],
  ['pairs', [['a', 'b']]],
  ['a Map', new Map([['a', 'b']]) as never],
  ['an object', { A: 'b' }],
])('copies what it is given, headers as %s, and reads what is inherited', (_what, headers) => {
  const init = Object.create({ method: 'POST', headers }) as RequestInit
  const copied = read(url, init).init as RequestInit
  expect(copied).toMatchObject({ method: 'POST' })
  expect([...new Headers(copied.headers)]).toEqual([...new Headers(headers)])
  expect(copied.headers).not.toBe(headers)
})

test('copies forms, and leaves bytes and streams where they are', () => {
  const file = new File(['x'], 'name.txt')
  const form = new FormData()
  form.append('a', file)
  form.append('a', 'b')
  const copied = read(url, { method: 'PUT', body: form }).init?.body as FormData
  expect(copied).not.toBe(form)
  expect([...copied]).toEqual([...form])
  const params = new URLSearchParams('a=b&a=c')
  const own = read(url, { method: 'PUT', body: params }).init?.body as URLSearchParams
  expect([own === params, own.toString()]).toEqual([false, 'a=b&a=c'])
  for (const body of [new Uint8Array(3), new ReadableStream(), new Blob(), 'text']) {
    expect(read(url, { method: 'PUT', body }).init?.body).toBe(body)
  }
})

test('a Request that has been read may go with a new body, not with none', async () => {
  const spent = new Request(url, { method: 'PUT', body: 'x' })
  await spent.text()
  for (const body of [null, undefined]) {
    expect(readRequest(spent, { body } as RequestInit)).toBeUndefined()
  }
})

test.each<[boolean, string]>([
  [true, 'text/plain'],
  [true, 'application/json'],
  [true, 'application/vnd.api+json; charset=utf-8'],
  [true, 'application/x-www-form-urlencoded'],
  [false, 'application/octet-stream'],
  [false, 'image/svg+text/plain'],
  [false, 'x-application/json'],
])('can be replayed is %s for a Request of %s', (replayable, type) => {
  const headers = { 'content-type': type }
  expect(isReplayable(read(new Request(url, { method: 'POST', body: 'x', headers })))).toBe(
    replayable,
  )
})

describe('next to a Request, whose referrer any member resets', () => {
  const shy = new Request(url, { referrer: '', referrerPolicy: 'no-referrer' })
  const told = { referrer: '', referrerPolicy: 'no-referrer' }

  test.each<[string, RequestInit | undefined]>([
    ['no init', undefined],
    ['an init of ours alone', { holdfast: { retry: false } } as RequestInit],
    ['members that are left undefined', { method: undefined, signal: undefined } as never],
  ])('%s leaves referrer and policy', (_what, init) => {
    expect(read(shy, init).init).toMatchObject(told)
  })

  test.each<RequestInit>([
    { method: 'POST' },
    { priority: 'high' },
    { body: 'x' },
    { signal: null },
  ])('%j resets them, as the platform does', (init) => {
    expect(read(shy, init).init).toEqual(init)
  })

  test('what is said anew holds', () => {
    expect(read(shy, { referrerPolicy: 'origin' }).init).toEqual({ referrerPolicy: 'origin' })
  })

  test('a Request that names neither costs nothing', () => {
    expect(read(new Request(url), undefined).init).toBeUndefined()
  })
})
