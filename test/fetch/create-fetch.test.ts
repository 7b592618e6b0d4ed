import { AbortedError, createFetch, type HoldfastFetch, isHoldfastError } from 'holdfast'
import { describe, expect, test, vi } from 'vitest'
import {
  fakeClock,
  json,
  scriptedFetch,
  silent,
  stalling,
  status,
} from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

test('works detached, with a string, a URL or a Request', async () => {
  const { fetch, wire } = bench({}, json(1))
  const detached: typeof globalThis.fetch = fetch
  for (const input of [url, new URL(url), new Request(url)])
    expect(await (await detached(input)).json()).toBe(1)
  expect(wire.calls).toHaveLength(3)
})

test('hands the init on as it is, unknown members included, and keeps ours to itself', async () => {
  const { fetch, wire } = bench({}, status(204))
  const init = {
    method: 'PATCH',
    body: 'b',
    next: { tags: ['a'] },
    credentials: 'include' as const,
  }
  await fetch(url, { ...init, holdfast: { cost: 2 } })
  expect(wire.calls[0]?.init).toMatchObject(init)
  expect(wire.calls[0]?.init).not.toHaveProperty('holdfast')
})

test('sends what it was given, though the caller has gone on to use it for the next', async () => {
  const limits = { concurrency: { limit: 1 }, retry: { limit: 1 } }
  const { fetch, wire, clock } = bench(limits, status(503), status(204))
  const [target, headers, body] = [new URL(url), new Headers(), new URLSearchParams()]
  const init: RequestInit = { method: 'PUT', headers, body }
  const calls = ['1', '2'].map((page) => {
    target.searchParams.set('page', page)
    headers.set('page', page)
    body.set('page', page)
    return fetch(target, init)
  })
  init.method = 'DELETE'
  await clock.advance(1_000)
  await Promise.all(calls)
  const sent = wire.calls.map(({ input, init: own }) => [
    input as string,
    own?.method,
    new Headers(own?.headers).get('page'),
    `${own?.body as URLSearchParams | undefined}`,
  ])
  const [first, second] = ['1', '2'].map((page) => [
    `${url}?page=${page}`,
    'PUT',
    page,
    `page=${page}`,
  ])
  expect(sent).toEqual([first, second, first])
})

test.each(['http://[', 'http://user:secret@api.test/', '/relative'])(
  'leaves it to the platform to refuse %s',
  async (bad) => {
    const { error } = await outcomeOf(createFetch()(bad))
    const { error: native } = await outcomeOf(globalThis.fetch(bad))
    expect(error).toBeInstanceOf(TypeError)
    expect((error as Error).message).toBe((native as Error).message)
  },
)

test('a malformed request is refused at once and not held against the backend', async () => {
  const { fetch, clock } = bench({}, status(200))
  const { error } = await outcomeOf(fetch(url, { headers: { 'not a name': 'x' } }))
  expect(error).toBeInstanceOf(TypeError)
  const withBody: RequestInit = { body: 'a GET has none' }
  expect((await outcomeOf(fetch(url, withBody))).error).toBeInstanceOf(TypeError)
  expect(fetch.stats().circuits.every(({ failuresInARow }) => failuresInARow === 0)).toBe(true)
  expect(clock.pending).toBe(0)
})

test.each([{}, 'x', 0, ''])(
  'what is no signal is refused as by the platform: %j',
  async (signal) => {
    const { fetch } = bench({}, status(200))
    const init = { signal } as unknown as RequestInit
    expect((await outcomeOf(fetch(url, init))).error).toBeInstanceOf(TypeError)
    // Nobody may join what was never begun.
    expect(await fetch(url)).toHaveProperty('status', 200)
  },
)

test('what is no input is a path of the page, as for the platform', async () => {
  vi.stubGlobal('document', { baseURI: 'https://page.test/' })
  const { fetch } = bench({ fetch: () => Promise.resolve(new Response(null, { status: 204 })) })
  expect(await fetch(null as never)).toHaveProperty('status', 204)
})

test('a wire that throws rejects, whatever it was given', async () => {
  const wire = () => {
    throw new Error('no wire')
  }
  const { fetch } = bench({ retry: false, fetch: wire }, status(200))
  for (const given of [url, 'http://']) {
    expect((await outcomeOf(fetch(given))).error).toMatchObject({ message: 'no wire' })
  }
})

