'use client'
import { onlineManager, type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { Client } from '../client/create-client.ts'
import { type Clock, systemClock } from '../clock.ts'
import type { HealthMonitor } from '../health/health-monitor.ts'
import { tellErrors } from './cache-errors.ts'
import { createQueryClient } from './create-query-client.ts'
import { type ErrorSettings, ErrorSettingsContext } from './error-settings.ts'
import { HealthContext } from './use-health.ts'

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
    /** For tests: the time of banners and countdowns. Default the platform's. */
    clock?: Clock
    children?: ReactNode
  }>

type Provided = Readonly<{ client: Client; clock: Clock }>

const ProvidedContext = createContext<Provided | undefined>(undefined)

/**
 * Gives the hooks below it their client, and TanStack Query its `QueryClient`.
 *
 * A new client gets a new query cache, so that nothing of one user is shown to the next. Neither is
 * closed on unmount: whoever made the client closes it.
 */
export function HoldfastProvider({
  client,
  queryClient,
  clock = systemClock,
  health,
  notify,
  reporter,
  supportUrl,
  children,
}: HoldfastProviderProps): ReactNode {
  const provided = useMemo(() => ({ client, clock }), [client, clock])
  const settings = useMemo(() => ({ notify, reporter, supportUrl }), [notify, reporter, supportUrl])
  const ownQueryClient = useOwnQueryClient(client, queryClient)
  // What was told while nothing was mounted, TanStack Query has not heard.
  useEffect(() => void (navigator.onLine && onlineManager.setOnline(true)), [])
  useEffect(() => {
    const queryCache = ownQueryClient.getQueryCache()
    const mutationCache = ownQueryClient.getMutationCache()
    return tellErrors({ queryCache, mutationCache }, settings)
  }, [ownQueryClient, settings])
  return (
    <ProvidedContext.Provider value={provided}>
      <ErrorSettingsContext.Provider value={settings}>
        <HealthContext.Provider value={health}>
          <QueryClientProvider client={ownQueryClient}>{children}</QueryClientProvider>
        </HealthContext.Provider>
      </ErrorSettingsContext.Provider>
    </ProvidedContext.Provider>
  )
}

/**
 * The client of the nearest `<HoldfastProvider>`.
 * @throws Error outside of one
 */
export const useClient = (): Client => useProvided().client

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

function useOwnQueryClient(client: Client, given: QueryClient | undefined): QueryClient {
  const make = () => ({ client, queryClient: given ?? firstCache(client) })
  const [own, setOwn] = useState(make)
  useEffect(() => void uncommitted.delete(client), [client])
  if (given || own.client === client) return given ?? own.queryClient
  const next = make()
  setOwn(next)
  return next.queryClient
}

function firstCache(client: Client): QueryClient {
  // On a server one client may serve many users, and nothing is ever committed.
  if (!globalThis.document) return createQueryClient({ client })
  const queryClient = uncommitted.get(client) ?? createQueryClient({ client })
  uncommitted.set(client, queryClient)
  return queryClient
}
