import { replaceOption } from 'ky'
import { type Client, type ClientOptions, createClient, type RequestOptions } from 'holdfast'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { boundTo } from '../../src/client/create-client.ts'
import { fakeClock, json, scriptedFetch, status, type Step } from '../../src/testing/index.ts'

const base = 'https://api.test/v1/'
const headers = { Authorization: 'Bearer secret', 'x-tenant': 'seven' }

function make(options: ClientOptions = {}, ...steps: Step[]) {
  const wire = scriptedFetch(...(steps.length > 0 ? steps : [status(204)]))
  const given = { fetch: wire, clock: fakeClock(), baseUrl: base, headers, ...options }
  /** Which default headers the request had, that of the id included, and where it went. */
  const sent = (index = wire.calls.length - 1) => {
    const request = wire.calls[index]?.input as Request
    const names = ['authorization', 'x-tenant', 'x-request-id']
    return { to: request.url, with: names.filter((name) => request.headers.has(name)) }
  }
  /** All headers of the newest request. */
  const sentHeaders = () => {
    const request = wire.calls.at(-1)?.input as Request
    return Object.fromEntries(request.headers)
  }
  return { client: createClient(given), wire, sent, sentHeaders }
}

const all = ['authorization', 'x-tenant', 'x-request-id']

describe('default headers stay at home in every form of a link:', () => {
  test.each<[string, string | URL | Request, RequestOptions?]>([
    ['a text', 'https://other.test/x'],
    ['a URL', new URL('https://other.test/x')],
    ['a Request', new Request('https://other.test/x')],
    ['without a scheme', '//other.test/x'],
    ['backslashes', '\\\\other.test\\x'],
    ['a slash and a backslash', '/\\other.test/x'],
    ['a scheme in capitals', 'HTTPS://OTHER.TEST/x'],
    ['spaces before it', ' \t\nhttps://other.test/x'],
    ['a line break within', 'https://other\n.test/x'],
    ['search parameters', 'https://other.test/x', { searchParams: { a: 1 } }],
    ['another port', 'https://api.test:8443/x'],
    ['another scheme', 'http://api.test/x'],
    ['the own name before a dot', 'https://api.test.evil.test/v1/'],
    ['a subdomain', 'https://sub.api.test/x'],
    ['a fragment with the base', 'https://other.test/#https://api.test/v1/'],
    ['a base of the call', 'x', { baseUrl: 'https://other.test/' }],
    ['a prefix of the call', 'x', { prefix: 'https://other.test/' }],
    ['an own header with it', 'https://other.test/x', { headers: { 'x-own': '1' } }],
  ])('%s', async (_name, url, options) => {
    const { client, sent } = make()
    await client.get(url, options)
    expect(sent().with).toEqual([])
    await client.post(url instanceof Request ? url.clone() : url, { ...options, json: {} })
    expect(sent().with).toEqual([])
  })
})

test.each<[string, string | URL | Request, RequestOptions?]>([
  ['a path', 'x'],
  ['a path from the origin', '/x'],
  ['an absolute link', 'https://api.test/other'],
  ['a Request', new Request('https://api.test/x')],
  ['a named origin', 'https://cdn.test/x'],
  ['what a prefix makes a path', 'https://other.test/x', { prefix: 'v2' }],
])('they go to %s', async (_name, url, options) => {
  const { client, sent } = make({ origins: ['https://cdn.test'] })
  await client.get(url, options)
  expect(sent().with).toEqual(all)
})

test('default search parameters stay at home, too', async () => {
  const { client, sent } = make({ searchParams: { key: 'secret' } })
  await client.get('x')
  await client.get('https://other.test/x')
  expect([sent(0).to, sent(1).to]).toEqual([`${base}x?key=secret`, 'https://other.test/x'])
})

test('what is passed in the call goes where the call goes', async () => {
  const { client, sentHeaders } = make()
  const own = { authorization: 'Bearer secret', 'x-tenant': 'mine' }
  const pairs: [string, string][] = [['x-tenant', 'mine']]
  for (const passed of [own, new Headers(own), pairs]) {
    await client.get('https://other.test/x', { headers: passed })
    expect(sentHeaders()).toMatchObject(Object.fromEntries(new Headers(passed)))
  }
  await client.get(new Request('https://other.test/x', { headers: own }))
  expect(sentHeaders()).toMatchObject(own)
})

