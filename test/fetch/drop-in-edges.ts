import { createFetch, type FetchOptions } from 'holdfast'
import { expect, inject, test } from 'vitest'
import { outcomeOf } from '../harness.ts'
import { engine } from '../which-engine.ts'

type Fetch = typeof globalThis.fetch
type Use = (answer: Response) => unknown

/** What code does with `fetch` and its answers that no table of combinations shows; run in Node and in browsers. */
export function dropInEdges(options: FetchOptions): void {
  const origin = inject('serverOrigin')
  const large = `${origin}/mirror?bytes=200000&type=application/json&cors=any`
  const held = () => `${origin}/mirror?bytes=5&type=text/plain&hold=body&n=${Math.random()}`
  const fetch = createFetch(options)
  /** Whatever this brings, it brings the same over our fetch. */
  const same = async (use: (fetch: Fetch) => unknown, ours: Fetch = createFetch(options)) => {
    const native = await told(() => use((input, init) => globalThis.fetch(input, init)))
    expect(await told(() => use(ours))).toEqual(native)
    return native
  }

  test('it does not ask for a this, and takes null for no init', async () => {
    const call = { fetch }.fetch
    expect((await call.call(undefined as never, large, null as never)).status).toBe(200)
    expect((await Reflect.apply(fetch, new Date(), [new URL(large)])).status).toBe(200)
  })

  test('an answer is a Response to everyone who asks', async () => {
    await same(async (each) => {
      const answer = await each(large)
      const { constructor } = answer
      return [answer instanceof Response, constructor.name, Object.keys(answer), shown(answer)]
    })
  })

  test('methods taken from the platform’s prototype read it', async () => {
    await same(async (each) => Response.prototype.text.call(await each(large)))
    await same(async (each) => Response.prototype.clone.call(await each(large)).text())
  })

  test.each(Object.entries(readings))(
    'an answer is read as the platform’s: %s',
    async (_how, use) => {
      expect(await same(async (each) => use(await each(large)))).toBeDefined()
    },
  )

  test('it takes as many arguments as the platform’s says', () => {
    expect(fetch).toHaveLength(globalThis.fetch.length)
  })

  test.each(foreign)('what the platform does not fetch fails as it does there: %s', async (url) => {
    expect((await same((each) => each(url))).error).toBeDefined()
    expect((await same((each) => each(new Request(url, { method: 'PUT' })))).error).toBeDefined()
  })

  test('an init of a class, whose members are getters, is read as the platform reads it', async () => {
    await same(async (each) => {
      const answer = await each(`${origin}/echo?cors=any`, new Sending())
      const { method, headers, body } = (await answer.json()) as Sending
      return [method, headers['x-own'], body]
    })
  })

  test.each(hopeless)('%s is neither sent again nor held against anybody', async (url) => {
    const patient = createFetch({ ...options, ...(options.retry !== false && { retry: {} }) })
    const attempts: number[] = []
    patient.on((event) => void (event.type === 'call-settled' && attempts.push(event.attempts)))
    expect((await outcomeOf(patient(url))).error).toBeInstanceOf(TypeError)
    expect(attempts.every((count) => count <= 1)).toBe(true)
    expect(patient.stats().circuits.every(({ failuresInARow }) => failuresInARow === 0)).toBe(true)
  })

  test('a Request that is spent can be sent with another body', async () => {
    await same(async (each) => {
      const request = new Request(`${origin}/echo?cors=any`, { method: 'PUT', body: 'one' })
      await request.text()
      const heard = (await (await each(request, { body: 'two' })).json()) as { body: string }
      return [heard.body, request.bodyUsed]
    })
  })

  test('a Request and its stream are used by a call that was aborted before', async () => {
    await same(async (each) => {
      const signal = AbortSignal.abort('left')
      const own = new Request(large, { method: 'PUT', body: 'x', signal })
      const other = new Request(large, streaming(new ReadableStream()))
      const [ours, theirs] = [
        await told(() => each(own)),
        await told(() => each(other, { signal })),
      ]
      const refused = await told(() => each(takenRequest(large), { signal }))
      return [ours, theirs, refused, own.bodyUsed, other.bodyUsed]
    })
  })

  test('data and blob URLs are read as they are', async () => {
    const blob = URL.createObjectURL(new Blob(['blob'], { type: 'x/y' }))
    for (const url of ['data:text/plain,hello', blob]) {
      await same(async (each) => {
        const answer = await each(url)
        return [answer.url, answer.status, [...answer.headers], await answer.text()]
      })
    }
  })

  test('WebAssembly is compiled from the stream', async () => {
    const empty = fetch('data:application/wasm;base64,AGFzbQEAAAA=')
    expect(await WebAssembly.compileStreaming(empty)).toBeInstanceOf(WebAssembly.Module)
  })

  test.runIf(engine !== 'node')('an answer is kept in the cache of the page', async () => {
    const cache = await caches.open('drop-in')
    await cache.put('/kept', await fetch(large))
    expect(await (await cache.match('/kept'))?.text()).toHaveLength(length)
    await caches.delete('drop-in')
  })

  const malformed: [string, (fetch: Fetch) => unknown][] = [
    ['a body with GET', (each) => each(large, { body: 'x' })],
    ['a header that is none', (each) => each(large, { headers: { 'no name': 'x' } })],
    ['a mode that is none', (each) => each(large, { mode: 'no' as never })],
    ['a method that is forbidden', (each) => each(large, { method: 'TRACE' })],
    ['a method that is no text', (each) => each(large, { method: Symbol('GET') as never })],
    ['a mode that is not for the method', (each) => each(put(large), { mode: 'no-cors' })],
    [
      'a stream without duplex',
      (each) => each(large, { method: 'PUT', body: new ReadableStream() }),
    ],
    ['a URL that is none', (each) => each('http://[')],
    ['a URL with a password', (each) => each('https://user:pass@api.test/')],
    ['a URL that throws', (each) => each(unwritable as never)],
    ['a priority that is none', (each) => each(large, { priority: 'urgent' as never })],
    ['a referrer that is none', (each) => each(large, { referrer: 'http://[' })],
    ['a stream that is taken', (each) => each(large, streaming(taken()))],
    ['a Request that is spent', spent(large)],
  ]
  // Firefox knows no streams as bodies: it sends what they are as a text. WebKit asks for no `duplex`.
  const strange = {
    firefox: /^a stream/,
    webkit: /^a stream without duplex/,
    chromium: /^$/,
    node: /^$/,
  }
  const known = malformed.filter(([what]) => !strange[engine].test(what))

  test.each(known)('%s is refused though the signal is aborted', async (_what, use) => {
    const signal = AbortSignal.abort('left')
    const { error } = await same((each) => use((input, init) => each(input, { ...init, signal })))
    expect(error).not.toBe('left')
  })

  test.each(known)('%s is refused at once, in the platform’s words', async (_what, use) => {
    const patient = createFetch({ ...options, ...(options.retry !== false && { retry: {} }) })
    const { error } = await same((each) => returned(() => use(each)), patient)
    expect(error).toBeDefined()
    expect(patient.stats().circuits.every(({ failuresInARow }) => failuresInARow === 0)).toBe(true)
  })

  test('an abort reaches an answer, whatever became of its clone', async () => {
    const caller = new AbortController()
    const answer = await fetch(held(), { signal: caller.signal })
    void answer.clone().body?.cancel()
    const copy = answer.clone()
    const both = [outcomeOf(copy.text()), outcomeOf(answer.text())]
    expect((await outcomeOf(answer.text())).error).toBeInstanceOf(TypeError)
    caller.abort('left')
    expect(await Promise.all(both)).toEqual([{ error: 'left' }, { error: 'left' }])
  })

  test('one fetch stands on another', async () => {
    const onTop = createFetch({ ...options, fetch })
    for (const use of Object.values(readings))
      await same(async (each) => use(await each(large)), onTop)
    const caller = new AbortController()
    const reader = (await onTop(held(), { signal: caller.signal })).body?.getReader()
    await reader?.read()
    const next = outcomeOf(reader?.read() ?? Promise.reject())
    caller.abort('left')
    expect(await next).toEqual({ error: 'left' })
  })
}

