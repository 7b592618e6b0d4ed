import { focusManager, onlineManager, QueryObserver } from '@tanstack/react-query'
import { type ClientOptions, createClient } from 'holdfast'
import { afterEach, expect, test, vi } from 'vitest'
import { apiQuery } from '../../src/react/api-query.ts'
import { createQueryClient } from '../../src/react/create-query-client.ts'
import { allWell, type NetworkState } from '../../src/react/network-status.ts'
import { checkBackendHealth } from '../../src/health/check-backend-health.ts'
import { unknownHealth } from '../../src/health/health-monitor.ts'
import { hasUnanswered, pauseOffline, startRecovery } from '../../src/react/recovery.ts'
import type { ErrorAudience } from '../../src/react/tell-error.ts'
import { networkOf } from '../../src/react/use-network-status.ts'
import { broken, fakeClock, json, scriptedFetch, status } from '../../src/testing/index.ts'
import type { Step } from '../../src/testing/index.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end()
})

type Options = ClientOptions & ErrorAudience & { isWatched?: boolean }

function setup(options: Options, ...steps: Step[]) {
  const { isWatched = false, notify, reporter, ...own } = options
  const [wire, clock] = [scriptedFetch(...steps), fakeClock()]
  const policies = { retry: false, circuit: { failures: 2, openMs: 5_000 } } as const
  const shared = { baseUrl: 'https://api.test/', fetch: wire, clock, random: () => 0 }
  const client = createClient({ ...shared, ...policies, ...own })
  const queryClient = createQueryClient({ client, notify, reporter })
  const network = networkOf(client, clock)
  const checkNow = async () => ({
    ...unknownHealth,
    ...(await checkBackendHealth(client, { clock })),
  })
  const health = isWatched ? { checkNow } : undefined
  const stop = startRecovery({ client, queryClient, clock, network, health })
  ends.push(() => {
    expect(clock.pending, 'timers left behind').toBe(0)
    queryClient.clear()
  })
  ends.push(stop)
  /** A query on the page. */
  const show = async (path: string) => {
    const observer = new QueryObserver(queryClient, apiQuery(client, path))
    ends.push(observer.subscribe(() => undefined))
    await clock.advance(0)
    return () => observer.getCurrentResult()
  }
  return { wire, clock, client, queryClient, show, stop, network }
}

test('asks again when the circuit lets a probe through, and all the others when it has answered', async () => {
  const { wire, clock, show } = setup({}, broken, broken, json(['back']))
  const [list, item] = [await show('projects'), await show('projects/7')]
  expect([list().status, item().status]).toEqual(['error', 'error'])
  await clock.advance(4_999)
  expect(wire.calls).toHaveLength(2)
  await clock.advance(1)
  expect([list().data, item().data]).toEqual([['back'], ['back']])
  expect(wire.calls).toHaveLength(4)
})

test('asks once for each opening while the backend stays away', async () => {
  const { wire, clock, show, client } = setup({}, broken)
  await show('projects')
  await show('users')
  await clock.advance(5_000 * 6)
  expect(client.stats().circuits[0]?.state).toBe('open')
  expect(wire.calls).toHaveLength(2 + 6)
})

test('an endpoint whose circuit stays open longer than that of the gate is asked when it may be', async () => {
  const spread = [0.99, 0]
  const { wire, clock, show, client } = setup(
    {
      circuit: { failures: 1, openMs: { min: 5000 }, successes: 1, maxWaitMs: 0 },
      random: () => spread.shift() ?? 0,
    },
    ...[broken, json('back')],
  )
  const list = await show('projects')
  const [ofGate, ofEndpoint] = client.stats().circuits.map(({ retryAfterMs }) => retryAfterMs)
  expect(ofGate).toBeLessThan(4_100)
  expect(ofEndpoint).toBe(5_000)
  await clock.advance(4_500)
  expect(list().error).toMatchObject({ code: 'CIRCUIT_OPEN' })
  await clock.advance(500)
  expect(list().data).toBe('back')
  expect(wire.calls).toHaveLength(2)
})

test('what an open circuit refused is asked when that circuit lets a probe through', async () => {
  const circuit = { failures: 1, openMs: 3_000, successes: 1, maxWaitMs: 0 }
  const { clock, show, client, wire } = setup({ circuit }, status(500), json('back'))
  await client.get('projects').catch(() => undefined)
  const list = await show('projects')
  expect(list().error).toMatchObject({ code: 'CIRCUIT_OPEN' })
  await clock.advance(3_000)
  expect(list().data).toBe('back')
  expect(wire.calls).toHaveLength(2)
})

test('leaves alone what failed for good, and what is not of this client', async () => {
  const { wire, clock, show, client, queryClient } = setup({}, status(404), broken, broken, json(1))
  await show('gone')
  let calls = 0
  const queryFn = () => Promise.reject(new Error(String(++calls)))
  const other = new QueryObserver(queryClient, { queryKey: ['other'], queryFn })
  ends.push(other.subscribe(() => undefined))
  await show('projects')
  await client.get('users').catch(() => undefined)
  await clock.advance(5_000)
  expect(wire.calls).toHaveLength(4)
  expect(calls).toBe(1)
})

