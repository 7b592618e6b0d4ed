import { afterEach, expect, test, vi } from 'vitest'
import {
  type CallRequest,
  isMalformed,
  isRepeatable,
  isReplayable,
  readRequest,
  sharingKey,
} from '../../src/fetch/request.ts'

afterEach(() => vi.unstubAllGlobals())

const read = (input: RequestInfo | URL, init?: RequestInit) =>
  readRequest(input, init) as CallRequest
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

test('what is relative to the page follows the page', () => {
  vi.stubGlobal('document', { baseURI: 'https://one.test/a/' })
  expect(read('b').target).toEqual({ origin: 'https://one.test', route: 'one.test/a/b' })
  vi.stubGlobal('document', { baseURI: 'https://two.test/' })
  expect(read('b').target).toEqual({ origin: 'https://two.test', route: 'two.test/b' })
})

test('leaves it to the platform to refuse what is no URL, or holds a password', () => {
  for (const bad of ['http://[', '', '/relative', 'https://u:p@api.test/']) {
    expect(readRequest(bad, undefined)).toBeUndefined()
  }
})

test.each<[string, RequestInfo | URL, RequestInit, boolean]>([
  ['no body', url, {}, true],
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
})

test('names the answer, not the call', () => {
  const headers = { Accept: 'a' }
  expect(sharingKey(read(url, { headers }))).toBe(
    sharingKey(read(url, { headers: new Headers(headers) })),
  )
  expect(sharingKey(read(new Request(url)))).not.toBe(
    sharingKey(read(new Request(url, { cache: 'no-store' }))),
  )
  expect(sharingKey(read(url, { headers: { 'X-Request-ID': '1' } }))).toBe(
    sharingKey(read(url, { headers: { 'X-Request-ID': '2' } })),
  )
  expect(sharingKey(read(url, { next: {} } as RequestInit))).toBeUndefined()
  expect(sharingKey(read(url, { headers: { 'If-None-Match': 'x' } }))).toBeUndefined()
})