const length = 200_000

/** Ways to read an answer, some of which it must refuse. */
const readings: Readonly<Record<string, Use>> = {
  'wrapped in another': (answer) => new Response(answer.body, answer).text(),
  'in a loop': async ({ body }) => {
    let bytes = 0
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) bytes += chunk.length
    return bytes
  },
  'through a transformer': ({ body }) =>
    new Response(body?.pipeThrough(new CompressionStream('gzip'))).bytes(),
  'piped elsewhere': async ({ body }) => {
    const through = new TransformStream<Uint8Array>()
    const piped = body?.pipeTo(through.writable)
    return [await new Response(through.readable).text(), await piped]
  },
  'in two halves of a tee': ({ body }) =>
    Promise.all((body?.tee() ?? []).map((half) => new Response(half).text())),
  'into buffers of the reader': async ({ body }) => {
    const reader = body?.getReader({ mode: 'byob' })
    let bytes = 0
    for (;;) {
      const part = await reader?.read(new Uint8Array(1000))
      if (!part || part.done) return [bytes, part?.value?.byteLength]
      bytes += part.value.length
    }
  },
  'by two clones and itself': (answer) =>
    Promise.all([answer.clone(), answer.clone(), answer].map((each) => each.text())),
  'after its stream was seen': async (answer) => [answer.body?.locked, await answer.text()],
  'after its stream was seen and it was cloned': async (answer) => {
    const before = answer.body
    const copy = answer.clone()
    const body = await new Response(answer.body).text()
    // Firefox hands out the same object again, though it stands for another stream.
    const isSame = engine !== 'firefox' && before === answer.body
    return [before?.locked, isSame, body, await copy.text()]
  },
  'while somebody holds its stream': async (answer) => {
    const reader = answer.body?.getReader()
    const refused = [await told(() => answer.text()), await told(() => answer.clone())]
    reader?.releaseLock()
    return [refused, answer.bodyUsed, await answer.text(), answer.bodyUsed]
  },
  'after a part of it': async (answer) => {
    const reader = answer.body?.getReader()
    await reader?.read()
    reader?.releaseLock()
    const refused = [await told(() => answer.text()), await told(() => answer.clone())]
    return [refused, answer.bodyUsed, answer.body?.locked]
  },
  'after its stream was cancelled': async (answer) => {
    await answer.body?.cancel()
    const refused = await told(() => answer.text())
    // Firefox and WebKit say of such a body that it was aborted or failed to load, if it had not come yet.
    const isFixed = engine === 'node' || engine === 'chromium'
    return [answer.bodyUsed, isFixed ? refused : 'error' in refused]
  },
  'twice at once': (answer) => Promise.all([answer.text(), told(() => answer.text())]),
}

