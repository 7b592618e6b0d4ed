import { AsyncLocalStorage } from 'node:async_hooks'
import { type Client, type ClientOptions, ConfigError, createClient } from 'holdfast'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  broken,
  fakeClock,
  json,
  scriptedFetch,
  stalling,
  status,
  type Step,
} from '../../src/testing/index.ts'
import { originOf } from '../../src/client/create-client.ts'
import { outcomeOf, watch } from '../harness.ts'

const problem = { 'content-type': 'application/problem+json' }

function make(options: ClientOptions, ...steps: Step[]) {
  const clock = fakeClock()
  const wire = scriptedFetch(...steps)
  const base = { fetch: wire, clock, random: () => 0.5, baseUrl: 'https://api.test/v1/' }
  const client = createClient({ ...base, ...options })
  const sent = (index = 0) => wire.calls[index]?.input as Request
  return watch({ client, wire, clock, sent })
}

test('joins paths to baseUrl and sends JSON and headers', async () => {
  const { client, wire, sent } = make({ headers: { 'x-app': 'a' } }, json({ id: 1 }))
  const made = await client
    .post('projects', { json: { name: 'n' }, headers: { 'x-b': 'b' } })
    .json<{ id: number }>()
  expect(made).toEqual({ id: 1 })
  expect(sent().url).toBe('https://api.test/v1/projects')
  expect(sent().method).toBe('POST')
  expect(Object.fromEntries(sent().headers)).toMatchObject({
    ...{ 'x-app': 'a', 'x-b': 'b', 'content-type': 'application/json', accept: 'application/json' },
  })
  expect(wire.calls).toHaveLength(1)
})

test.each(['get', 'put', 'patch', 'delete', 'head'] as const)('%s', async (method) => {
  const { client, sent } = make({}, status(204))
  expect(await client[method]('x')).toHaveProperty('status', 204)
  expect(sent().method).toBe(method.toUpperCase())
})

test('one layer retries: a dead backend gets four requests for one call, none from ky', async () => {
  const { client, wire, clock } = make({ circuit: false }, status(503))
  const answer = outcomeOf(client.get('x').json())
  await clock.advance(60_000)
  expect((await answer).error).toMatchObject({
    code: 'HTTP',
    status: 503,
    attempts: 4,
    retryable: true,
  })
  expect(wire.calls).toHaveLength(4)
})

test.each(['retry', 'timeout', 'totalTimeout', 'fetch'])(
  '%s of ky cannot come back by a call',
  async (name) => {
    const { client, wire } = make({}, status(204))
    const { error } = await outcomeOf(client.get('x', { [name]: 1 }))
    expect(error).toMatchObject({ code: 'CONFIG', option: name })
    expect(wire.calls).toHaveLength(0)
  },
)

test('passes what belongs to the call on: holdfast and priority', async () => {
  const { client, wire, clock } = make({}, status(503))
  const answer = outcomeOf(client.get('x', { holdfast: { retry: false }, priority: 'high' }).json())
  await clock.advance(60_000)
  await answer
  expect(wire.calls).toHaveLength(1)
})

test('a caller’s abort comes back as its own reason', async () => {
  const { client, clock } = make({}, stalling())
  for (const afterHeaders of [false, true]) {
    const caller = new AbortController()
    const reason = new Error('left the page')
    const answer = outcomeOf(client.get('x', { signal: caller.signal }).json())
    if (afterHeaders) await clock.advance(1)
    caller.abort(reason)
    expect((await answer).error).toBe(reason)
  }
  expect(clock.pending).toBe(0)
})

test('the body’s deadline holds for json() too', async () => {
  const { client, clock } = make({}, stalling())
  const answer = outcomeOf(client.get('x').json())
  await clock.advance(30_000)
  expect((await answer).error).toMatchObject({ code: 'TIMEOUT', phase: 'body' })
})

test('a failed connection is a NetworkError with its attempts', async () => {
  const { client, clock } = make({ circuit: false }, broken)
  const answer = outcomeOf(client.get('x/42?token=secret').json())
  await clock.advance(60_000)
  const { error } = await answer
  expect(error).toMatchObject({
    code: 'NETWORK',
    attempts: 4,
    retryable: true,
    route: 'api.test/v1/x/:id',
  })
  expect(JSON.stringify(error) + String(error)).not.toContain('secret')
})

test('a problem is told as one, and its JSON holds nothing that a user typed', async () => {
  const body = { title: 'Invalid', detail: 'ada@example.com is taken', errors: [] }
  const { client } = make({}, json(body, 422, problem))
  const { error } = await outcomeOf(client.post('x', { json: {} }).json())
  expect(error).toMatchObject({
    code: 'PROBLEM',
    status: 422,
    retryable: false,
    problem: { type: 'about:blank', ...body },
  })
  expect(JSON.stringify(error)).not.toContain('ada@example.com')
  expect(Object.keys(error as object)).not.toContain('problem')
})

