import { MutationObserver, type QueryClient, QueryObserver } from '@tanstack/react-query'
import { type Client, createClient } from 'holdfast'
import { afterEach, expect, test, vi } from 'vitest'
import { apiMutation, type ApiMutationOptions } from '../../src/react/api-mutation.ts'
import { apiQuery } from '../../src/react/api-query.ts'
import { createQueryClient } from '../../src/react/create-query-client.ts'
import { broken, json, scriptedFetch, status, type Step } from '../../src/testing/index.ts'

const made: QueryClient[] = []
afterEach(() => made.splice(0).forEach((queryClient) => queryClient.clear()))

/** Which of three queries are out of date after a write that the wire answers so. */
async function write(
  step: Step,
  options: Partial<ApiMutationOptions<unknown, string>> = { invalidates: ['projects'] },
) {
  const wire = scriptedFetch(json([]), json([]), json([]), step, json([]))
  const rateLimit = { limit: 4 }
  const baseUrl = 'https://api.test/'
  const client = createClient({ baseUrl, fetch: wire, retry: false, rateLimit })
  const queryClient = createQueryClient({ client })
  made.push(queryClient)
  for (const path of ['projects', 'projects/7', 'users']) {
    await queryClient.query(apiQuery(client, path))
  }
  const mutationFn = (name: string) => client.post('projects', { json: { name } }).json()
  const mutation = apiMutation(client, { mutationFn, ...options })
  const observer = new MutationObserver(queryClient, mutation)
  const error = await observer.mutate('Apollo').then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  const stale = queryClient.getQueryCache().getAll()
  return {
    ...{ wire, error, client, queryClient, observer },
    outdated: stale.filter(({ state }) => state.isInvalidated).map(({ queryKey }) => queryKey[1]),
  }
}

test('hands the variables and the client to the function', async () => {
  const mutationFn = vi.fn<(name: string, client: Client) => Promise<string>>()
  const { client } = await write(json({}), { mutationFn })
  expect(mutationFn.mock.calls[0]?.[0]).toBe('Apollo')
  const handed = mutationFn.mock.calls[0]?.[1]
  expect(handed?.fetch, 'over the same fetch').toBe(client.fetch)
  expect(handed?.identity).toBe(client.identity)
})

test('a success outdates the named paths and all below them', async () => {
  expect((await write(json({ id: 8 }))).outdated).toEqual(['projects', 'projects/7'])
})

test.each([
  ['a lost connection', broken],
  ['a 500', status(500)],
  ['an answer that cannot be read', status(200, {}, 'oops')],
])('%s does too: the write may have taken place', async (_, step) => {
  expect((await write(step)).outdated).toEqual(['projects', 'projects/7'])
})

test('a refusal by the server outdates nothing', async () => {
  const { outdated, error } = await write(status(422))
  expect(error).toMatchObject({ code: 'HTTP', status: 422 })
  expect(outdated).toEqual([])
})

test('nor does a refusal that never left the page', async () => {
  const { client, queryClient, wire } = await write(json({}), {})
  const mutationFn = () => client.post('projects').json()
  const again = new MutationObserver(
    queryClient,
    apiMutation(client, { mutationFn, invalidates: ['projects'] }),
  )
  await expect(again.mutate()).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  expect(wire.calls).toHaveLength(4)
  expect(
    queryClient
      .getQueryCache()
      .getAll()
      .some(({ state }) => state.isInvalidated),
  ).toBe(false)
})

test('without paths nothing is outdated', async () => {
  expect((await write(json({}), {})).outdated).toEqual([])
})

test("calls the user's own onSettled", async () => {
  const onSettled = vi.fn<(data: unknown, error: unknown, name: string) => void>()
  await write(json({ id: 8 }), { onSettled, invalidates: ['projects'] })
  expect(onSettled.mock.calls.map((call) => call.slice(0, 3))).toEqual([
    [{ id: 8 }, null, 'Apollo'],
  ])
})

test('is over before what it outdated has been fetched again', async () => {
  let answerSlowly = (_: Response): void => undefined
  const slow: Step = () => new Promise((resolve) => (answerSlowly = resolve))
  const wire = scriptedFetch(json(['old']), json({}), slow)
  const client = createClient({ baseUrl: 'https://api.test/', fetch: wire })
  const queryClient = createQueryClient({ client })
  made.push(queryClient)
  const list = new QueryObserver(queryClient, apiQuery(client, 'projects'))
  const stop = list.subscribe(() => undefined)
  await expect.poll(() => list.getCurrentResult().data).toEqual(['old'])

  const mutationFn = () => client.post('projects').json()
  const mutation = apiMutation(client, { mutationFn, invalidates: ['projects'] })
  await new MutationObserver(queryClient, mutation).mutate()
  expect(list.getCurrentResult()).toMatchObject({ isFetching: true, data: ['old'] })
  await expect.poll(() => wire.calls).toHaveLength(3)
  answerSlowly(Response.json(['new']))
  await expect.poll(() => list.getCurrentResult().data).toEqual(['new'])
  stop()
})

test('one request for one mutation, whatever the defaults say', async () => {
  const { error, wire } = await write(broken, {})
  expect(error).toMatchObject({ code: 'NETWORK', attempts: 1 })
  expect(wire.calls).toHaveLength(4)
})

test('every write of it has an idempotency key of its own, the same on all of its attempts', async () => {
  const wire = scriptedFetch(broken, json({ id: 1 }), json({}), json({}), json({}))
  const retry = { limit: 1, baseMs: 1 }
  const client = createClient({ baseUrl: 'https://api.test/', fetch: wire, retry })
  const queryClient = createQueryClient({ client })
  made.push(queryClient)
  const mutationFn = async (_: void, by: Client) => {
    await by.post('projects')
    await by.extend({ headers: { a: 'b' } }).put('projects/1')
    await by.get('projects')
    await by.post('projects', { headers: { 'Idempotency-Key': 'own' } })
  }
  await new MutationObserver(queryClient, apiMutation(client, { mutationFn })).mutate()
  const keys = wire.calls.map(({ input }) => (input as Request).headers.get('idempotency-key'))
  expect(keys[0]).toMatch(/^[\da-f-]{36}$/)
  expect(keys[1], 'of the retry').toBe(keys[0])
  expect(keys[2]).toMatch(/^[\da-f-]{36}$/)
  expect(keys[2]).not.toBe(keys[0])
  expect(keys.slice(3), 'a read, and one with its own').toEqual([null, 'own'])
})
