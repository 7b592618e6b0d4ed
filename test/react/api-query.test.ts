import { QueryClient } from '@tanstack/react-query'
import { type Client, createClient, type HoldfastError } from 'holdfast'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { apiQuery } from '../../src/react/api-query.ts'
import { json, scriptedFetch, silent, status, type Step } from '../../src/testing/index.ts'

const queryClients: QueryClient[] = []
afterEach(() => queryClients.splice(0).forEach((queryClient) => queryClient.clear()))

/** A QueryClient that is none of ours. */
function cache() {
  const queries = { retry: 3, retryDelay: 0 }
  const queryClient = new QueryClient({ defaultOptions: { queries } })
  queryClients.push(queryClient)
  return queryClient
}

function clientOver(...steps: Step[]) {
  const wire = scriptedFetch(...steps)
  const client = createClient({ baseUrl: 'https://api.test/', fetch: wire, retry: false })
  return { wire, client }
}

const failure = (client: Client, path: string, queryClient = cache()): Promise<HoldfastError> =>
  queryClient.query(apiQuery(client, path)).then(
    () => expect.unreachable(),
    (error: HoldfastError) => error,
  )

test('serves a loader outside of React, and its key finds the answer', async () => {
  const { client } = clientOver(json([{ id: 1 }]))
  const queryClient = cache()
  const query = apiQuery<{ id: number }[]>(client, 'projects')
  expect(await queryClient.query(query)).toEqual([{ id: 1 }])
  expect(queryClient.getQueryData(query.queryKey)?.[0]?.id).toBe(1)
})

test('sends the parameters and the settings of the request', async () => {
  const { client, wire } = clientOver(json([]))
  const request = { headers: { 'x-tenant': '7' } }
  const query = apiQuery(client, 'projects', { searchParams: { page: 2, q: undefined }, request })
  await cache().query(query)
  const sent = wire.calls[0]?.input as Request
  expect(sent.url).toBe('https://api.test/projects?page=2')
  expect(sent.headers.get('x-tenant')).toBe('7')
})

test('aborts on the wire what nobody waits for any more', async () => {
  const { client, wire } = clientOver(silent)
  const queryClient = cache()
  const query = apiQuery(client, 'projects')
  const answer = queryClient.query(query).catch(() => 'cancelled')
  await expect.poll(() => wire.open).toBe(1)
  await queryClient.cancelQueries({ queryKey: query.queryKey })
  expect(await answer).toBe('cancelled')
  expect(wire.open).toBe(0)
})

test('fails with our error after one request, though the cache would retry three times', async () => {
  const { client, wire } = clientOver(status(503))
  const error = await failure(client, 'projects')
  expect(error).toMatchObject({ code: 'HTTP', status: 503, attempts: 1, retryable: true })
  expect(wire.calls).toHaveLength(1)
})

test('keeps what the schema made of the answer', async () => {
  const { client } = clientOver(json({ at: '2026-01-01' }))
  const schema = z.object({ at: z.coerce.date() })
  const { at } = await cache().query(apiQuery(client, 'clock', { schema }))
  expect(at.getUTCFullYear()).toBe(2026)
})

test('fails where the answer does not fit its schema', async () => {
  const { client } = clientOver(json({ at: 'soon' }))
  const query = apiQuery(client, 'clock', { schema: z.object({ at: z.iso.date() }) })
  await expect(cache().query(query)).rejects.toMatchObject({ code: 'VALIDATION' })
})

test('answers null where there is no body, which a cache can hold', async () => {
  const { client } = clientOver(status(204))
  expect(await cache().query(apiQuery(client, 'nothing'))).toBeNull()
})

test('an answer that comes when the user is another one is not kept as the first one’s', async () => {
  let user = 'ada'
  let answer = (): void => undefined
  const wire = scriptedFetch(
    () => new Promise((resolve) => (answer = () => resolve(Response.json('whose?')))),
  )
  const client = createClient({ baseUrl: 'https://api.test/', fetch: wire, user: () => user })
  const queryClient = cache()
  const query = apiQuery(client, 'me')
  const end = failure(client, 'me', queryClient)
  await expect.poll(() => wire.open).toBe(1)
  user = 'bob'
  answer()
  expect(await end).toMatchObject({ code: 'ABORTED' })
  expect(queryClient.getQueryData(query.queryKey)).toBeUndefined()
})

test('a placeholder is never made of what was another user’s', () => {
  let user = 'ada'
  const client = createClient({ user: () => user })
  const queryClient = cache()
  const query = apiQuery<string>(client, 'list', { placeholderData: (before) => before })
  const show = query.placeholderData as (data: unknown, before: unknown) => unknown
  const { queryKey } = query
  const before = queryClient.getQueryCache().build(queryClient, { queryKey })
  expect(show('hers', before)).toBe('hers')
  user = 'bob'
  expect(show('hers', before)).toBeUndefined()
  expect(apiQuery(client, 'list')).not.toHaveProperty('placeholderData')
  expect(apiQuery(client, 'list', { placeholderData: 'x' }).placeholderData).toBe('x')
})
