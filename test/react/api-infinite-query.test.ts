import { QueryClient } from '@tanstack/react-query'
import { createClient } from 'holdfast'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { apiInfiniteQuery } from '../../src/react/api-infinite-query.ts'
import { isUnder } from '../../src/react/api-key.ts'
import { apiQuery } from '../../src/react/api-query.ts'
import { json, scriptedFetch, silent, status, type Step } from '../../src/testing/index.ts'

const made: QueryClient[] = []
afterEach(() => made.splice(0).forEach((queryClient) => queryClient.clear()))

function setup(...steps: Step[]) {
  const wire = scriptedFetch(...steps)
  const client = createClient({ baseUrl: 'https://api.test/', fetch: wire, retry: false })
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: 3, retryDelay: 0 } } })
  made.push(queryClient)
  const urls = () => wire.calls.map(({ input }) => new URL((input as Request).url).search)
  return { wire, client, queryClient, urls }
}

type Page = { items: number[]; nextCursor: string | null }

test('follows a cursor to its end, with the other parameters on every page', async () => {
  const steps = [json({ items: [1, 2], nextCursor: 'b' }), json({ items: [3], nextCursor: null })]
  const { client, queryClient, urls } = setup(...steps)
  const query = apiInfiniteQuery<Page>(client, 'projects', {
    searchParams: { limit: 2, status: undefined },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  const { pages } = await queryClient.infiniteQuery({ ...query, pages: 5 })
  expect(pages.flatMap(({ items }) => items)).toEqual([1, 2, 3])
  expect(urls()).toEqual(['?limit=2', '?limit=2&cursor=b'])
})

test.each([
  ['an object', { limit: 2 }],
  ['a text', 'limit=2'],
  ['URLSearchParams', new URLSearchParams({ limit: '2' })],
])('counts by offset, with parameters as %s', async (_, searchParams) => {
  const { client, queryClient, urls } = setup(json([1, 2]), json([3]))
  const query = apiInfiniteQuery<number[]>(client, 'projects', {
    ...{ searchParams, pageParam: 'offset', initialPageParam: 0 },
    getNextPageParam: (last, all) => (last.length < 2 ? undefined : all.flat().length),
  })
  await queryClient.infiniteQuery({ ...query, pages: 5 })
  expect(urls()).toEqual(['?limit=2&offset=0', '?limit=2&offset=2'])
})

test('has a key apart from the single answer of its path, under the same path', async () => {
  const { client, queryClient } = setup(json({ items: [1], nextCursor: null }))
  const options = { getNextPageParam: (page: Page) => page.nextCursor }
  const query = apiInfiniteQuery<Page>(client, 'projects', options)
  await queryClient.infiniteQuery(query)
  expect(queryClient.getQueryData(apiQuery(client, 'projects').queryKey)).toBeUndefined()
  expect(queryClient.getQueryData(query.queryKey)?.pages[0]?.items).toEqual([1])
  expect(isUnder(query.queryKey, client, 'projects')).toBe(true)
})

test('each page is what the schema makes of it', async () => {
  const { client, queryClient } = setup(json({ at: ['2026-01-01'], next: null }))
  const schema = z.object({ at: z.array(z.coerce.date()), next: z.string().nullable() })
  const query = apiInfiniteQuery(client, 'log', { schema, getNextPageParam: ({ next }) => next })
  const { pages } = await queryClient.infiniteQuery(query)
  expect(pages[0]?.at[0]?.getUTCFullYear()).toBe(2026)
})

test('makes one request when it fails, and none once nobody waits', async () => {
  const failing = setup(status(503))
  const getNextPageParam = () => undefined
  const query = apiInfiniteQuery(failing.client, 'projects', { getNextPageParam })
  await expect(failing.queryClient.infiniteQuery(query)).rejects.toMatchObject({ code: 'HTTP' })
  expect(failing.wire.calls).toHaveLength(1)

  const { client, queryClient, wire } = setup(silent)
  const waiting = apiInfiniteQuery(client, 'projects', { getNextPageParam })
  const answer = queryClient.infiniteQuery(waiting).catch(() => 'cancelled')
  await expect.poll(() => wire.open).toBe(1)
  await queryClient.cancelQueries()
  expect(await answer).toBe('cancelled')
  expect(wire.open).toBe(0)
})