test('asks nothing from a tab that nobody sees, until it is seen', async () => {
  ends.push(() => focusManager.setFocused(undefined))
  const { wire, clock, show, client } = setup({}, broken, broken, json('back'))
  await show('projects')
  await client.get('users').catch(() => undefined)
  focusManager.setFocused(false)
  await clock.advance(60_000)
  expect(wire.calls).toHaveLength(2)
  focusManager.setFocused(true)
  await clock.advance(0)
  expect(wire.calls).toHaveLength(3)
})

test('where no circuit says when, asks ten seconds after the last silence', async () => {
  const { wire, clock, show, client } = setup(
    { circuit: false },
    broken,
    broken,
    broken,
    json('back'),
  )
  const list = await show('projects')
  for (const path of ['a', 'b']) await client.get(path).catch(() => undefined)
  await clock.advance(9_999)
  expect(wire.calls).toHaveLength(3)
  await clock.advance(1)
  expect(list().data).toBe('back')
})

test('asks at once when somebody else was answered', async () => {
  const { wire, show, client, clock } = setup({ circuit: false }, broken, broken, broken, json(1))
  const list = await show('projects')
  for (const path of ['a', 'b']) await client.get(path).catch(() => undefined)
  expect(list().status).toBe('error')
  await client.get('c').text()
  await clock.advance(0)
  expect(list().data).toBe(1)
  expect(wire.calls).toHaveLength(5)
})

test('with a health check the page learns that the backend is back, though no query would have asked', async () => {
  const { wire, clock, client, network } = setup(
    { isWatched: true },
    broken,
    broken,
    broken,
    json(1),
  )
  for (const path of ['a', 'b']) await client.get(path).catch(() => undefined)
  await clock.advance(0)
  expect(network.read().view.status).toBe('unreachable')
  await clock.advance(5_000)
  expect(network.read().view.status).toBe('unreachable')
  await clock.advance(5_000)
  expect(network.read().view).toMatchObject({ status: 'online', reconnectedAt: clock.wall() })
  expect(wire.calls).toHaveLength(4)
})

test('asks nothing after its end', async () => {
  const { wire, clock, show, client, stop } = setup({}, broken)
  await show('projects')
  await client.get('users').catch(() => undefined)
  stop()
  await clock.advance(60_000)
  expect(wire.calls).toHaveLength(2)
})

test('knows whether anything on the page waits for an answer', async () => {
  const { show, client, queryClient } = setup({}, json('well'), status(404), broken)
  expect(hasUnanswered(queryClient, client)).toBe(false)
  await show('projects')
  await show('gone')
  expect(hasUnanswered(queryClient, client)).toBe(false)
  await show('users')
  expect(hasUnanswered(queryClient, client)).toBe(true)
})

test('pauses TanStack Query while offline, also from the start, and lets go of it at the end', () => {
  let state: NetworkState = { ...allWell, view: { ...allWell.view, status: 'offline' } }
  const listeners = new Set<() => void>()
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const client = createClient({ baseUrl: 'https://api.test/' })
  const end = pauseOffline(client, { read: () => state, subscribe })
  expect(onlineManager.isOnline()).toBe(false)
  const to = (next: 'online' | 'offline' | 'unreachable') => {
    state = { ...state, view: { ...state.view, status: next } }
    for (const listener of listeners) listener()
    return onlineManager.isOnline()
  }
  expect([to('unreachable'), to('offline'), to('online'), to('offline')]).toEqual([
    ...[true, false, true, false],
  ])
  end()
  expect(onlineManager.isOnline()).toBe(true)
  expect(listeners.size).toBe(0)
})

test('what is asked again and fails of the same trouble is told to nobody; another refusal is', async () => {
  const [notify, reporter] = [vi.fn(), { error: vi.fn() }]
  const { clock, show, wire } = setup(
    { notify, reporter, circuit: { failures: 1, openMs: 5_000, successes: 1 } },
    ...[broken, broken, status(503), status(404)],
  )
  const list = await show('projects')
  expect(notify).toHaveBeenCalledOnce()
  await clock.advance(10_000)
  expect(wire.calls).toHaveLength(3)
  expect([notify.mock.calls.length, reporter.error.mock.calls.length]).toEqual([1, 1])
  await clock.advance(5_000)
  expect(list().error).toMatchObject({ status: 404 })
  expect([notify.mock.calls.length, reporter.error.mock.calls.length]).toEqual([2, 2])
})

test('what somebody asks again himself is told each time', async () => {
  const notify = vi.fn()
  const { clock, show, queryClient } = setup({ notify, circuit: false }, broken)
  await show('projects')
  await queryClient.refetchQueries()
  expect(notify).toHaveBeenCalledTimes(2)
  await clock.advance(0)
})