test('nobody who reads the body hears of a failure twice, and one who does not hears it once', async () => {
  const { client } = make({ retry: false }, status(500))
  const heard: unknown[] = []
  const listen = (reason: unknown) => heard.push(reason)
  process.on('unhandledRejection', listen)
  onTestFinished(() => void process.off('unhandledRejection', listen))
  await outcomeOf(client.get('x').json())
  await outcomeOf(client.get('x'))
  await new Promise(setImmediate)
  expect(heard).toEqual([])
})

test('extend merges headers and shares the gate; a policy of its own makes a gate of its own', async () => {
  const { client, sent } = make({ headers: { 'x-app': 'a' } }, status(204))
  const child = client.extend({ headers: { 'x-child': 'c' } })
  await child.get('x')
  expect(Object.fromEntries(sent().headers)).toMatchObject({ 'x-app': 'a', 'x-child': 'c' })
  expect(client.stats()).toEqual(child.stats())
  const other = client.extend({ rateLimit: { limit: 1 } })
  await other.get('x')
  expect(other.stats().rate[0]).toMatchObject({ max: 1, remaining: 0 })
  expect(client.stats().rate[0]).toMatchObject({ max: 100, remaining: 99 })
})

test('close ends what is under way', async () => {
  const { client, clock } = make({}, stalling())
  const answer = outcomeOf(client.get('x').json())
  await clock.advance(1)
  client.close()
  expect((await answer).error).toMatchObject({ code: 'ABORTED' })
  expect(clock.pending).toBe(0)
})

test('close ends the clients that were extended, on this fetch or on their own', async () => {
  const { client } = make({}, status(204))
  const shared = client.extend({ headers: { a: 'b' } })
  const apart = shared.extend({ retry: false })
  const further = apart.extend({ headers: { a: 'c' } })
  const all = [client, shared, apart, further]
  client.close()
  for (const one of all) {
    expect((await outcomeOf(one.get('x'))).error).toMatchObject({ code: 'ABORTED' })
  }
})

test('a client on a fetch of its own is closed without the one it was extended from', async () => {
  const { client } = make({}, status(204))
  client.extend({ retry: false }).close()
  expect(await client.get('x')).toHaveProperty('status', 204)
})

test.each([[null], [{ baseUrl: 'http://[?token=secret' }], [{ heders: {} }]])(
  'refuses %o, at once and for an extension too',
  (options) => {
    const { extend } = createClient()
    for (const make of [createClient, extend]) {
      expect(() => make(options as never)).toThrow(ConfigError)
    }
  },
)

test('refuses hooks that would never run', async () => {
  const hooks = { beforeRetry: [() => undefined] }
  expect(() => createClient({ hooks })).toThrow('hooks.beforeRetry')
  const { client } = make({ hooks: { beforeRetry: [] } }, status(204))
  expect(() => client.extend({ hooks })).toThrow('hooks.beforeRetry')
  const { error } = await outcomeOf(client.get('x', { hooks }))
  expect(error).toMatchObject({ code: 'CONFIG', option: 'hooks.beforeRetry' })
})

test('refuses what is not a URL, and tells no query', async () => {
  const { client } = make({}, status(204))
  const { error } = await outcomeOf(client.get('http://[?token=secret'))
  expect(error).toMatchObject({ code: 'CONFIG', option: 'url' })
  expect(String(error)).not.toContain('secret')
  expect(() => createClient({ baseUrl: 'http://[' })).toThrow('baseUrl is "http://["')
})

test('methods work detached', async () => {
  const { client } = make({}, status(204))
  const { get }: Client = client
  expect(await get('x')).toHaveProperty('status', 204)
})

test('a client, and a copy of it, know where its paths lead; of another nobody knows', () => {
  const api = createClient({ baseUrl: 'http://localhost:3000/v1' })
  const apart = api.extend({ baseUrl: 'https://api.test/', timeout: false })
  const known = [api, { ...api }, apart, createClient({ prefix: 'https://api.test/v2' })]
  expect(known.map(originOf)).toEqual([
    ...['http://localhost:3000', 'http://localhost:3000', 'https://api.test', 'https://api.test'],
  ])
  expect(originOf({ ...api, get: apart.post })).toBeUndefined()
})

test('options whose members are getters of a class are read as any others', async () => {
  class Options {
    get headers() {
      return { 'x-app': 'a' }
    }
    get retry() {
      return false as const
    }
  }
  class Call {
    get headers() {
      return { 'x-call': 'b' }
    }
    get searchParams() {
      return { page: 2 }
    }
    get json() {
      return { name: 'n' }
    }
    get holdfast() {
      return new Settings()
    }
  }
  class Settings {
    get partition() {
      return 'tenant'
    }
  }
  const echo: Step = async (request) => new Response(await request.text())
  const own = { fetch: scriptedFetch(echo, status(503)), clock: fakeClock() }
  const base = Object.assign(new Options(), own, { baseUrl: 'https://api.test/v1/' })
  const client = createClient(base).extend({})
  expect(await client.post('rows', new Call()).json()).toEqual({ name: 'n' })
  const [sent] = own.fetch.calls.map(({ input }) => input as Request)
  expect(sent?.url).toBe('https://api.test/v1/rows?page=2')
  expect(Object.fromEntries(sent?.headers ?? [])).toMatchObject({ 'x-app': 'a', 'x-call': 'b' })
  expect(client.stats().queue[0]?.gate).toBe('https://api.test tenant')
  // One request, because `retry` was heard.
  expect((await outcomeOf(client.get('rows').json())).error).toMatchObject({ attempts: 1 })
})