test('one gate for each origin, or as partition says', async () => {
  const partition = ({ headers }: { headers: Headers }) => headers.get('user') ?? 'nobody'
  const { fetch } = bench({ partition }, status(204))
  await fetch(url, { headers: { user: 'ada' } })
  await fetch(url, { headers: { user: 'bob' }, holdfast: { partition: 'tenant-7' } })
  expect(fetch.stats().queue.map(({ gate }) => gate)).toEqual(['ada', 'bob tenant-7'])
})

test.each([null, 7, Promise.resolve('ada')])(
  'a partition that is no text is refused: %o',
  async (partition) => {
    const { fetch, wire } = bench({ partition: () => partition as never }, status(204))
    const { error } = await outcomeOf(fetch(url))
    expect(error).toMatchObject({ code: 'CONFIG', option: 'partition' })
    expect(wire.calls).toHaveLength(0)
  },
)

describe('one answer for several callers', () => {
  /** Answers with who asked, as a wire knows it that signs by itself. */
  const signing = (session: { user?: string | undefined }) => (): Promise<Response> =>
    Promise.resolve(Response.json(session.user ?? 'nobody'))
  const answers = async (calls: Promise<Response>[]) =>
    Promise.all(calls.map(async (call): Promise<unknown> => (await call).json()))

  test('is for one user, though the wire alone knows who that is', async () => {
    const session: { user?: string | undefined } = {}
    const wire = vi.fn(signing(session))
    const { fetch } = bench({ fetch: wire, user: () => session.user })
    const calls = ['ada', 'ada', 'bob', undefined, undefined].map((user) => {
      session.user = user
      return fetch(url)
    })
    expect(await answers(calls)).toEqual(['ada', 'ada', 'bob', 'nobody', 'nobody'])
    expect(wire).toHaveBeenCalledTimes(3)
  })

  test('is for one user by name, and told to nobody', async () => {
    const { fetch, wire, events } = bench({ user: 'ada-7' }, status(204))
    await Promise.all([fetch(url), fetch(new Request(url)), fetch(url)])
    expect(wire.calls).toHaveLength(2)
    expect(JSON.stringify([events, fetch.stats(), wire.calls])).not.toContain('ada-7')
  })

  test('is for one partition, of all calls or of one', async () => {
    let tenant = 'one'
    const partition = vi.fn(() => tenant)
    const { fetch, wire } = bench({ partition }, status(204))
    const calls = [fetch(url), fetch(url)]
    tenant = 'two'
    calls.push(fetch(url), fetch(url, { holdfast: { partition: 'a' } }))
    calls.push(fetch(url, { holdfast: { partition: 'b' } }))
    calls.push(fetch(url, { holdfast: { partition: 'b' } }))
    await Promise.all(calls)
    expect(wire.calls).toHaveLength(4)
    expect(partition).toHaveBeenCalledTimes(calls.length)
  })

  test.each<RequestCache>(['no-store', 'reload', 'no-cache'])(
    'is not for those who ask for one of their own: %s',
    async (cache) => {
      const { fetch, wire } = bench({}, status(204))
      await Promise.all([fetch(url, { cache }), fetch(url), fetch(url, { cache }), fetch(url)])
      expect(wire.calls).toHaveLength(3)
    },
  )
})

test.each([
  [() => 7, 'user is 7: it must be a string'],
  [() => null, 'user is null: it must be a string'],
  [() => Promise.resolve('ada'), 'user is an object: it must be a string'],
])('a user that is no text refuses the call: %o', async (user, message) => {
  const { fetch, wire, clock } = bench({ user: user as never }, status(204))
  for (const method of ['GET', 'POST']) {
    const { error } = await outcomeOf(fetch(url, { method }))
    expect(error).toMatchObject({ code: 'CONFIG', option: 'user', message })
  }
  expect([wire.calls.length, clock.pending]).toEqual([0, 0])
})

test('what asking for the user throws is what the call rejects with', async () => {
  let broken = true
  const user = () => {
    if (broken) throw new Error('no session')
    return 'ada'
  }
  const { fetch, wire } = bench({ user }, status(204))
  expect((await outcomeOf(fetch(url))).error).toMatchObject({ message: 'no session' })
  broken = false
  expect(await fetch(url)).toHaveProperty('status', 204)
  expect(wire.calls).toHaveLength(1)
})

