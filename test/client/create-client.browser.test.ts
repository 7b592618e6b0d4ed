import { createClient } from 'holdfast'
import { expect, inject, test } from 'vitest'
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
})
