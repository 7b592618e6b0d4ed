import {
  dehydrate,
  HydrationBoundary,
  onlineManager,
  type QueryClient,
  useQueryClient,
} from '@tanstack/react-query'
import { type Client, createClient } from 'holdfast'
import { createResource, ErrorBoundary, useApiMutation } from 'holdfast/react'
import { StrictMode, Suspense, useState } from 'react'
import { expect, test, vi } from 'vitest'
import { render, renderHook } from 'vitest-browser-react'
import { apiKey } from '../../src/react/api-key.ts'
import { createQueryClient } from '../../src/react/create-query-client.ts'
import { errorIdOf } from '../../src/react/error-id.ts'
import { HoldfastProvider, useClient, useClock } from '../../src/react/holdfast-provider.tsx'
import { systemClock } from '../../src/clock.ts'
import { useApiQuery } from '../../src/react/use-api-query.ts'
import { useSuspenseApiQuery } from '../../src/react/use-suspense-api-query.ts'
import { json, scriptedFetch, silent, status } from '../../src/testing/index.ts'

const [client, other] = [createClient(), createClient()]

test('gives its client and the platform’s clock', async () => {
  const { result } = await renderHook(() => [useClient(), useClock()], {
    wrapper: ({ children }) => <HoldfastProvider client={client}>{children}</HoldfastProvider>,
  })
  expect(result.current).toEqual([client, systemClock])
})