describe('an init whose members are getters of a class', () => {
  const controller = new AbortController()
  class Init {
    reads: string[] = []
    #read<T>(name: string, value: T): T {
      this.reads.push(name)
      return value
    }
    get method() {
      return this.#read('method', 'POST')
    }
    get headers() {
      return this.#read('headers', { authorization: 'Bearer s' })
    }
    get body() {
      return this.#read('body', 'hello')
    }
    get signal() {
      return this.#read('signal', controller.signal)
    }
    get holdfast() {
      return this.#read('holdfast', new Settings())
    }
  }
  class Settings {
    get partition() {
      return 'tenant'
    }
  }

  test('is read as by the platform, each member once', async () => {
    const { fetch, wire } = bench({}, status(503), status(204))
    const init = new Init()
    await fetch(url, init)
    expect(wire.calls[0]?.init).toMatchObject({
      ...{ method: 'POST', body: 'hello', headers: { authorization: 'Bearer s' } },
    })
    expect(init.reads.sort()).toEqual(['body', 'headers', 'holdfast', 'method', 'signal'])
    expect(fetch.stats().queue[0]?.gate).toBe('https://api.test tenant')
  })

  test('is heard when it aborts', async () => {
    const { fetch } = bench({}, silent)
    const answer = outcomeOf(fetch(url, new Init() as RequestInit))
    controller.abort('left')
    expect(await answer).toEqual({ error: 'left' })
  })

  test('rejects with what a getter throws, and nothing is sent', async () => {
    const { fetch, wire } = bench({}, status(204))
    const thrown = new Error('mine')
    const init = Object.create({
      get headers() {
        throw thrown
      },
    }) as RequestInit
    for (const target of [url, 'data:,x', 'http://[']) {
      expect((await outcomeOf(fetch(target, init))).error).toBe(thrown)
    }
    expect(wire.calls).toHaveLength(0)
  })

  test('is read once also where the platform alone knows what to do', async () => {
    const wire = vi.fn((_input: unknown, init?: RequestInit) =>
      Promise.resolve(new Response(JSON.stringify(init?.method))),
    )
    const { fetch } = bench({ fetch: wire })
    const init = new Init()
    expect(await (await fetch('data:,x', init as RequestInit)).json()).toBe('POST')
    expect(init.reads).toHaveLength(5)
  })
})

test('idle gates are forgotten', async () => {
  const { fetch, clock } = bench({ dedupe: false }, status(204))
  for (let host = 0; host < 250; host++) {
    await fetch(`https://host-${host}.test/`)
    await clock.advance(60_000)
  }
  expect(fetch.stats().queue.length).toBeLessThanOrEqual(101)
})

describe('gates', () => {
  const options = {
    ...({ dedupe: false, circuit: false, concurrency: false } as const),
    partition: (request: { url: string }) => request.url,
  } as const
  const cost = (request: { url: string }) => (request.url.includes('busy') ? 1 : 0)
  async function visit(fetch: HoldfastFetch, kind: string, count: number) {
    for (let index = 0; index < count; index++) await fetch(`${url}/${kind}-${index}`)
    return fetch.stats().queue.length
  }

  test('that are idle are forgotten when there is a hundred, and not before', async () => {
    const { fetch } = bench({ ...options, rateLimit: { cost } }, status(204))
    expect(await visit(fetch, 'idle', 100)).toBe(100)
    expect(await visit(fetch, 'other', 1)).toBe(1)
  })

  test('are looked through again when those that were kept have doubled', async () => {
    const { fetch } = bench({ ...options, rateLimit: { cost } }, status(204))
    expect(await visit(fetch, 'busy', 101)).toBe(101)
    expect(await visit(fetch, 'idle', 99)).toBe(200)
    expect(await visit(fetch, 'other', 1)).toBe(102)
  })
})

test.each([-1, 2, Number.NaN])(
  'a cost of %d is refused with the range that is legal',
  async (cost) => {
    const { fetch, wire } = bench({ rateLimit: { limit: 1, cost: () => cost } }, status(204))
    expect((await outcomeOf(fetch(url))).error).toMatchObject({
      ...{ code: 'CONFIG', option: 'cost' },
      message: expect.stringContaining(
        'it must be from 0 to rateLimit.limit, which is 1',
      ) as string,
    })
    expect(wire.calls).toHaveLength(0)
  },
)