const shown = (answer: Response): string => Object.prototype.toString.call(answer)

const put = (url: string): Request => new Request(url, { method: 'PUT' })

class Sending {
  get method(): string {
    return 'PUT'
  }
  get headers(): Record<string, string> {
    return { 'x-own': 'mine' }
  }
  get body(): string {
    return 'hello'
  }
}

/** What can never be fetched, wherever the page runs. */
const hopeless = ['about:blank', 'mailto:a@api.test', 'ftp://api.test/', 'javascript:0']
/** What no browser and no Node fetches either. */
const foreign = [...hopeless, 'x-own:y', 'file:///x']

const streaming = (body: ReadableStream) => ({ method: 'PUT', body, duplex: 'half' as const })

function taken(): ReadableStream {
  const stream = new ReadableStream()
  stream.getReader()
  return stream
}

function takenRequest(url: string): Request {
  const request = new Request(url, { method: 'PUT', body: 'x' })
  request.body?.getReader()
  return request
}

const unwritable = {
  toString() {
    throw new Error('no text')
  },
}

const spent = (url: string) => async (fetch: Fetch) => {
  const request = new Request(url, { method: 'PUT', body: 'x' })
  await request.text()
  return fetch(request)
}

/** Tells a promise that rejects from a function that throws. */
function returned(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    return { thrown: error }
  }
}

/** How a call ended, comparable: of errors what a caller can read. */
async function told(use: () => unknown): Promise<{ value?: unknown; error?: unknown }> {
  const { value, error } = await outcomeOf((async () => use())())
  if (!(error instanceof Error)) return { value, error }
  // Chromium and Firefox begin with who found it out.
  const message = error.message
    .replace(/^Failed to \w+ '\w+'( on '\w+')?: /, '')
    .replace(/^(?:\w+\.\w+|\w+ constructor): /, '')
  return { error: [error.constructor.name, error.name, message] }
}
