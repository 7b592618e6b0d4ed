'use client'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Client } from '../client/create-client.ts'
import { type Clock, systemClock } from '../clock.ts'
import type { HealthMonitor } from '../health/health-monitor.ts'
import { tellErrors } from './cache-errors.ts'
import { createQueryClient } from './create-query-client.ts'
import { type ErrorSettings, ErrorSettingsContext } from './error-settings.ts'
import type { ErrorAudience } from './tell-error.ts'
import { HealthContext } from './use-health.ts'

export type HoldfastProviderProps = ErrorSettings &
  Readonly<{
    client: Client
    /**
     * Default: one made by `createQueryClient({ client })`, once for each client, which tells
     * `notify` and `reporter` of its errors. One of your own is told whom to tell by yourself.
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
  return (
    <ProvidedContext.Provider value={provided}>
      <ErrorSettingsContext.Provider value={settings}>
        <HealthContext.Provider value={health}>
          <QueryClientProvider client={useOwnQueryClient(client, queryClient, settings)}>
            {children}
          </QueryClientProvider>
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

function useOwnQueryClient(
  client: Client,
  given: QueryClient | undefined,
  audience: ErrorAudience,
): QueryClient {
  const live = useLive(audience)
  const make = () => ({ client, queryClient: given ?? tellingClient(client, live) })
  const [own, setOwn] = useState(make)
  if (given || own.client === client) return given ?? own.queryClient
  const next = make()
  setOwn(next)
  return next.queryClient
}

function tellingClient(client: Client, audience: ErrorAudience): QueryClient {
  const queryClient = createQueryClient({ client })
  const [queryCache, mutationCache] = [queryClient.getQueryCache(), queryClient.getMutationCache()]
  tellErrors({ queryCache, mutationCache }, audience)
  return queryClient
}

/** Those who are to be told at the time of an error, not at the time of the first render. */
function useLive(audience: ErrorAudience): ErrorAudience {
  const latest = useRef(audience)
  useEffect(() => {
    latest.current = audience
  }, [audience])
  const [live] = useState<ErrorAudience>(() => ({
    get notify() {
      return latest.current.notify
    },
    get reporter() {
      return latest.current.reporter
    },
  }))
  return live
}
