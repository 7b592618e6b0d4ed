import { createFetch } from 'holdfast'
import createOpenApiClient from 'openapi-fetch'
import { json as readJson } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { outcomeOf } from '../harness.ts'
import { serve } from './local-server.ts'

type Item = { id: string; name: string }
type Problem = { title: string }
type Answers = {
  200: { content: { 'application/json': Item } }
  404: { content: { 'application/json': Problem } }
}
type paths = {
  '/items/{id}': {
    parameters: { path: { id: string } }
    get: { parameters: { path: { id: string } }; responses: Answers }
    put: {
      parameters: { path: { id: string } }
      requestBody: { content: { 'application/json': { name: string } } }
      responses: Answers
    }
  }
}

/** A small API of items, whose first requests fail with 503 as often as told. */
async function itemsApi(failures = 0) {
  const seen: { method: string; url: string; key: unknown; body: unknown }[] = []
  const origin = await serve(async (request, response) => {
    const { method = '', url = '', headers } = request
    const body = method === 'PUT' ? await readJson(request) : undefined
    seen.push({ method, url, key: headers['x-api-key'], body })
    const status = seen.length <= failures ? 503 : url.endsWith('/none') ? 404 : 200
    const item = { id: url.split('/').at(-1), name: 'a', ...(body as object | undefined) }
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(status === 200 ? item : { title: `status ${status}` }))
  })
  const fetch = createFetch({ retry: { baseMs: 1 } })
  const client = createOpenApiClient<paths>({ baseUrl: origin, fetch })
  return { client, seen }
}

const call = (id: string) => ({ params: { path: { id } } })

test('an item is read, typed, and the answer is the platform’s', async () => {
  const { client, seen } = await itemsApi()
  const { data, error, response } = await client.GET('/items/{id}', call('1'))
  expect([data, error, response.status, response.url]).toEqual([
    { id: '1', name: 'a' },
    ...[undefined, 200],
    expect.stringMatching(/\/items\/1$/),
  ])
  expect(seen).toHaveLength(1)
})

test('what the API refuses is an error, not an exception, and is asked once', async () => {
  const { client, seen } = await itemsApi()
  const { data, error, response } = await client.GET('/items/{id}', call('none'))
  expect([data, error, response.status]).toEqual([undefined, { title: 'status 404' }, 404])
  expect(seen).toHaveLength(1)
})

test('a write that may be repeated is sent again with its body and its headers', async () => {
  const { client, seen } = await itemsApi(2)
  const { data } = await client.PUT('/items/{id}', {
    ...call('2'),
    body: { name: 'b' },
    headers: { 'x-api-key': 'k' },
  })
  expect(data).toEqual({ id: '2', name: 'b' })
  const sent = { method: 'PUT', url: '/items/2', key: 'k', body: { name: 'b' } }
  expect(seen).toEqual([sent, sent, sent])
})

test('middleware sees request and answer, and may read a clone', async () => {
  const { client } = await itemsApi()
  const texts: string[] = []
  client.use({
    onRequest: ({ request }) => request.headers.set('x-api-key', 'late'),
    async onResponse({ response }) {
      texts.push(await response.clone().text())
    },
  })
  const { data } = await client.GET('/items/{id}', call('3'))
  expect(texts).toEqual([JSON.stringify(data)])
})

test('the body comes as a stream where asked for', async () => {
  const { client } = await itemsApi()
  const { data } = await client.GET('/items/{id}', { ...call('4'), parseAs: 'stream' })
  expect(await new Response(data).json()).toEqual({ id: '4', name: 'a' })
})

test('an abort rejects with its reason', async () => {
  const caller = new AbortController()
  const origin = await serve(() => caller.abort('left'))
  const client = createOpenApiClient<paths>({ baseUrl: origin, fetch: createFetch() })
  const { error } = await outcomeOf(
    client.GET('/items/{id}', { ...call('5'), signal: caller.signal }),
  )
  expect(error).toBe('left')
})
