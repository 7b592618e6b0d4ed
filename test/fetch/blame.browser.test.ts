import { createClient, createFetch } from 'holdfast'
import { expect, inject, test, vi } from 'vitest'
import { outcomeOf } from '../harness.ts'
import { engine } from '../which-engine.ts'

const origin = inject('serverOrigin')
const options = { retry: { limit: 1, baseMs: 1 }, circuit: { maxWaitMs: 0 } } as const
const failing = () => new ReadableStream({ start: (own) => own.error(new Error('closed')) })
const upload = (body: BodyInit, more: RequestInit = {}): RequestInit => ({
  method: 'PUT',
  body,
  ...more,
})
const half = { duplex: 'half' } as RequestInit

const refused: [string, string, () => RequestInit][] = [
  ['a body of 70 KB kept alive', '/echo', () => upload('x'.repeat(70_000), { keepalive: true })],
  ['no redirect, and there is one', '/redirect?to=/echo', () => ({ redirect: 'error' })],
  ['a digest that does not fit', '/json', () => ({ integrity: `sha256-${'A'.repeat(43)}=` })],
  ['its own origin alone', '/json', () => ({ mode: 'same-origin' })],
  ['a stream over HTTP/1.1', '/echo', () => upload(new Blob(['x']).stream(), half)],
  ['a stream that the page breaks', '/echo', () => upload(failing(), half)],
]
// Firefox 153 keeps bodies of any size alive, and sends what a stream is as a text.
const known = engine === 'firefox' ? refused.filter(([, path]) => path !== '/echo') : refused

/** The server is well all the time: what fails never leaves the browser, or is refused as the page asked. */
test.each(known)(
  'what the browser refuses by itself is neither repeated nor counted: %s',
  async (_, path, init) => {
    const fetch = createFetch({ ...options, retry: { ...options.retry, methods: ['GET', 'PUT'] } })
    let attempts = 0
    fetch.on(({ type }) => void (attempts += type === 'attempt-started' ? 1 : 0))
    for (let call = 0; call < 5; call++) {
      expect((await outcomeOf(fetch(origin + path, init()))).error).toBeInstanceOf(Error)
      const { error } = await outcomeOf(fetch(new Request(origin + path, init())))
      expect(error).toBeInstanceOf(Error)
    }
    expect(attempts).toBe(10)
    expect((await fetch(`${origin}/json`)).status).toBe(200)
  },
)

// WebKitGTK 2.50 asks the network all the same.
test.skipIf(engine === 'webkit')(
  'a miss of the cache alone is neither repeated nor counted',
  async () => {
    const fetch = createFetch(options)
    const init = { mode: 'same-origin', cache: 'only-if-cached' } as const
    for (let call = 0; call < 5; call++) {
      const { error } = await outcomeOf(fetch(`${location.origin}/nothing-here`, init))
      expect(error).toBeInstanceOf(TypeError)
    }
    expect(fetch.stats().circuits.every(({ failuresInARow }) => failuresInARow === 0)).toBe(true)
  },
)

test.each(['mailto:ada@api.test', 'about:blank', 'holdfast:x'])(
  'a scheme that nobody can fetch is neither repeated nor counted: %s',
  async (url) => {
    const fetch = createFetch(options)
    for (let call = 0; call < 5; call++) {
      expect((await outcomeOf(fetch(url))).error).toBeInstanceOf(TypeError)
    }
    expect(fetch.stats().circuits.every(({ failuresInARow }) => failuresInARow === 0)).toBe(true)
  },
)

test('the client says of such a refusal that it is not worth a retry', async () => {
  const client = createClient({ baseUrl: `${origin}/`, ...options })
  const { error } = await outcomeOf(client.get('redirect?to=/echo', { redirect: 'error' }))
  expect(error).toMatchObject({ code: 'NETWORK', retryable: false })
})

test('an upload whose progress is watched arrives where no stream can be sent, and unwatched', async () => {
  const onUploadProgress = vi.fn()
  const client = createClient({ baseUrl: `${origin}/`, ...options })
  const watching = createClient({ baseUrl: `${origin}/`, ...options, onUploadProgress })
  const json = { a: 1 }
  for (const sent of [
    client.post('echo', { json, onUploadProgress }),
    watching.put('echo', { json }),
  ]) {
    expect(await sent.json()).toMatchObject({ body: '{"a":1}' })
  }
  expect(onUploadProgress).not.toHaveBeenCalled()
})

test('a server that is not there is still noticed', async () => {
  const fetch = createFetch({ ...options, retry: false })
  for (let call = 0; call < 5; call++) await outcomeOf(fetch('http://127.0.0.1:1/'))
  expect((await outcomeOf(fetch('http://127.0.0.1:1/'))).error).toMatchObject({
    code: 'CIRCUIT_OPEN',
  })
})
