import { hashKey, QueryClient } from '@tanstack/react-query'
import { type ClientOptions, createClient } from 'holdfast'
import { afterEach, expect, test, vi } from 'vitest'
import { replay } from '../../src/machines/intent-log.ts'
import { apiKey } from '../../src/react/api-key.ts'
import { apiQuery } from '../../src/react/api-query.ts'
import { resourceStore } from '../../src/react/resource-store.ts'
import { outcomeOf } from '../harness.ts'

type Item = Readonly<{ id: string; name: string }>

const made: QueryClient[] = []
afterEach(() => made.splice(0).forEach((queryClient) => queryClient.clear()))

function setup(options: ClientOptions = {}) {
  const client = createClient(options)
  const queryClient = new QueryClient()
  made.push(queryClient)
  const store = resourceStore<Item>(queryClient, client, 'items', {
    nameOf: ({ id }) => id,
    rowsOf: ({ state }) => state.data as Item[],
  })
  const rows = [{ id: '1', name: 'one' }]
  const shown = () => replay(store.read().log, rows, 0).map(({ name }) => name)
  const edit = (intent: string, name: string) =>
    store.intend(intent, '1', { type: 'update', changes: { name } })
  return { client, queryClient, store, shown, edit }
}

test('a write waits for the one before it of the same row', async () => {
  const { store, edit } = setup()
  edit('a', 'first')
  edit('b', 'second')
  const sent: string[] = []
  let end = (): void => undefined
  const write = (name: string) => () => {
    sent.push(name)
    return new Promise<Item>((resolve) => (end = () => resolve({ id: '1', name })))
  }
  const [one, other] = [store.send('a', '1', write('first')), store.send('b', '1', write('second'))]
  await Promise.resolve()
  expect(sent).toEqual(['first'])
  end()
  await one
  await expect.poll(() => sent).toEqual(['first', 'second'])
  end()
  await other
})

test('a write that ends after its user has left outdates the rows of that user, and no others', async () => {
  let user = 'bob'
  const { client, queryClient, store, edit } = setup({ user: () => user })
  const his = apiKey(client, 'items')
  user = 'ada'
  const hers = apiKey(client, 'items')
  user = 'bob'
  for (const key of [his, hers]) queryClient.setQueryData(key, [{ id: '1', name: 'one' }])
  edit('a', 'first')
  await store.send('a', '1', () => {
    user = 'ada'
    return Promise.resolve({ id: '1', name: 'first' })
  })
  const isOutdated = (key: readonly unknown[]) => queryClient.getQueryState(key)?.isInvalidated
  expect([isOutdated(his), isOutdated(hers)]).toEqual([true, false])
})

test('what waits for a new row that was refused fails with the same error, and is not sent', async () => {
  const { store } = setup()
  store.intend('c', 'c', { type: 'create', row: { id: 'c', name: 'new' } })
  store.intend('d', 'c', { type: 'update', changes: { name: 'newer' } })
  const refused = new Error('refused')
  const sent: string[] = []
  const [one, other] = [
    outcomeOf(store.send('c', 'c', () => Promise.reject(refused))),
    outcomeOf(store.send('d', 'c', (id) => Promise.resolve(sent.push(id)))),
  ]
  expect([await one, await other]).toEqual([{ error: refused }, { error: refused }])
  expect(sent).toEqual([])
})

test('a cache that is cleared forgets what was waiting in it', async () => {
  const { queryClient, store, edit, shown } = setup()
  edit('a', 'wanted')
  expect(shown()).toEqual(['wanted'])
  const mutation = queryClient
    .getMutationCache()
    .build<unknown, Error, { intent: string }, unknown>(queryClient, {
      mutationFn: () => new Promise(() => undefined),
    })
  void mutation.execute({ intent: 'a' })
  queryClient.clear()
  expect(shown()).toEqual(['one'])
  expect(store.read().log.intents).toEqual([])
})

test('a change that was taken out while it waited for its turn is not sent', async () => {
  const { queryClient, store, edit } = setup()
  edit('a', 'first')
  edit('b', 'second')
  let end = (): void => undefined
  const first = () => new Promise<void>((resolve) => (end = resolve))
  const sent: string[] = []
  const one = store.send('a', '1', first)
  const other = outcomeOf(store.send('b', '1', (id) => Promise.resolve(sent.push(id))))
  const mutation = queryClient
    .getMutationCache()
    .build<unknown, Error, { intent: string }, unknown>(queryClient, {
      mutationFn: () => new Promise(() => undefined),
    })
  void mutation.execute({ intent: 'b' })
  queryClient.clear()
  expect((await other).error).toMatchObject({ code: 'ABORTED' })
  end()
  await one
  expect(sent).toEqual([])
})

test('lets go of an answered change once every list that was asked for later has landed', async () => {
  const { client, queryClient, store, edit } = setup()
  const query = apiQuery(client, 'items')
  const hash = JSON.stringify(query.queryKey)
  const ask = () =>
    queryClient.query({
      ...{ queryKey: query.queryKey, staleTime: 0 },
      queryFn: () => {
        store.asks(hash)
        return Promise.resolve([{ id: '1', name: 'wanted' }])
      },
    })
  await ask()
  edit('a', 'wanted')
  await store.send('a', '1', () => Promise.resolve({ id: '1', name: 'wanted' }))
  expect(store.read().log.intents).toHaveLength(1)
  await ask()
  expect(store.read().log.intents).toEqual([])
})

test('waiting for new rows ends with the signal, in its turn', async () => {
  const { store } = setup()
  store.intend('c', 'c', { type: 'create', row: { id: 'c', name: 'new' } })
  let end = (): void => undefined
  const creation = store.send('c', 'c', () => new Promise<void>((resolve) => (end = resolve)))
  await Promise.resolve()
  const caller = new AbortController()
  const waiting = outcomeOf(store.settled(caller.signal))
  caller.abort('gone')
  expect(await waiting).toEqual({ error: 'gone' })
  end()
  await creation
  await store.settled(new AbortController().signal)
})

test('whoever removes queries in a render has the data at once, and nobody is told before it ends', async () => {
  const { client, queryClient, store, edit } = setup()
  const { queryKey } = apiQuery(client, 'items')
  const queryFn = () => {
    store.asks(hashKey(queryKey))
    return [{ id: '1', name: 'one' }]
  }
  await queryClient.query({ queryKey, queryFn })
  edit('a', 'new')
  const before = store.read()
  const listener = vi.fn()
  store.subscribe(listener)
  queryClient.removeQueries({ queryKey })
  expect(store.read()).not.toBe(before)
  expect(listener).not.toHaveBeenCalled()
  await Promise.resolve()
  expect(listener).toHaveBeenCalledOnce()
})