test('a getter of a call that throws rejects it, and one of ky’s that is ours is refused', async () => {
  const { client, wire } = make({}, status(204))
  const thrown = new Error('mine')
  const throwing = Object.create({
    get headers() {
      throw thrown
    },
  }) as object
  expect((await outcomeOf(client.get('x', throwing))).error).toBe(thrown)
  const retrying = new (class {
    get retry() {
      return 2
    }
  })()
  expect((await outcomeOf(client.get('x', retrying as object))).error).toMatchObject({
    ...{ code: 'CONFIG', option: 'retry' },
  })
  expect(wire.calls).toHaveLength(0)
})

test('two users of one client never share an answer, though the wire alone signs', async () => {
  const session = new AsyncLocalStorage<string>()
  const signed = vi.fn(async () => {
    const user = session.getStore()
    await Promise.resolve()
    return Response.json(user)
  })
  const { client } = make({ fetch: signed, user: () => session.getStore() }, status(204))
  const me = (user: string) => session.run(user, () => client.get('me').json())
  expect(await Promise.all([me('ada'), me('bob'), me('ada')])).toEqual(['ada', 'bob', 'ada'])
  expect(signed).toHaveBeenCalledTimes(2)
})

describe('a call refuses, and sends nothing,', () => {
  const form = new FormData()
  form.set('password', 'hunter2')
  test.each<[string, unknown, string, string]>([
    ['a body in the place of the options', { name: 'hunter2' }, 'name', 'as json'],
    ['text in their place', 'hunter2', 'options', 'as json'],
    ['a form in their place', form, 'options', 'FormData'],
    ['an array in their place', ['hunter2'], 'options', 'Array'],
    ['a signal in their place', new AbortController().signal, 'options', 'AbortSignal'],
    ['params of axios', { params: { q: 'hunter2' } }, 'params', 'did you mean searchParams?'],
    ['data of axios', { data: { q: 'hunter2' } }, 'data', 'as json'],
    ['another base', { baseURL: 'https://hunter2.test' }, 'baseURL', 'did you mean baseUrl?'],
    ['a timeout', { timeoutMs: 5 }, 'timeoutMs', 'a timeout into holdfast'],
    ['an object as the body', { body: { q: 'hunter2' } }, 'body', 'as json'],
    ['an array as the body', { body: ['hunter2'] }, 'body', 'as json'],
    ['a hook that is none', { hooks: { beforeRequest: 'x' } }, 'hooks.beforeRequest', 'functions'],
    [
      'a hook outside of a list',
      { hooks: { afterResponse: () => 1 } },
      'hooks.afterResponse',
      'array',
    ],
    ['a hook nobody knows', { hooks: { onRequest: [] } }, 'hooks.onRequest', 'beforeRequest'],
    ['a bar that is none', { onDownloadProgress: 1 }, 'onDownloadProgress', 'a function'],
  ])('%s', async (_what, options, option, words) => {
    const { client, wire } = make({}, status(204))
    const { error } = await outcomeOf(client.post('x', options as object))
    expect(error).toMatchObject({ code: 'CONFIG', option })
    expect(String(error)).toContain(words)
    expect(String(error)).not.toContain('hunter2')
    expect(wire.calls).toHaveLength(0)
  })

  test('a client the same of hooks and functions, at construction', () => {
    for (const options of [{ hooks: { beforeRequest: [1] } }, { parseJson: 'x' }]) {
      expect(() => createClient(options as never)).toThrow(ConfigError)
      expect(() => createClient().extend(options as never)).toThrow(ConfigError)
    }
  })
})

test('what the platform or a framework reads of an init passes, and so does every kind of body', async () => {
  const { client, wire } = make({}, status(204))
  const bodies = ['text', new FormData(), new URLSearchParams(), new Blob(), new Uint8Array(1)]
  for (const body of bodies) await client.post('x', { body })
  await client.get('x', { dispatcher: undefined, next: { revalidate: 1 }, cf: {} } as object)
  await client.get('x', null as never)
  expect(wire.calls).toHaveLength(bodies.length + 2)
})

test('a progress bar that throws fails no call', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const { client } = make({}, status(200, { 'content-length': '4' }, 'body'))
  const onDownloadProgress = () => {
    throw new Error('my mistake')
  }
  expect(await client.get('x', { onDownloadProgress }).text()).toBe('body')
  expect(log).toHaveBeenCalled()
  log.mockRestore()
})
