import {
  dehydrate,
  type DehydratedState,
  hydrate,
  notifyManager,
  QueryClient,
  QueryObserver,
} from '@tanstack/react-query'
import { ConfigError, createClient } from 'holdfast'
import { expect, test } from 'vitest'
import { apiKey } from '../../src/react/api-key.ts'
import { claim, mount, ownerOf } from '../../src/react/ownership.ts'

const options = { name: 'crm', baseUrl: 'https://api.test/' }

function setup() {
  const queryClient = new QueryClient()
  const [one, other] = [createClient(options), createClient(options)]
  const key = apiKey(one, 'projects')
  queryClient.setQueryData(key, 'data')
  queryClient.setQueryData(['mine'], 'data')
  const has = () => queryClient.getQueryData(key) !== undefined
  return { queryClient, one, other, has, apart: createClient({ ...options, user: 'ada' }) }
}

test('what nobody owns is the first client’s, such as hydrated queries', () => {
  const { queryClient, one, has } = setup()
  claim(queryClient, one)
  claim(queryClient, one)
  expect(has()).toBe(true)
  expect(ownerOf(queryClient, one.identity)).toBe(one)
})

test('another client with the same identity finds nothing of the first one', () => {
  const { queryClient, one, other, has } = setup()
  claim(queryClient, one)
  claim(queryClient, other)
  expect(has()).toBe(false)
  expect(queryClient.getQueryData(['mine']), 'and leaves alone what is neither’s').toBe('data')
})

test('one with another identity removes nothing', () => {
  const { queryClient, one, apart, has } = setup()
  claim(queryClient, one)
  claim(queryClient, apart)
  expect(has()).toBe(true)
})

test('two with one identity on the page at once are refused by words that help', () => {
  const { queryClient, one, other, apart } = setup()
  const leave = mount(queryClient, one)
  const leaveAgain = mount(queryClient, one)
  mount(queryClient, apart)
  expect(() => mount(queryClient, other)).toThrow(ConfigError)
  expect(() => mount(queryClient, other)).toThrow(/name is "crm".*`user`/)
  mount(new QueryClient(), other)
  leave()
  expect(() => mount(queryClient, other)).toThrow(ConfigError)
  leaveAgain()
  mount(queryClient, other)
})

/** An identity that another client has taken over, and a way to hydrate it. */
function takenOver(newestMs?: number) {
  const { queryClient, one, other, apart } = setup()
  const key = apiKey(one, 'projects')
  claim(queryClient, one)
  if (newestMs !== undefined) queryClient.setQueryData(key, 'of one', { updatedAt: newestMs })
  // What was asked for since has an older date than what was hydrated.
  queryClient.setQueryData(key, 'of one', { updatedAt: past })
  claim(queryClient, other)
  const stateAt = (updatedAt: number, queryKey: readonly unknown[] = key) => {
    const server = new QueryClient()
    server.setQueryData(queryKey, 'hydrated', { updatedAt })
    return dehydrate(server)
  }
  const hydrated = (state: DehydratedState, queryKey: readonly unknown[] = key) => {
    hydrate(queryClient, state)
    return queryClient.getQueryData(queryKey)
  }
  return { queryClient, key, stateAt, hydrated, apart }
}

const [past, future] = [Date.parse('2020-01-01'), Date.parse('2100-01-01')]

test('an identity that was taken over is hydrated with nothing from before', () => {
  const { queryClient, key, stateAt, hydrated, apart } = takenOver()
  expect(hydrated(stateAt(past))).toBeUndefined()
  expect(hydrated(stateAt(future)), 'what came later gets in').toBe('hydrated')
  const ofAnother = apiKey(apart, 'projects')
  expect(hydrated(stateAt(past, ofAnother), ofAnother), 'and so does another’s').toBe('hydrated')
  queryClient.clear()
  queryClient.setQueryData(key, 'own', { updatedAt: past })
  expect(queryClient.getQueryData(key), 'what is no hydration is left alone').toBe('own')
})

test('a clock of the server that is ahead lets nothing through', () => {
  const { stateAt, hydrated } = takenOver(future)
  expect(hydrated(stateAt(future))).toBeUndefined()
  expect(hydrated(stateAt(future + 1))).toBe('hydrated')
})

test('data that a server still streams is asked for anew', async () => {
  const { queryClient, key, stateAt, hydrated } = takenOver()
  const [query] = stateAt(past).queries
  if (!query) throw new Error('nothing was dehydrated')
  const pending = { ...query.state, data: undefined, dataUpdatedAt: 0, status: 'pending' as const }
  const promise = Promise.resolve('streamed')
  const streamed = { ...query, state: pending, promise, dehydratedAt: past }
  expect(hydrated({ mutations: [], queries: [streamed] })).toBeUndefined()
  const queryFn = () => 'own'
  expect(await queryClient.query({ queryKey: key, queryFn })).toBe('own')
})

test('a query that has begun takes nothing from before, and keeps its own first data', async () => {
  const { queryClient, key, stateAt, hydrated } = takenOver()
  const observer = new QueryObserver(queryClient, { queryKey: key, queryFn: () => 'own' })
  const seen: unknown[] = []
  const look = () => void seen.push(observer.getCurrentResult().data)
  // As React listens: once the turn's events are over.
  const off = observer.subscribe(notifyManager.batchCalls(look))
  expect(hydrated(stateAt(past))).toBeUndefined()
  await expect.poll(() => observer.getCurrentResult().data).toBe('own')
  expect(seen).not.toContain('hydrated')
  off()
  queryClient.clear()
  const first = { queryKey: key, initialData: 'first', initialDataUpdatedAt: past, enabled: false }
  const other = new QueryObserver(queryClient, first)
  expect(other.getCurrentResult().data).toBe('first')
  queryClient.getQueryCache().find({ queryKey: key })?.reset()
  expect(queryClient.getQueryData(key)).toBe('first')
})