test('accept and content-type are ky’s own where the defaults stay at home', async () => {
  const types = { accept: 'application/vnd.api+json', 'content-type': 'application/vnd.api+json' }
  const { client, sentHeaders } = make({ headers: types }, json({}))
  for (const [url, type] of [
    ['x', types.accept],
    ['https://other.test/x', 'application/json'],
  ] as const) {
    await client.post(url, { json: {} }).json()
    expect(sentHeaders()).toMatchObject({ accept: type, 'content-type': type })
  }
})

describe('hooks are the page’s own:', () => {
  test('what a hook sets goes where the request goes', async () => {
    const set = ({ request }: { request: Request }) => {
      request.headers.set('x-tenant', 'seven')
    }
    const { client, sent } = make({ hooks: { beforeRequest: [set] } })
    await client.get('https://other.test/x')
    expect(sent().with).toEqual(['x-tenant'])
  })

  test('a hook sees default headers on requests to own origins alone', async () => {
    const seen: (string | null)[] = []
    const look = ({ request }: { request: Request }) =>
      void seen.push(request.headers.get('authorization'))
    const { client } = make({ hooks: { beforeRequest: [look] } })
    await client.get('x')
    await client.get('https://other.test/x')
    expect(seen).toEqual(['Bearer secret', null])
  })

  test('one that leads a request elsewhere does not take the defaults along', async () => {
    const lead = ({ request }: { request: Request }) =>
      new Request('https://other.test/x', { headers: request.headers })
    const { client, sent } = make({ hooks: { beforeRequest: [lead] } })
    await client.get('x', { headers: { 'x-tenant': 'seven' } })
    expect(sent()).toEqual({ to: 'https://other.test/x', with: ['x-tenant'] })
  })
})

describe('after a redirect they stay with the own origins:', () => {
  const moved: Step = status(307, { location: 'https://other.test/x' })

  test.each(['get', 'put', 'post', 'delete'] as const)('%s', async (method) => {
    const { client, sent } = make({}, moved, status(204))
    await client[method]('x', method === 'put' || method === 'post' ? { json: {} } : {})
    expect(sent(0).with).toEqual(all)
    expect(sent(1)).toEqual({ to: 'https://other.test/x', with: [] })
  })

  test('a write that may be sent again, and is copied before it goes', async () => {
    const echo: Step = async (request) => new Response(await request.text())
    const { client, sent, wire } = make({}, moved, echo)
    const own = { 'idempotency-key': 'k' }
    expect(await client.post('x', { json: { a: 1 }, headers: own }).json()).toEqual({ a: 1 })
    expect(sent(1).with).toEqual([])
    const request = wire.calls[1]?.input as Request
    expect(request.headers.get('idempotency-key')).toBe('k')
  })

  test('what was passed in the call goes on, also with a default’s name and value', async () => {
    const { client, sent } = make({}, moved, status(204))
    await client.get('x', { headers: { 'X-Tenant': 'seven' } })
    expect(sent(1).with).toEqual(['x-tenant'])
  })

  test('between two own origins all but the credentials go on', async () => {
    const { client, sent } = make({ origins: ['https://other.test'] }, moved, status(204))
    await client.get('x')
    expect(sent(1).with).toEqual(['x-tenant', 'x-request-id'])
  })

  test('each of two clients over one fetch has its own', async () => {
    const wire = [moved, status(204), moved, status(204)]
    const { client, sent } = make({}, ...wire)
    const child = client.extend({ baseUrl: 'https://other.test/' })
    await child.get('https://other.test/')
    await client.get('x')
    expect([sent(1).with, sent(3).with]).toEqual([
      ['authorization', 'x-tenant', 'x-request-id'],
      [],
    ])
  })
})

