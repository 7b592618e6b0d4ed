'use client'
import { onlineManager, type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { Client } from '../client/create-client.ts'
import { type Clock, systemClock } from '../clock.ts'
import type { HealthMonitor } from '../health/health-monitor.ts'
import { tellErrors } from './cache-errors.ts'
import { createQueryClient } from './create-query-client.ts'
import { of } from '../option-checks.ts'
import { type ErrorSettings, ErrorSettingsContext } from './error-settings.ts'
import { claim, mount } from './ownership.ts'
import { checkAudience } from './tell-error.ts'
import { HealthContext } from './use-health.ts'
import { type Words, WordsContext } from './words.ts'

export type HoldfastProviderProps = ErrorSettings &
  Readonly<{
    client: Client
    /**
     * Default: one made by `createQueryClient({ client })`, once for each client. `notify` and
     * `reporter` are told of its errors, also of one of your own.
     */
    queryClient?: QueryClient
    /** What `useHealth` reads, and what the network banner confirms with. Start it yourself. */
    health?: HealthMonitor | undefined
    /**
     * What components and `useFieldErrors` say, in another language: the same object at each render.
     * Default, and for what is left out: English. Words of one component win.
     */
    words?: Partial<Words> | undefined
    /** For tests: the time of banners and countdowns. Default the platform's. */
    clock?: Clock
    children?: ReactNode
  }>

type Provided = Readonly<{ client: Client; clock: Clock; queryClient: QueryClient }>

const ProvidedContext = createContext<Provided | undefined>(undefined)

/**
 * Gives the hooks below it their client, and TanStack Query its `QueryClient`.
 *
 * A new client gets a new query cache, and a page made anew, so that nothing of one user is shown to
 * the next; in a cache of your own, other queries. On unmount, writes that have no answer yet are
 * called off. The client is not closed: whoever made it closes it.
 *
 * @throws ConfigError without a client, or for a listener that is none; once it is there, where another client with the same `identity` is on the page
 *   in the same cache
 */
export function HoldfastProvider({
  client,
  queryClient: given,
  clock = systemClock,
  health,
  notify,
  reporter,
  supportUrl,
  words,
  children,
}: HoldfastProviderProps): ReactNode {
  of('client', client, 'object')
  checkAudience({ notify, reporter })
  const { queryClient, key } = usePage(client, given)
  claim(queryClient, client)
  const provided = useMemo(() => ({ client, clock, queryClient }), [client, clock, queryClient])
  const settings = useMemo(() => ({ notify, reporter, supportUrl }), [notify, reporter, supportUrl])
  // What was told while nothing was mounted, TanStack Query has not heard.
  useEffect(() => void (navigator.onLine && onlineManager.setOnline(true)), [])
  useEffect(() => {
    const queryCache = queryClient.getQueryCache()
    const mutationCache = queryClient.getMutationCache()
    return tellErrors({ queryCache, mutationCache }, settings)
  }, [queryClient, settings])
  useEffect(() => mount(queryClient, client), [queryClient, client])
  return (
    <ProvidedContext.Provider value={provided}>
      <ErrorSettingsContext.Provider value={settings}>
        <HealthContext.Provider value={health}>
          <WordsContext.Provider value={words}>
            <QueryClientProvider key={key} client={queryClient}>
              {children}
            </QueryClientProvider>
          </WordsContext.Provider>
        </HealthContext.Provider>
      </ErrorSettingsContext.Provider>
    </ProvidedContext.Provider>
  )
}

/**
 * The client of the nearest `<HoldfastProvider>`.
 * @throws Error outside of one
 */
export function useClient(): Client {
  const { client, queryClient } = useProvided()
  // Before anything is read: the user may be another one than at the last render of the provider.
  claim(queryClient, client)
  return client
}

/** The clock of the nearest `<HoldfastProvider>`. */
export const useClock = (): Clock => useProvided().clock

/** The same, or the platform's outside of one: for what works without a client too. */
export const useAnyClock = (): Clock => useContext(ProvidedContext)?.clock ?? systemClock

function useProvided(): Provided {
  const provided = useContext(ProvidedContext)
  if (provided) return provided
  throw new Error(
    'A Holdfast hook was used outside of <HoldfastProvider>: ' +
      'wrap the app in <HoldfastProvider client={createClient()}>',
  )
}

/**
 * Caches of first renders: React throws the state of a render away that is suspended above, and
 * a cache made anew each time would ask anew each time, for ever.
 */
const uncommitted = new WeakMap<Client, QueryClient>()

type Page = Readonly<{ client: Client; queryClient: QueryClient; key: number }>

/**
 * The query client of a page, and a number that is another one where the page must be made anew:
 * what is mounted stays with the cache it began with, and keeps what a client of the same identity
 * had written. A client of another identity in the same cache has other queries, and that is enough.
 */
function usePage(client: Client, given: QueryClient | undefined): Page {
  const [page, setPage] = useState<Page>(() => ({
    ...{ client, key: 0 },
    queryClient: given ?? firstCache(client),
  }))
  useEffect(() => void uncommitted.delete(client), [client])
  const isSameClient = page.client === client
  if (isSameClient && (given ?? page.queryClient) === page.queryClient) return page
  const queryClient = given ?? firstCache(client)
  const isSameCache = queryClient === page.queryClient
  const isApart = isSameCache && page.client.identity !== client.identity
  const next = { client, queryClient, key: page.key + (isApart ? 0 : 1) }
  setPage(next)
  return next
}

function firstCache(client: Client): QueryClient {
  // On a server one client may serve many users, and nothing is ever committed.
  if (!globalThis.document) return createQueryClient({ client })
  const queryClient = uncommitted.get(client) ?? createQueryClient({ client })
  uncommitted.set(client, queryClient)
  return queryClient
}
