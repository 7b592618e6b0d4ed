import { MutationObserver, onlineManager, QueryClient } from '@tanstack/react-query'
import { type ClientOptions, createClient } from 'holdfast'
import { afterEach, expect, test } from 'vitest'
import { apiMutation, type ApiMutationOptions } from '../../src/react/api-mutation.ts'
import { writesIn } from '../../src/react/writes.ts'
import {
  fakeClock,
  json,
  scriptedFetch,
  silent,
  status,
  type Step,
} from '../../src/testing/index.ts'
import { outcomeOf, watch } from '../harness.ts'

afterEach(() => onlineManager.setOnline(true))

function setup(step: Step = json({}), options: ClientOptions = {}) {
  const { wire, clock } = watch({ wire: scriptedFetch(step), clock: fakeClock() })
  const baseUrl = 'https://api.test/'
  const client = createClient({ baseUrl, fetch: wire, clock, random: () => 0.5, ...options })
  const queryClient = new QueryClient()
  const seen: unknown[] = []
  const write = (own: Partial<ApiMutationOptions<unknown, string>> = {}) => {
    const mutation = apiMutation<unknown, string>(client, {
      mutationFn: (text, sender) => sender.post('rows', { json: text }).json(),
      onError: ({ code }) => seen.push(code),
      ...own,
    })
    const observer = new MutationObserver(queryClient, mutation)
    const leave = observer.subscribe(() => undefined)
    return { end: outcomeOf(observer.mutate('x')).finally(leave), observer }
  }
  const { callOff } = writesIn(queryClient, client)
  return { wire, clock, client, queryClient, seen, write, callOff }
}

const aborted = { error: expect.objectContaining({ code: 'ABORTED' }) as unknown }
const turn = () => Promise.resolve()

test.each([
  ['its cache is cleared', ({ queryClient }: ReturnType<typeof setup>) => queryClient.clear()],
  ['its client is closed', ({ client }: ReturnType<typeof setup>) => client.close()],
  ['its client’s writes are called off', ({ callOff }: ReturnType<typeof setup>) => callOff()],
])('a write that waits for the network ends at once when %s, and is never sent', async (_, end) => {
  const page = setup()
  onlineManager.setOnline(false)
  const [one, two] = [page.write(), page.write({ scope: { id: 'line' } })]
  const three = page.write({ scope: { id: 'line' } })
  await turn()
  expect(one.observer.getCurrentResult().isPaused).toBe(true)
  end(page)
  expect(await Promise.all([one.end, two.end, three.end])).toEqual([aborted, aborted, aborted])
  expect(one.observer.getCurrentResult()).toMatchObject({ isError: true, isPaused: false })
  expect(page.seen).toEqual(['ABORTED', 'ABORTED', 'ABORTED'])
  onlineManager.setOnline(true)
  await page.queryClient.resumePausedMutations()
  expect(page.wire.calls).toEqual([])
  expect(page.queryClient.getMutationCache().getAll()).toEqual([])
})

test('a render in between does not give it its function back', async () => {
  const page = setup()
  onlineManager.setOnline(false)
  const { end, observer } = page.write()
  await turn()
  page.queryClient.clear()
  observer.setOptions({ ...observer.options, gcTime: 1 })
  expect(await end).toEqual(aborted)
  expect(page.wire.calls).toEqual([])
})

test.each([true, false])(
  'so does one whose own beginning takes a while; online: %s',
  async (isUp) => {
    const page = setup()
    onlineManager.setOnline(isUp)
    let begin = (): void => undefined
    const { end, observer } = page.write({
      onMutate: () => new Promise<void>((resolve) => (begin = resolve)),
    })
    await turn()
    page.queryClient.clear()
    await turn()
    observer.setOptions({ ...observer.options, gcTime: 1 })
    begin()
    expect(await end).toEqual(aborted)
    expect(page.wire.calls).toEqual([])
  },
)

test('a write in the line of its gate is never sent', async () => {
  const concurrency = { limit: 1 }
  const { wire, queryClient, write } = setup(silent, { concurrency })
  const [one, other] = [write(), write()]
  await expect.poll(() => wire.calls.length).toBe(1)
  queryClient.clear()
  expect(await Promise.all([one.end, other.end])).toEqual([aborted, aborted])
  expect(wire.calls).toHaveLength(1)
})

test('a write that would be tried again is not', async () => {
  const { wire, clock, queryClient, write } = setup(status(503))
  const { end } = write({ mutationFn: (text, sender) => sender.put(text).json() })
  await expect.poll(() => wire.calls.length).toBe(1)
  await clock.advance(10)
  queryClient.clear()
  expect(await end).toEqual(aborted)
  await clock.advance(60_000)
  expect(wire.calls).toHaveLength(1)
})

test('what is begun afterwards is sent', async () => {
  const { wire, queryClient, write } = setup()
  onlineManager.setOnline(false)
  const before = write()
  await turn()
  queryClient.clear()
  onlineManager.setOnline(true)
  const after = write()
  expect([await before.end, await after.end]).toEqual([aborted, { value: {} }])
  expect(wire.calls).toHaveLength(1)
})

test('the writes of another client in the same cache go on', async () => {
  const { queryClient, write, callOff } = setup()
  const other = createClient({ baseUrl: 'https://b.test/', fetch: scriptedFetch(json('done')) })
  onlineManager.setOnline(false)
  const mutation = apiMutation(other, { mutationFn: (_: void, sender) => sender.post('x').json() })
  const theirs = outcomeOf(new MutationObserver(queryClient, mutation).mutate())
  const ours = write()
  await turn()
  callOff()
  expect(await ours.end).toEqual(aborted)
  onlineManager.setOnline(true)
  await queryClient.resumePausedMutations()
  expect(await theirs).toEqual({ value: 'done' })
})

test('what one user wanted is not sent as the next one', async () => {
  let user = 'ada'
  const { wire, write, queryClient } = setup(json({}), { user: () => user })
  queryClient.getMutationCache().build(queryClient, {})
  onlineManager.setOnline(false)
  const { end } = write()
  await turn()
  user = 'bob'
  onlineManager.setOnline(true)
  await queryClient.resumePausedMutations()
  expect(await end).toEqual(aborted)
  expect(wire.calls).toEqual([])
  expect(await write().end).toEqual({ value: {} })
})

test('the first write of a user whom the cache has not seen yet is sent, and ends what the former one wanted', async () => {
  let user = 'ada'
  const { wire, write } = setup(json({}), { user: () => user })
  onlineManager.setOnline(false)
  const hers = write()
  await turn()
  user = 'bob'
  onlineManager.setOnline(true)
  const his = write()
  expect([await hers.end, await his.end]).toEqual([aborted, { value: {} }])
  expect(wire.calls).toHaveLength(1)
})

test('a `user` that fails at a write is told by that write', async () => {
  let user = (): string => 'ada'
  const { write } = setup(json({}), { user: () => user() })
  const mishap = new Error('no session')
  user = () => {
    throw mishap
  }
  expect(await write().end).toEqual({ error: mishap })
})
