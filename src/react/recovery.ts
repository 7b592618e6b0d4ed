import { focusManager, onlineManager, type Query, type QueryClient } from '@tanstack/react-query'
import type { Client } from '../client/create-client.ts'
import type { Clock, Timer } from '../clock.ts'
import { isHoldfastError } from '../errors.ts'
import type { HealthMonitor } from '../health/health-monitor.ts'
import { askedAgain } from './cache-errors.ts'
import type { NetworkState, NetworkStatus } from './network-status.ts'
import { isCutOff } from './use-network-status.ts'

type Parts = Readonly<{
  client: Client
  queryClient: QueryClient
  clock: Clock
  network: Readonly<{ read: () => NetworkState; subscribe: (listener: () => void) => () => void }>
  /** Confirms what the browser says, by asking the backend. */
  health?: Pick<HealthMonitor, 'checkNow'> | undefined
}>

/**
 * Brings the queries of a page back after trouble.
 *
 * Those on the page that failed for a reason which passes are asked again when a circuit lets a
 * probe through, in a tab that is seen, and at once when the backend answers again. That puts no
 * load on a weak backend: the gate lets one request pass, and the others wait for what comes of it.
 * With a health monitor the backend is asked at those times too, and when the browser says that
 * its network is back, so that the page learns the truth where no query would have asked.
 *
 * @returns the function that ends it
 */
export function startRecovery({ client, queryClient, clock, network, health }: Parts): () => void {
  let seen = network.read().view
  const askAgain = () => {
    alarm.clear()
    if (network.read().view.status === 'unreachable') void health?.checkNow()
    const predicate = (query: Query) => isOurs(query, client) && hasFailed(query)
    void queryClient.refetchQueries({ type: 'active', predicate }, askedAgain)
  }
  const alarm = soonest(clock, askAgain)
  const askWhenAllowed = ({ retryAt }: NetworkStatus) => {
    if (retryAt !== undefined) alarm.set(retryAt - clock.wall())
  }

  askWhenAllowed(seen)
  const leaveCache = queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'error') return
    const query = event.query as Query
    const { error } = query.state
    if (!isOurs(query, client) || !isHoldfastError(error)) return
    if (error.code === 'CIRCUIT_OPEN') alarm.set(error.retryAfterMs ?? 0)
  })
  const leaveNetwork = network.subscribe(() => {
    const before = seen
    seen = network.read().view
    if (before.status === 'offline' && seen.status !== 'offline') void health?.checkNow()
    if (seen.reconnectedAt !== undefined && seen.reconnectedAt !== before.reconnectedAt) askAgain()
    else if (seen.retryAt !== before.retryAt) askWhenAllowed(seen)
  })
  return () => {
    alarm.clear()
    leaveCache()
    leaveNetwork()
  }
}

/**
 * Pauses TanStack Query while the browser is offline, also where it was so from the start, but for a
 * client whose backend is on this machine. Its switch, `onlineManager`, is one for the whole page: at
 * the end it is on again, and the client itself holds its requests while there is no network.
 *
 * @returns the function that ends it
 */
export function pauseOffline(client: Client, { read, subscribe }: Parts['network']): () => void {
  const follow = () => onlineManager.setOnline(read().view.status !== 'offline')
  const leave = subscribe(follow)
  // TanStack listens too, and knows nothing of this machine.
  const leaveManager = onlineManager.subscribe(() => {
    if (navigator.onLine === false && !isCutOff(client)) onlineManager.setOnline(true)
  })
  follow()
  return () => {
    leave()
    leaveManager()
    onlineManager.setOnline(true)
  }
}

/** True while something on the page is being asked, or will be asked again. */
export function hasUnanswered(queryClient: QueryClient, client: Client): boolean {
  const predicate = (query: Query) =>
    isOurs(query, client) && (hasFailed(query) || query.state.fetchStatus === 'fetching')
  return queryClient.getQueryCache().findAll({ type: 'active', predicate }).length > 0
}

const isOurs = ({ queryKey }: Query, client: Client): boolean => queryKey[0] === client.identity

/** Failed, and not for good. */
const hasFailed = ({ state: { status, error } }: Query): boolean =>
  status === 'error' && isHoldfastError(error) && error.retryable

/** Whatever a clock says, nothing is asked again sooner than this. */
const leastMs = 250

/** One timer, for the soonest of the times it is set to; it rings in a tab that is seen. */
function soonest(clock: Clock, ring: () => void): { set: (ms: number) => void; clear: () => void } {
  let dueAt = Number.POSITIVE_INFINITY
  let timer: Timer
  let stopWaiting: (() => void) | undefined
  const clear = () => {
    dueAt = Number.POSITIVE_INFINITY
    clock.clearTimer(timer)
    stopWaiting?.()
    stopWaiting = undefined
  }
  const ringWhenSeen = () => {
    if (focusManager.isFocused()) return ring()
    stopWaiting = focusManager.subscribe((isFocused) => {
      if (isFocused) ring()
    })
  }
  return {
    clear,
    set(wantedMs) {
      const ms = Math.max(leastMs, wantedMs)
      if (clock.monotonic() + ms >= dueAt) return
      clear()
      dueAt = clock.monotonic() + ms
      timer = clock.setTimer(ringWhenSeen, ms)
    },
  }
}
