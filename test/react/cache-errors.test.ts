import {
  MutationCache,
  MutationObserver,
  QueryCache,
  type QueryClient,
  QueryObserver,
} from '@tanstack/react-query'
import { createClient } from 'holdfast'
import { afterEach, expect, test, vi } from 'vitest'
import { apiMutation } from '../../src/react/api-mutation.ts'
import { apiQuery, type ApiQueryOptions } from '../../src/react/api-query.ts'
import {
  createQueryClient,
  type CreateQueryClientOptions,
} from '../../src/react/create-query-client.ts'
import { errorIdOf } from '../../src/react/error-id.ts'
import { isNewsToReporter } from '../../src/react/told-once.ts'
import { scriptedFetch, silent, status, type Step } from '../../src/testing/index.ts'

const made: QueryClient[] = []
afterEach(() => made.splice(0).forEach((queryClient) => queryClient.clear()))

function setup(options: Partial<CreateQueryClientOptions> = {}, step: Step = status(500)) {
  const fetch = scriptedFetch(step)
  const client = createClient({ baseUrl: 'https://api.test/', fetch, retry: false })
  const notify = vi.fn<NonNullable<CreateQueryClientOptions['notify']>>()
  const reporter = { error: vi.fn<(error: unknown, context?: object) => void>() }
  const queryClient = createQueryClient({ client, notify, reporter, ...options })
  made.push(queryClient)
  const ask = (own: ApiQueryOptions<unknown> = {}, path = 'projects') =>
    queryClient.query(apiQuery(client, path, own)).catch((error: unknown) => error)
  return { client, queryClient, notify, reporter, ask, wire: fetch }
}

test('a failed query is told to the user once and to the reporter once', async () => {
  const { ask, notify, reporter } = setup()
  const error = await ask({ meta: { title: 'Projects' } })
  const context = { source: 'query', meta: { title: 'Projects' }, errorId: errorIdOf(error) }
  expect(notify.mock.calls).toEqual([[error, context]])
  expect(reporter.error.mock.calls).toEqual([[error, context]])
})

test('so is a failed mutation', async () => {
  const { client, queryClient, notify, reporter } = setup()
  const mutation = apiMutation(client, { mutationFn: () => client.post('x').json() })
  const error: unknown = await new MutationObserver(queryClient, mutation)
    .mutate()
    .catch((thrown: unknown) => thrown)
  expect(notify.mock.calls).toEqual([
    [error, { source: 'mutation', meta: undefined, errorId: errorIdOf(error) }],
  ])
  expect(reporter.error).toHaveBeenCalledTimes(1)
})

test('an error that comes by two ways is told once, and a boundary does not report it again', async () => {
  const { client, queryClient, notify, reporter } = setup()
  const rethrown = new Error('one failure')
  const mutationFn = () => Promise.reject(rethrown)
  for (let time = 0; time < 2; time++) {
    const mutation = new MutationObserver(queryClient, apiMutation(client, { mutationFn }))
    await mutation.mutate().catch(String)
  }
  expect([notify.mock.calls.length, reporter.error.mock.calls.length]).toEqual([1, 1])
  expect(isNewsToReporter(rethrown)).toBe(false)
})

test('two failures in the same words are two errors', async () => {
  const { ask, notify } = setup()
  await ask()
  await ask()
  expect(notify).toHaveBeenCalledTimes(2)
})

test('what shows its own error is silent to the user, and reported all the same', async () => {
  const { ask, notify, reporter } = setup()
  await ask({ meta: { silent: true } })
  expect(notify).not.toHaveBeenCalled()
  expect(reporter.error).toHaveBeenCalledTimes(1)
})

test('what a boundary shows is not told a second time', async () => {
  const { client, queryClient, notify, reporter } = setup()
  const query = apiQuery(client, 'projects', { throwOnError: (_, { state }) => !state.data })
  const observer = new QueryObserver(queryClient, query)
  const leave = observer.subscribe(() => undefined)
  await expect.poll(() => reporter.error.mock.calls.length).toBe(1)
  expect(notify).not.toHaveBeenCalled()
  leave()
})

test('a throwOnError that throws harms nobody: the error is told', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const { client, queryClient, notify, reporter } = setup()
  const throwOnError = () => {
    throw new Error('my mistake')
  }
  const leave = new QueryObserver(
    queryClient,
    apiQuery(client, 'projects', { throwOnError }),
  ).subscribe(() => {})
  await expect.poll(() => notify.mock.calls.length).toBe(1)
  expect(reporter.error).toHaveBeenCalledTimes(1)
  leave()
  log.mockRestore()
})

const boundary: ApiQueryOptions<unknown> = { throwOnError: true }
const ownWords: ApiQueryOptions<unknown> = { meta: { silent: true } }
test.each([
  ['silent', [ownWords, {}]],
  ['silent', [{}, ownWords]],
  ['thrown', [boundary, {}]],
  ['thrown', [{}, boundary]],
])('a query of two components, for one of which it is %s, is not told', async (_, both) => {
  const { client, queryClient, notify, reporter } = setup()
  const leave = both.map((options) =>
    new QueryObserver(queryClient, apiQuery(client, 'projects', options)).subscribe(() => {}),
  )
  await expect.poll(() => reporter.error.mock.calls.length).toBe(1)
  expect(notify).not.toHaveBeenCalled()
  leave.forEach((stop) => stop())
})

test('what a component that has gone would have shown is told', async () => {
  const { client, queryClient, notify } = setup()
  const [stay, go] = [{}, ownWords].map((options) =>
    new QueryObserver(queryClient, apiQuery(client, 'projects', options)).subscribe(() => {}),
  )
  go?.()
  await expect.poll(() => notify.mock.calls.length).toBe(1)
  stay?.()
})

test('what was cancelled is no error', async () => {
  const { ask, queryClient, notify, reporter, wire } = setup({}, silent)
  const answer = ask()
  await expect.poll(() => wire.open).toBe(1)
  await queryClient.cancelQueries({}, { revert: false })
  await answer
  expect([notify.mock.calls, reporter.error.mock.calls]).toEqual([[], []])
})

test("the onError of a user's own caches is called too", async () => {
  const onError = vi.fn<(error: Error) => void>()
  const queryCache = new QueryCache({ onError })
  const mutationCache = new MutationCache({ onError })
  const { ask, client, queryClient, notify } = setup({ queryCache, mutationCache })
  const first = await ask()
  const mutation = apiMutation(client, { mutationFn: () => client.post('x').json() })
  await new MutationObserver(queryClient, mutation).mutate().catch(String)
  expect(onError).toHaveBeenCalledTimes(2)
  expect(onError.mock.calls[0]?.[0]).toBe(first)
  expect(notify).toHaveBeenCalledTimes(2)
})

test('a handler that throws disturbs nobody', async () => {
  const notify = () => {
    throw new Error('no toast')
  }
  const { ask, reporter } = setup({ notify })
  expect(await ask()).toMatchObject({ code: 'HTTP' })
  expect(reporter.error).toHaveBeenCalledTimes(1)
})

test('the reporter is told nothing of the key, whose parameters may be private', async () => {
  const { ask, reporter } = setup()
  await ask({ searchParams: { email: 'ada@example.com' } }, 'people/ada@example.com')
  expect(JSON.stringify(reporter.error.mock.calls)).not.toContain('ada@example.com')
})