test.each([
  [{ cost: () => '5' }, 'cost is "5": it must be from 0 to rateLimit.limit, which is 100'],
  [{ key: () => Promise.resolve('ada') }, 'rateLimit.key is an object: it must be a string'],
  [{ key: () => 7 }, 'rateLimit.key is 7: it must be a string'],
])('what a callback of the rate limit may not say is refused: %o', async (rateLimit, message) => {
  const { fetch, wire } = bench({ rateLimit: rateLimit as object }, status(204))
  expect((await outcomeOf(fetch(url))).error).toMatchObject({ code: 'CONFIG', message })
  expect(wire.calls).toHaveLength(0)
})

test('a decision that is a promise is refused, and its rejection is the console’s alone', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const late = () => Promise.reject(new Error('my mistake'))
  const lates: [string, object][] = [
    ['partition', { partition: late }],
    ['user', { user: late }],
    ['cost', { rateLimit: { cost: late } }],
    ['rateLimit.key', { rateLimit: { key: late } }],
    ['retry.shouldRetry', { retry: { shouldRetry: late } }],
  ]
  for (const [option, options] of lates) {
    const { fetch } = bench(options, status(503))
    expect((await outcomeOf(fetch(url))).error).toMatchObject({ code: 'CONFIG', option })
  }
  const circuit = { initialState: late as never }
  expect(() => bench({ circuit }, status(204))).toThrow('circuit.initialState is a promise')
  await Promise.resolve()
  expect(log).toHaveBeenCalledTimes(lates.length + 1)
  log.mockRestore()
})

test('a callback that makes the caller leave leaves nothing behind', async () => {
  const caller = new AbortController()
  const cost = () => {
    caller.abort('left')
    return 1
  }
  const { fetch, wire, told } = bench({ rateLimit: { cost } }, silent)
  expect(await outcomeOf(fetch(url, { signal: caller.signal }))).toEqual({ error: 'left' })
  expect(told()).toEqual(['call-started', 'call-settled'])
  // It came too late: nobody has been told of this one, or asked.
  expect(await outcomeOf(fetch(url, { signal: caller.signal }))).toEqual({ error: 'left' })
  expect([told().length, wire.calls.length]).toEqual([2, 0])
})

test('after close nobody hears of anything', async () => {
  const { fetch, told } = bench({}, status(204))
  await fetch(url)
  fetch.close()
  const before = told().length
  fetch.isolate(url)
  expect(told()).toHaveLength(before)
})

test('close ends every call, in line and in flight, and refuses later ones', async () => {
  const { fetch, clock } = bench({ concurrency: { limit: 1 }, dedupe: false }, silent)
  const ends = [1, 2, 3].map(() => outcomeOf(fetch(url)))
  fetch.close()
  for (const { error } of await Promise.all(ends)) expect(error).toMatchObject({ code: 'ABORTED' })
  expect((await outcomeOf(fetch(url))).error).toMatchObject({ code: 'ABORTED' })
  await clock.advance(0)
})

test('a listener that throws disturbs nobody, and one that left hears nothing', async () => {
  const { fetch } = bench({}, status(204))
  const heard: string[] = []
  const said = vi.spyOn(console, 'error').mockReturnValue()
  const leave = fetch.on(() => {
    throw new Error('listener')
  })
  fetch.on(({ type }) => heard.push(type))
  await fetch(url)
  leave()
  expect(heard).toEqual(['call-started', 'attempt-started', 'attempt-settled', 'call-settled'])
  expect(said).toHaveBeenCalledTimes(4)
})

test('two copies of the library do not disturb each other', async () => {
  vi.resetModules()
  const copy = await import('holdfast')
  expect(copy.createFetch).not.toBe(createFetch)
  const { fetch, wire } = bench({}, json({ a: 1 }))
  const outer = copy.createFetch({ fetch })
  expect(await (await outer(url)).json()).toEqual({ a: 1 })
  expect(wire.calls).toHaveLength(1)
  outer.close()
  const { error } = await outcomeOf(outer(url))
  expect(isHoldfastError(error)).toBe(true)
  expect(error).not.toBeInstanceOf(AbortedError)
})

