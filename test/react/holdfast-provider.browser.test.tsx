import { onlineManager, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { createClient } from 'holdfast'
import { StrictMode, Suspense } from 'react'
import { expect, test, vi } from 'vitest'
import { render, renderHook } from 'vitest-browser-react'
import { createQueryClient } from '../../src/react/create-query-client.ts'
import { errorIdOf } from '../../src/react/error-id.ts'
import { HoldfastProvider, useClient, useClock } from '../../src/react/holdfast-provider.tsx'
import { systemClock } from '../../src/clock.ts'
import { useApiQuery } from '../../src/react/use-api-query.ts'
import { useSuspenseApiQuery } from '../../src/react/use-suspense-api-query.ts'
import { json, scriptedFetch, status } from '../../src/testing/index.ts'

const [client, other] = [createClient(), createClient()]

test('gives its client and the platform’s clock', async () => {
  const { result } = await renderHook(() => [useClient(), useClock()], {
    wrapper: ({ children }) => <HoldfastProvider client={client}>{children}</HoldfastProvider>,
  })
  expect(result.current).toEqual([client, systemClock])
})

test('a hook outside of it says what to do', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  await expect(renderHook(() => useClient())).rejects.toThrow('wrap the app in <HoldfastProvider')
  vi.restoreAllMocks()
})

test('makes one query client and keeps it; a new client gets a new cache', async () => {
  const seen: QueryClient[] = []
  const Look = () => void seen.push(useQueryClient())
  const page = (one: typeof client) => (
    <HoldfastProvider client={one}>
      <Look />
    </HoldfastProvider>
  )
  const { rerender } = await render(page(client))
  await rerender(page(client))
  expect(new Set(seen).size).toBe(1)
  await rerender(page(other))
  expect(new Set(seen).size).toBe(2)
  expect(seen.at(-1)).not.toBe(seen[0])
})

test('takes the query client it is given', async () => {
  const given = createQueryClient({ client })
  const { result } = await renderHook(() => useQueryClient(), {
    wrapper: ({ children }) => (
      <HoldfastProvider client={client} queryClient={given}>
        {children}
      </HoldfastProvider>
    ),
  })
  expect(result.current).toBe(given)
})

test('its query client tells whoever the provider names at the time of the error', async () => {
  const [first, second, error] = [vi.fn(), vi.fn(), new Error('once')]
  const failing = { queryKey: ['x'], queryFn: () => Promise.reject(error) }
  let queryClient: QueryClient | undefined
  const Look = () => {
    queryClient = useQueryClient()
    return null
  }
  const page = (notify: () => void) => (
    <HoldfastProvider client={client} notify={notify}>
      <Look />
    </HoldfastProvider>
  )
  const { rerender } = await render(page(first))
  await rerender(page(second))
  await queryClient?.query(failing).catch(String)
  expect(first).not.toHaveBeenCalled()
  expect(second).toHaveBeenCalledExactlyOnceWith(error, {
    ...{ source: 'query', meta: undefined, errorId: errorIdOf(error) },
  })
})

test('a query client of one’s own tells those whom the provider names too, once each', async () => {
  const wire = scriptedFetch(status(404))
  const own = createClient({ baseUrl: 'https://api.test/', fetch: wire })
  const [notify, told, reporter] = [vi.fn(), vi.fn(), { error: vi.fn() }]
  const queryClient = createQueryClient({ client: own, notify: told })
  const Show = () => <p>{useApiQuery('x').status}</p>
  const screen = await render(
    <StrictMode>
      <HoldfastProvider client={own} {...{ queryClient, notify, reporter }}>
        <Show />
      </HoldfastProvider>
    </StrictMode>,
  )
  await expect.element(screen.getByText('error')).toBeVisible()
  expect(reporter.error).toHaveBeenCalledOnce()
  expect([told.mock.calls.length, notify.mock.calls.length]).toEqual([1, 0])
  own.close()
})

test('a first render that is suspended above the provider asks once, not for ever', async () => {
  const wire = scriptedFetch(json('here'))
  const own = createClient({ baseUrl: 'https://api.test/', fetch: wire })
  const Show = () => <p>{useSuspenseApiQuery<string>('x').data}</p>
  const page = (
    <Suspense fallback="wait">
      <HoldfastProvider client={own}>
        <Show />
      </HoldfastProvider>
    </Suspense>
  )
  const screen = await render(page)
  await expect.element(screen.getByText('here')).toBeVisible()
  expect(wire.calls).toHaveLength(1)
  await screen.unmount()
  const again = await render(page)
  await expect.element(again.getByText('here')).toBeVisible()
  expect(wire.calls, 'a page that comes anew begins with an empty cache').toHaveLength(2)
  own.close()
})

test('a network that came back while nothing was mounted is known at the next mount', async () => {
  const wire = scriptedFetch(json('here'))
  const own = createClient({ baseUrl: 'https://api.test/', fetch: wire })
  const Name = () => <p>{useApiQuery<string>('name').data ?? 'Loading'}</p>
  const shown = () =>
    render(
      <HoldfastProvider client={own}>
        <Name />
      </HoldfastProvider>,
    )
  // TanStack heard of the end, and not of the beginning.
  onlineManager.setOnline(false)
  const screen = await shown()
  await expect.element(screen.getByText('here')).toBeVisible()
})
