import { createClient } from 'holdfast'
import { expect, inject, test } from 'vitest'
import { engine } from '../which-engine.ts'
import { outcomeOf } from '../harness.ts'

const baseUrl = inject('serverOrigin')

test('speaks JSON with a server of another origin, and adds no header that it did not allow', async () => {
  const client = createClient({ baseUrl })
  const heard = await client
    .post('echo?key=client-json', { json: { a: 1 } })
    .json<{ body: string; headers: Record<string, string> }>()
  expect(JSON.parse(heard.body)).toEqual({ a: 1 })
  expect(heard.headers['x-request-id']).toBeUndefined()
  const own = createClient({ baseUrl, origins: [baseUrl] })
  const told = await own.get('echo').json<{ headers: Record<string, string> }>()
  expect(told.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
})

test('a CORS refusal is a NetworkError, told after the retries', async () => {
  const client = createClient({ baseUrl, retry: { limit: 1, baseMs: 1 } })
  const { error } = await outcomeOf(client.get('echo?cors=off').json())
  expect(error).toMatchObject({ code: 'NETWORK', attempts: 2, retryable: true })
})

test('a reset half-way through the body is a NetworkError', async () => {
  const { error } = await outcomeOf(createClient({ baseUrl }).get('reset').text())
  expect(error).toMatchObject({ code: 'NETWORK' })
})

test('a POST is sent once; with an Idempotency-Key again', async () => {
  const client = createClient({ baseUrl, retry: { baseMs: 1 } })
  const once = await outcomeOf(client.post('flaky?key=client-post&fail=1', { json: {} }).json())
  expect(once.error).toMatchObject({ code: 'HTTP', status: 503, attempts: 1 })
  const headers = { 'Idempotency-Key': 'k' }
  const again = client.post('flaky?key=client-key&fail=1', { json: { a: 1 }, headers })
  expect(await again.json()).toEqual({ request: 2 })
})

test('50 MB of JSON arrive', async () => {
  const { text } = await createClient({ baseUrl })
    .get('json?bytes=50000000')
    .json<{ text: string }>()
  expect(text).toHaveLength(50_000_000 - 11)
}, 120_000)

test('a file in a form, and a body that outlives the page, arrive whole', async () => {
  const client = createClient({ baseUrl })
  const form = new FormData()
  form.set('file', new File(['of the file'], 'a.txt'))
  const file = await client.post('echo', { body: form }).json<{ body: string }>()
  expect(file.body).toContain('of the file')
  const last = await client
    .post('echo', { json: { a: 1 }, keepalive: true })
    .json<{ body: string }>()
  expect(last.body).toBe('{"a":1}')
})

test('what the client sends is sent again, bodies of every kept kind included', async () => {
  const client = createClient({ baseUrl, retry: { baseMs: 1 } })
  const flaky = (key: string) => `flaky?key=client-again-${key}&fail=1`
  expect(await client.get(flaky('get')).json()).toEqual({ request: 2 })
  expect(await client.delete(flaky('delete')).json()).toEqual({ request: 2 })
  expect(await client.put(flaky('put'), { json: {} }).json()).toEqual({ request: 2 })
  const parts = { body: new URLSearchParams({ a: '1' }), keepalive: true }
  expect(await client.put(flaky('parts'), parts).json()).toEqual({ request: 2 })
})

test.each<[ReferrerPolicy, () => string | undefined]>([
  ['no-referrer', () => undefined],
  ['origin', () => `${location.origin}/`],
  ['unsafe-url', () => location.href.split('#')[0]],
])('tells the server of the page what the call says: %s', async (referrerPolicy, told) => {
  const client = createClient({ baseUrl, retry: false })
  const heard = await client
    .get('echo', { referrerPolicy })
    .json<{ headers: { referer?: string } }>()
  const answer = await fetch(`${baseUrl}/echo`, { referrerPolicy })
  const native = (await answer.json()) as typeof heard
  expect(heard.headers.referer).toBe(native.headers.referer)
  // Firefox and WebKit tell another origin no more than where the page is, whatever the policy.
  if (engine === 'chromium') expect(heard.headers.referer).toBe(told())
})

test.each([
  ['the first time', 200, 1],
  ['the second time', 503, 2],
])('a body is whole %s', async (_when, code, requests) => {
  const client = createClient({ baseUrl, retry: { limit: 1, baseMs: 1 } })
  const bodies = [{ json: { a: 1 } }, { json: { a: 1 }, keepalive: true }]
  for (const [index, options] of bodies.entries()) {
    const key = `client-whole-${code}-${index}`
    await outcomeOf(client.put(`mirror?key=${key}&status=${code}`, options).text())
    const seen = await client.get(`seen?key=${key}`).json<{ body: string; requests: number }>()
    expect([atob(seen.body), seen.requests]).toEqual(['{"a":1}', requests])
  }
})