test('an answer that two copies of the library hold is cloned, streamed and cut like any other', async () => {
  vi.resetModules()
  const copy = await import('holdfast')
  const { fetch, clock } = bench({}, json({ a: 1 }), json({ a: 2 }), stalling())
  const outer = copy.createFetch({ fetch, clock })
  const answer = await outer(url)
  const [one, two] = [answer.clone(), answer.clone()]
  expect(await Promise.all([one.json(), answer.json()])).toEqual([{ a: 1 }, { a: 1 }])
  expect(await new Response(two.clone().body).json()).toEqual({ a: 1 })
  await two.body?.cancel()
  const { body } = await outer(url)
  expect(await new Response(body).json()).toEqual({ a: 2 })
  const caller = new AbortController()
  const cut = await outer(url, { signal: caller.signal })
  const ends = [outcomeOf(cut.clone().text()), outcomeOf(cut.text())]
  caller.abort('left')
  expect(await Promise.all(ends)).toEqual([{ error: 'left' }, { error: 'left' }])
})

test('a call that nobody listens to reads the clocks four times', async () => {
  const clock = fakeClock()
  const readings = { monotonic: 0, wall: 0 }
  const counting = (name: keyof typeof readings) => () => {
    readings[name] += 1
    return clock[name]()
  }
  const counted = { ...clock, monotonic: counting('monotonic'), wall: counting('wall') }
  const fetch = createFetch({ clock: counted, fetch: scriptedFetch(json(1)) })
  Object.assign(readings, { monotonic: 0, wall: 0 })
  await (await fetch(url)).text()
  expect(readings).toEqual({ monotonic: 3, wall: 1 })
})

test.each([{}, new AbortController(), 'signal'])(
  'what is no signal is left to the platform to refuse, and holds up nobody: %o',
  async (signal) => {
    const { fetch, clock } = bench({}, status(204))
    const { error } = await outcomeOf(fetch(url, { signal: signal as AbortSignal }))
    expect(error).toBeInstanceOf(TypeError)
    expect(await fetch(url)).toHaveProperty('status', 204)
    expect(clock.pending).toBe(0)
  },
)

test('the stream of a call that was aborted before it began is cancelled, as by the platform', async () => {
  const { fetch, wire } = bench({}, silent)
  const cancel = vi.fn()
  const body = new ReadableStream({ cancel })
  const init = { method: 'POST', body, duplex: 'half' as const }
  expect(await outcomeOf(fetch(url, { ...init, signal: AbortSignal.abort('left') }))).toEqual({
    error: 'left',
  })
  expect(cancel).toHaveBeenCalledWith('left')
  expect(wire.calls).toHaveLength(0)
  body.getReader()
  const again = await outcomeOf(fetch(url, { ...init, signal: AbortSignal.abort('again') }))
  expect(again.error, 'a stream that is taken').toBeInstanceOf(TypeError)
})

test('a Request that was aborted before it began is used, as by the platform', async () => {
  const { fetch, wire } = bench({}, silent)
  const signal = AbortSignal.abort('left')
  const [own, other] = [{ signal }, {}].map(
    (init) => new Request(url, { method: 'POST', body: 'x', ...init }),
  ) as [Request, Request]
  expect(await outcomeOf(fetch(own))).toEqual({ error: 'left' })
  expect(await outcomeOf(fetch(other, { signal }))).toEqual({ error: 'left' })
  expect([own.bodyUsed, other.bodyUsed]).toEqual([true, true])
  expect(wire.calls).toHaveLength(0)
})

test.each<[string, RequestInit]>([
  ['a body with GET', { body: 'x' }],
  ['a mode that is none', { mode: 'no' as never }],
  ['a priority that is none', { priority: 'no' as never }],
])('%s is refused also where the signal is aborted', async (_what, init) => {
  const { fetch, wire } = bench({}, silent)
  const { error } = await outcomeOf(fetch(url, { ...init, signal: AbortSignal.abort('left') }))
  expect(error).toBeInstanceOf(TypeError)
  expect(wire.calls.length).toBeLessThan(2)
})

test('it takes as many arguments as the platform’s says', () => {
  expect(createFetch()).toHaveLength(globalThis.fetch.length)
})

test('a body that is left does not end the sharing of a later request for the same', async () => {
  const { fetch, wire, clock } = bench({}, stalling(), silent)
  const caller = new AbortController()
  await fetch(url, { signal: caller.signal })
  const later = new AbortController()
  const calls = [outcomeOf(fetch(url, { signal: later.signal }))]
  caller.abort()
  calls.push(outcomeOf(fetch(url, { signal: later.signal })))
  await clock.advance(0)
  expect(wire.calls).toHaveLength(2)
  later.abort()
  await Promise.all(calls)
})