test('says at once that it has no client, or a listener that is none', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  const Provider = (props: Record<string, unknown>) => (
    <HoldfastProvider {...(props as unknown as { client: Client })} />
  )
  await expect(render(<Provider />)).rejects.toThrow('client is undefined')
  await expect(render(<Provider client={client} notify="toast" />)).rejects.toThrow('notify is')
  vi.restoreAllMocks()
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
  const seen: QueryClient[] = []
  const Look = () => void seen.push(useQueryClient())
  const page = (notify: () => void) => (
    <HoldfastProvider client={client} notify={notify}>
      <Look />
    </HoldfastProvider>
  )
  const { rerender } = await render(page(first))
  await rerender(page(second))
  await seen.at(-1)?.query(failing).catch(String)
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

type Me = Readonly<{ id: number; name: string | null }>

const rows = createResource<Me>({ path: 'rows' })

/** A wire whose answers say as whom it was asked. */
const mirror = (request: Request) => {
  const name = request.headers.get('authorization')
  return Response.json(request.url.endsWith('/me') ? { id: 1, name } : [{ id: 1, name }])
}

function clientOf(name: string, options: object = {}): Client {
  const fetch = scriptedFetch(mirror)
  return createClient({
    ...{ baseUrl: 'https://api.test/', fetch, headers: { authorization: name } },
    ...options,
  })
}

const shown: string[] = []

function Me({ name }: { name: string | null | undefined }) {
  if (name) shown.push(name)
  return <i>{name}</i>
}

function Everything() {
  const placeholderData = (data: Me | undefined) => data
  return (
    <p>
      <Me name={useApiQuery<Me>('me', { placeholderData }).data?.name} />
      <Me name={rows.useList().data?.[0]?.name} />
      <Suspense>
        <Suspended />
      </Suspense>
    </p>
  )
}

const Suspended = () => <Me name={useSuspenseApiQuery<Me[]>('later').data[0]?.name} />

const secret = (name: string) => clientOf(name)
/** Nothing tells these two apart but the objects: a hook signs what they send. */
const signed = (name: string, options: object = {}) => {
  const beforeRequest = [
    ({ request }: { request: Request }) => request.headers.set('authorization', name),
  ]
  return clientOf('', { headers: {}, hooks: { beforeRequest }, ...options })
}

test.each([
  ['other headers', secret, false],
  ['other headers, in a cache of one’s own', secret, true],
  ['the same identity', signed, false],
  ['the same identity, in a cache of one’s own', signed, true],
])('a new client with %s never shows what was the former one’s', async (_, make, isOwn) => {
  const [ada, bob] = [make('ada'), make('bob')]
  const queryClient = isOwn ? createQueryClient({ client: ada }) : undefined
  const page = (one: Client) => (
    <StrictMode>
      <HoldfastProvider client={one} {...(queryClient && { queryClient })}>
        <Everything />
      </HoldfastProvider>
    </StrictMode>
  )
  const screen = await render(page(ada))
  await expect.poll(() => screen.container.textContent).toBe('adaadaada')
  shown.length = 0
  await screen.rerender(page(bob))
  await expect.poll(() => screen.container.textContent).toBe('bobbobbob')
  expect([...new Set(shown)]).toEqual(['bob'])
})

test('a page in a cache of one’s own keeps its state where a new client has another identity', async () => {
  const [ada, bob] = [secret('ada'), secret('bob')]
  const queryClient = createQueryClient({ client: ada })
  const Draft = () => (
    <Me name={useState(useClient().identity)[0] === ada.identity ? 'kept' : 'new'} />
  )
  const page = (one: Client) => (
    <HoldfastProvider client={one} queryClient={queryClient}>
      <Draft />
    </HoldfastProvider>
  )
  const screen = await render(page(ada))
  await screen.rerender(page(bob))
  expect(screen.container.textContent).toBe('kept')
})

test('a user who signs in by the same client sees nothing of the one before', async () => {
  let user = 'ada'
  const fetch = scriptedFetch((request) =>
    mirror(new Request(request, { headers: { authorization: user } })),
  )
  const one = createClient({ baseUrl: 'https://api.test/', fetch, user: () => user })
  const Below = () => {
    // The provider does not render when the user changes: what is below it does.
    const [, setTurn] = useState(0)
    const { data, mutate } = useApiMutation<Me>({
      mutationFn: (_, sender) => sender.post('me').json(),
    })
    return (
      <>
        {Everything()}
        <button type="button" onClick={() => mutate()}>
          save
        </button>
        <button type="button" onClick={() => setTurn((turn) => turn + 1)}>
          again
        </button>
        <output>
          <Me name={data?.name} />
        </output>
      </>
    )
  }
  const screen = await render(
    <HoldfastProvider client={one}>
      <Below />
    </HoldfastProvider>,
  )
  const texts = () => [...screen.container.querySelectorAll('i')].map((each) => each.textContent)
  await expect.poll(texts).toEqual(['ada', 'ada', 'ada', ''])
  await screen.getByText('save').click()
  await expect.poll(texts).toEqual(['ada', 'ada', 'ada', 'ada'])
  shown.length = 0
  user = 'bob'
  await screen.getByText('again').click()
  await expect.poll(texts).toEqual(['bob', 'bob', 'bob', ''])
  expect([...new Set(shown)]).toEqual(['bob'])
})

test('two clients of one identity on the page at once are told to the nearest boundary', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  const [one, two] = [signed('ada'), signed('bob')]
  const queryClient = createQueryClient({ client: one })
  const Provider = ({ own, name }: { own: Client; name: string }) => (
    <HoldfastProvider client={own} queryClient={queryClient}>
      {name}
    </HoldfastProvider>
  )
  const screen = await render(
    <ErrorBoundary name="page" fallback={({ error }) => String(error)}>
      <Provider own={one} name="one" />
      <Provider own={one} name="again" />
      <Provider own={two} name="two" />
    </ErrorBoundary>,
  )
  await expect.poll(() => screen.container.textContent).toContain('ConfigError: name is "default"')
  expect(screen.container.textContent).toContain('`user`')
  vi.restoreAllMocks()
})

test('a provider that makes way for one with another client of its identity is none', async () => {
  const [one, two] = [signed('ada'), signed('bob')]
  const queryClient = createQueryClient({ client: one })
  const page = (own: Client, key: string) => (
    <StrictMode>
      <HoldfastProvider key={key} client={own} queryClient={queryClient}>
        <Everything />
      </HoldfastProvider>
    </StrictMode>
  )
  const screen = await render(page(one, 'one'))
  await expect.poll(() => screen.container.textContent).toBe('adaadaada')
  shown.length = 0
  await screen.rerender(page(two, 'two'))
  await expect.poll(() => screen.container.textContent).toBe('bobbobbob')
  expect(shown).not.toContain('ada')
})

