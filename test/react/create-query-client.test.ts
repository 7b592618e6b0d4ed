import { QueryCache, type QueryClient } from '@tanstack/react-query'
import { createClient } from 'holdfast'
import { afterEach, expect, inject, test, vi } from 'vitest'
import { apiKey } from '../../src/react/api-key.ts'
import { apiQuery } from '../../src/react/api-query.ts'
import {
  createQueryClient,
  type CreateQueryClientOptions,
} from '../../src/react/create-query-client.ts'
import { claim } from '../../src/react/ownership.ts'
import { broken, fakeClock, json, scriptedFetch, type Step } from '../../src/testing/index.ts'

const made: QueryClient[] = []
afterEach(() => made.splice(0).forEach((queryClient) => queryClient.clear()))

function setup(options: Partial<CreateQueryClientOptions> = {}, ...steps: Step[]) {
  const [wire, clock] = [scriptedFetch(...steps), fakeClock()]
  const baseUrl = 'https://api.test/'
  const client = createClient({ baseUrl, fetch: wire, clock, retry: { limit: 3 }, circuit: false })
  const queryClient = createQueryClient({ client, ...options })
  made.push(queryClient)
  return { wire, clock, client, queryClient }
}

test('a failing query makes one request and its retries, no more', async () => {
  const { wire, clock, client, queryClient } = setup(
    { defaultOptions: { queries: { retry: 3 } } },
    broken,
  )
  const answer = queryClient.query({ ...apiQuery(client, 'projects') }).catch(String)
  await clock.advance(60_000)
  await answer
  expect(wire.calls).toHaveLength(4)
})

test('so does a real server count: 4 requests, where the cache and the client each say 3', async () => {
  const baseUrl = inject('serverOrigin')
  const client = createClient({ baseUrl, retry: { limit: 3, baseMs: 1 } })
  const defaultOptions = { queries: { retry: 3, retryDelay: 0 } }
  const { queryClient } = setup({ client, defaultOptions })
  const query = apiQuery(client, 'status/503', { searchParams: { key: 'one-layer-retries' } })
  await expect(queryClient.query(query)).rejects.toMatchObject({ status: 503, attempts: 4 })
  const tally = await fetch(`${baseUrl}/count?key=one-layer-retries`)
  expect(await tally.json()).toMatchObject({ requests: 4 })
  client.close()
})

test("a user's retry holds for what did not come through the client, and for nothing else", async () => {
  const retry = vi.fn(() => true)
  const { wire, clock, client, queryClient } = setup(
    { defaultOptions: { queries: { retry, retryDelay: 0 } } },
    broken,
  )
  const keys = { client: ['a'], fetch: ['b'] }
  const byClient = queryClient
    .query({ queryKey: keys.client, queryFn: () => client.get('projects').json() })
    .catch(String)
  await clock.advance(60_000)
  expect(await byClient).toContain('NetworkError')
  expect(wire.calls).toHaveLength(4)

  const byFetch = queryClient
    .query({ queryKey: keys.fetch, queryFn: () => client.fetch('https://api.test/x') })
    .catch(String)
  await clock.advance(60_000)
  expect(await byFetch).toContain('TypeError')
  // The budget pays for five retries in a row.
  expect(wire.calls).toHaveLength(7)
  expect(retry).not.toHaveBeenCalled()

  const other = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error('another service'))
  other.mockResolvedValue('well')
  expect(await queryClient.query({ queryKey: ['c'], queryFn: other })).toBe('well')
  expect(retry).toHaveBeenCalledTimes(1)
})

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('my mistake')
    },
  ],
  ['is a promise', async () => true],
])('a retry of the user that %s ends the query with its own error', async (_how, retry) => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const { queryClient } = setup({ defaultOptions: { queries: { retry: retry as never } } })
  const queryFn = () => Promise.reject(new Error('another service'))
  await expect(queryClient.query({ queryKey: ['c'], queryFn })).rejects.toThrow('another service')
  expect(log).toHaveBeenCalledTimes(1)
  log.mockRestore()
})

test('answers are fresh for a minute, nothing is retried, offline pauses', () => {
  const { queries, mutations } = setup().queryClient.getDefaultOptions()
  expect(queries).toMatchObject({ staleTime: 60_000, networkMode: 'online' })
  expect(mutations).toMatchObject({ networkMode: 'online' })
  const { retry } = queries as { retry: (failures: number, error: Error) => boolean }
  expect(retry(0, new Error('any'))).toBe(false)
})

test('on a server no timer keeps the process awake', () => {
  expect(setup().queryClient.getDefaultOptions().queries?.gcTime).toBe(Number.POSITIVE_INFINITY)
})

test("a user's defaults are laid over ours, option by option", () => {
  const queryCache = new QueryCache()
  const { queryClient } = setup({
    queryCache,
    defaultOptions: { queries: { staleTime: 5 }, mutations: { networkMode: 'always' } },
  })
  const { queries, mutations } = queryClient.getDefaultOptions()
  expect(queries).toMatchObject({ staleTime: 5, networkMode: 'online' })
  expect(mutations).toMatchObject({ networkMode: 'always' })
  expect(queryClient.getQueryCache()).toBe(queryCache)
})

test('a query without a function is fetched by its key, if that is one of ours', async () => {
  const { client, queryClient, wire } = setup({}, json(['one']))
  const queryKey = apiKey(client, 'projects', { page: 2 })
  expect(await queryClient.query({ queryKey })).toEqual(['one'])
  expect(wire.calls[0]?.input).toHaveProperty('url', 'https://api.test/projects?page=2')
  await expect(queryClient.query({ queryKey: ['theme'] })).rejects.toThrow('no queryFn')
  expect(wire.calls).toHaveLength(1)
})

test('a restored query is fetched by the client to which it belongs, not by one of another address', async () => {
  const { client, queryClient, wire } = setup({}, json(['one']))
  const other = client.extend({ baseUrl: 'https://other.test/' })
  const queryKey = apiKey(other, 'projects')
  await expect(queryClient.query({ queryKey })).rejects.toThrow('no queryFn')
  claim(queryClient, other)
  expect(await queryClient.query({ queryKey })).toEqual(['one'])
  expect(wire.calls.map(({ input }) => (input as Request).url)).toEqual([
    'https://other.test/projects',
  ])
})

test('keeps what has not changed the same object, so that nothing renders again', async () => {
  const { queryClient, client } = setup(
    {},
    json({ list: [1], time: 1 }),
    json({ list: [1], time: 2 }),
  )
  const query = { ...apiQuery<{ list: number[] }>(client, 'projects'), staleTime: 0 }
  await queryClient.query(query)
  const first = queryClient.getQueryData(query.queryKey)
  await queryClient.query(query)
  const second = queryClient.getQueryData(query.queryKey)
  expect(second).not.toBe(first)
  expect(second?.list).toBe(first?.list)
})

test.each<[object, string]>([
  [{}, 'client is undefined: it must be a object'],
  [{ client: {}, notfy: () => 1 }, 'did you mean notify?'],
  [{ client: {}, notify: 'toast' }, 'notify is "toast": it must be a function'],
  [{ client: {}, reporter: { report: () => 1 } }, 'reporter.error is undefined'],
])('refuses at once what it cannot use: %o', (options, message) => {
  expect(() => createQueryClient(options as never)).toThrow(message)
})
