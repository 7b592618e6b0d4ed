import { expect, test, vi } from 'vitest'
import { render, renderHook } from 'vitest-browser-react'
import { useNetworkStatus } from '../../src/react/use-network-status.ts'
import { broken, json, status } from '../../src/testing/index.ts'
import { acted, network, page } from './page.tsx'

test('no network, then a network that is not believed, then back again', async () => {
  const { Providers, ask, clock } = page({ isStrict: true }, json(1))
  const { result } = await renderHook(() => useNetworkStatus(), { wrapper: Providers })
  expect(result.current.status).toBe('online')
  await acted(() => network(false))
  expect(result.current).toMatchObject({ status: 'offline', since: clock.wall() })
  await acted(() => network(true))
  expect(result.current).toMatchObject({ status: 'online', reconnectedAt: undefined })
  await ask()
  expect(result.current).toMatchObject({ status: 'online', reconnectedAt: clock.wall() })
})

test('a page that starts without a network knows it', async () => {
  network(false)
  const { Providers } = page({})
  const { result } = await renderHook(() => useNetworkStatus(), { wrapper: Providers })
  expect(result.current.status).toBe('offline')
})

test('a backend whose circuit opened does not answer; its first answer ends that', async () => {
  const { Providers, ask, pass, clock } = page({}, status(503), status(503), json(1))
  const { result } = await renderHook(() => useNetworkStatus(), { wrapper: Providers })
  await ask()
  expect(result.current.status).toBe('online')
  await ask()
  const retryAt = clock.wall() + 5_000
  expect(result.current).toMatchObject({ status: 'unreachable', retryAt })
  await pass(5_000)
  await ask()
  expect(result.current).toMatchObject({ status: 'online', reconnectedAt: clock.wall() })
})

test('so does one that gave no answer three times, without any circuit', async () => {
  const { Providers, ask } = page({ circuit: false }, broken)
  const { result } = await renderHook(() => useNetworkStatus(), { wrapper: Providers })
  await ask()
  await ask()
  expect(result.current.status).toBe('online')
  await ask()
  expect(result.current.status).toBe('unreachable')
})

test('one that mounts while the circuit is open knows it', async () => {
  const { Providers, ask } = page({}, broken)
  await ask()
  await ask()
  const { result } = await renderHook(() => useNetworkStatus(), { wrapper: Providers })
  expect(result.current.status).toBe('unreachable')
})

test('an endpoint alone that fails is no dead backend', async () => {
  const { Providers, ask } = page({}, status(500))
  const { result } = await renderHook(() => useNetworkStatus(), { wrapper: Providers })
  for (let calls = 0; calls < 4; calls++) await ask('reports')
  expect(result.current.status).toBe('online')
})

test('renders again when the selected part changes, and not otherwise', async () => {
  const { Providers, ask } = page({}, json(1), broken)
  const renders = vi.fn()
  function Status() {
    renders()
    return <p>{useNetworkStatus(({ status: now }) => now)}</p>
  }
  const screen = await render(<Status />, { wrapper: Providers })
  for (let calls = 0; calls < 4; calls++) await ask()
  await expect.element(screen.getByText('unreachable')).toBeVisible()
  expect(renders).toHaveBeenCalledTimes(2)
  await acted(() => network(true)) // news to nobody
  expect(renders).toHaveBeenCalledTimes(2)
})

test('listens only while somebody watches', async () => {
  const { Providers, listeners } = page({})
  const heard = vi.spyOn(globalThis, 'addEventListener')
  const types = () => heard.mock.calls.map(([type]) => type).filter((type) => type.endsWith('line'))
  const hook = await renderHook(() => useNetworkStatus(), { wrapper: Providers })
  expect(listeners()).toBe(1)
  expect(types()).toContain('offline')
  await hook.unmount()
  expect(listeners()).toBe(0)
})

test('out of the back/forward cache it looks again, because it has heard nothing there', async () => {
  const { Providers } = page({})
  const { result } = await renderHook(() => useNetworkStatus(), { wrapper: Providers })
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  const back = new PageTransitionEvent('pageshow', { persisted: true })
  await acted(() => void globalThis.dispatchEvent(back))
  expect(result.current.status).toBe('offline')
})

test.each(['focus', 'visibilitychange', 'online'])(
  'a page that missed the event looks again on %s',
  async (type) => {
    network(false)
    const { Providers } = page({})
    const { result } = await renderHook(() => useNetworkStatus(), { wrapper: Providers })
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true)
    expect(result.current.status).toBe('offline')
    await acted(() => void globalThis.dispatchEvent(new Event(type)))
    expect(result.current.status).toBe('online')
  },
)

test('while it is offline it looks every two seconds, and no more once it is not', async () => {
  network(false)
  const { Providers, pass, clock } = page({})
  const hook = await renderHook(() => useNetworkStatus(), { wrapper: Providers })
  await pass(10_000)
  expect([hook.result.current.status, clock.pending]).toEqual(['offline', 1])
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true)
  await pass(2_000)
  expect([hook.result.current.status, clock.pending]).toEqual(['online', 0])
})

test('a backend on this machine needs no network', async () => {
  network(false)
  const { Providers } = page({ baseUrl: 'http://127.0.0.1:3000/' })
  const { result } = await renderHook(() => useNetworkStatus(), { wrapper: Providers })
  expect(result.current.status).toBe('online')
})