test('hydrated queries are the first client’s', async () => {
  const own = clientOf('ada')
  const queryClient = createQueryClient({ client: own })
  queryClient.setQueryData(apiKey(clientOf('ada'), 'me'), { id: 1, name: 'from the server' })
  const Show = () => <p>{useApiQuery<Me>('me').data?.name}</p>
  const screen = await render(
    <HoldfastProvider client={own} queryClient={queryClient}>
      <Show />
    </HoldfastProvider>,
  )
  expect(screen.container.textContent).toBe('from the server')
})

test.each([
  ['the page alone reads it', false, Date.parse('2020-01-01')],
  ['somebody above the boundary reads it first', true, Date.parse('2020-01-01')],
  ['the server’s clock is ahead', true, Date.parse('2100-01-01')],
])(
  'what was hydrated for one client is never shown to the next: %s',
  async (_, isAbove, updatedAt) => {
    // Her answer never comes: in time for the hydration it would take the place of what was hydrated.
    const [ada, bob] = [signed('ada', { fetch: scriptedFetch(silent) }), signed('bob')]
    const server = createQueryClient({ client: ada })
    server.setQueryData(apiKey(ada, 'me'), { id: 1, name: 'hydrated' }, { updatedAt })
    const state = dehydrate(server)
    const queryClient = createQueryClient({ client: ada })
    let shown: (string | null | undefined)[] = []
    const Show = () => {
      const { name } = useApiQuery<Me>('me', { staleTime: Number.POSITIVE_INFINITY }).data ?? {}
      shown.push(name)
      return <p>{name}</p>
    }
    const page = (own: Client) => (
      <HoldfastProvider client={own} queryClient={queryClient}>
        {isAbove && <Show />}
        <HydrationBoundary state={state}>
          <Show />
        </HydrationBoundary>
      </HoldfastProvider>
    )
    const screen = await render(page(ada))
    const hydrated = isAbove ? 'hydratedhydrated' : 'hydrated'
    await expect.poll(() => screen.container.textContent).toBe(hydrated)
    expect(shown).toContain('hydrated')
    shown = []
    await screen.rerender(page(bob))
    await expect.poll(() => screen.container.textContent).toBe(isAbove ? 'bobbob' : 'bob')
    expect(new Set(shown)).toEqual(new Set([undefined, 'bob']))
  },
)

test('queries that a new client’s provider removes set no other component’s state in its render', async () => {
  const errors = vi.spyOn(console, 'error').mockReturnValue()
  const rows = (name: string) => json([{ id: '1', name }])
  const ada = createClient({ fetch: scriptedFetch(rows('ada'), silent), ...ofOneBase })
  const bob = createClient({ fetch: scriptedFetch(rows('bob')), ...ofOneBase })
  const projects = createResource<{ id: string; name: string }>({ path: 'projects' })
  const queryClient = createQueryClient({ client: ada })
  const Projects = () => {
    const update = projects.useUpdate()
    const rename = () => update.mutate({ id: '1', name: 'new' })
    return (
      <button type="button" onClick={rename}>
        {projects.useList().data?.[0]?.name}
      </button>
    )
  }
  const page = (own: Client) => (
    <HoldfastProvider client={own} queryClient={queryClient}>
      <Projects />
    </HoldfastProvider>
  )
  const screen = await render(page(ada))
  await screen.getByText('ada').click()
  await expect.element(screen.getByText('new')).toBeVisible()
  await screen.rerender(page(bob))
  await expect.element(screen.getByText('bob')).toBeVisible()
  expect(errors).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

const ofOneBase = { baseUrl: 'https://api.test/' }