describe('an extended client has its own origins:', () => {
  const [atA, atB, atC] = ['https://api.test/x', 'https://b.test/x', 'https://c.test/x']

  test.each<[string, ClientOptions, Record<string, string[]>]>([
    ['other headers', { headers: { 'x-tenant': 'eight' } }, { [atA]: all, [atB]: [] }],
    ['another base', { baseUrl: 'https://b.test/' }, { [atA]: [], [atB]: all, x: all }],
    ['another prefix', { prefix: 'https://b.test/' }, { x: all, [atA]: all }],
    ['more origins', { origins: ['https://b.test'] }, { [atA]: all, [atB]: all, [atC]: [] }],
    [
      'another base, and the first one named',
      { baseUrl: 'https://b.test/', origins: ['https://api.test'] },
      { [atA]: all, [atB]: all },
    ],
    ['no defaults', { headers: undefined } as never, { [atA]: ['x-request-id'], [atB]: [] }],
    [
      'defaults in place of the first ones',
      { headers: replaceOption({ 'x-tenant': 'eight' }) as never },
      { [atA]: ['x-tenant', 'x-request-id'], [atB]: [] },
    ],
  ])('%s', async (_name, options, expected) => {
    const { client, sent } = make()
    const child = client.extend(options)
    for (const [url, names] of Object.entries(expected)) {
      await child.get(url)
      expect([url, sent().with]).toEqual([url, names])
    }
    await client.get(atB)
    expect(sent().with, 'the first client is as it was').toEqual([])
  })
})

test('a header of the call replaces a default one, however it is written', async () => {
  const { client, wire, sentHeaders } = make(
    {},
    status(302, { location: 'https://other.test/' }),
    status(204),
  )
  await client.get('x', { headers: { 'X-Tenant': 'mine' } })
  expect(wire.calls.map(({ input }) => (input as Request).headers.get('x-tenant'))).toEqual([
    'mine',
    'mine',
  ])
  await client.extend({ headers: { AUTHORIZATION: 'other' } }).get('x')
  expect(sentHeaders()).toMatchObject({ authorization: 'other' })
  await client.get('x', { headers: { 'X-TENANT': undefined } as never })
  expect(sentHeaders()).not.toHaveProperty('x-tenant')
})

test('a header that a call leaves out, or all of them, is nobody’s', async () => {
  const { client, sent } = make({}, status(302, { location: 'https://other.test/' }), status(204))
  await client.get('x', { headers: { Authorization: undefined } as never })
  expect([sent(0).with, sent(1).with]).toEqual([['x-tenant', 'x-request-id'], []])
  await client.get('x', { headers: replaceOption({ 'x-tenant': 'eight' }) as never })
  expect(sent().with).toEqual(['x-tenant', 'x-request-id'])
})

test('who agrees in everything still shares one request', async () => {
  const { client, wire } = make()
  await Promise.all([client.get('x'), client.get('x')])
  expect(wire.calls).toHaveLength(1)
})

test('a wire that is none is refused', () => {
  expect(() => createClient({ fetch: 7 as never })).toThrow('fetch is 7')
})

describe('the idempotency key of a write', () => {
  const sentTo = async (url: string, options: ClientOptions = {}) => {
    const { client, sentHeaders } = make(options)
    await boundTo(client, () => 'k').post(url)
    return sentHeaders()['idempotency-key']
  }

  test('goes where the library may add headers, and nowhere else', async () => {
    expect(await sentTo('x')).toBe('k')
    expect(await sentTo('https://files.test/', { origins: ['https://files.test'] })).toBe('k')
    expect(await sentTo('https://other.test/')).toBeUndefined()
  })

  test('in a page goes to the base of another origin only where `origins` has it', async () => {
    vi.stubGlobal('location', { href: 'https://page.test/', origin: 'https://page.test' })
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(await sentTo('x')).toBeUndefined()
    expect(await sentTo('x', { origins: ['https://api.test'] })).toBe('k')
    expect(await sentTo('https://page.test/x')).toBe('k')
  })

  test('is taken off where a redirect leaves the own origins', async () => {
    const away = status(307, { location: 'https://other.test/' })
    const { client, sentHeaders } = make({}, away, status(204))
    await boundTo(client, () => 'k').post('x', { json: {} })
    expect(sentHeaders()['idempotency-key']).toBeUndefined()
  })

  test('a client that was not made here has none', () => {
    const client = {} as Client
    expect(boundTo(client, () => 'k')).toBe(client)
  })
})
