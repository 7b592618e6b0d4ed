'use client'
import { type Client, originOf } from '../client/create-client.ts'
import type { Clock, Timer } from '../clock.ts'
import { isOffline, lookAgainMs } from '../fetch/connectivity.ts'
import { storePerClient, type StoreOf, useClientStore } from './client-store.ts'
import {
  allWell,
  networkInput,
  type NetworkInput,
  type NetworkState,
  type NetworkStatus,
  networkStep,
} from './network-status.ts'

/**
 * Tells *no network* from *backend not answering* from *back again*.
 *
 * `navigator.onLine` is believed when it says no, and never when it says yes: `reconnectedAt` waits
 * for an answer of the backend. Unreachable is a backend whose circuit has opened for the whole
 * gate, or that gave no answer to three attempts in a row; its next answer ends it. Listens only
 * while a component that uses it is mounted. On a server all is online.
 *
 * @param select  best a primitive; default the whole
 */
export function useNetworkStatus(): NetworkStatus
export function useNetworkStatus<T>(select: (network: NetworkStatus) => T): T
export function useNetworkStatus(
  select: (network: NetworkStatus) => unknown = (network) => network,
): unknown {
  return useClientStore(networkOf, ({ view }) => select(view), allWell)
}

/** True where the browser has no network and this client's backend is behind one. */
export const isCutOff = (client: Client): boolean => isOffline(originOf(client))

/** When to look: in the back/forward cache, frozen or suspended, a page has not heard the first two. */
const signs = ['online', 'offline', 'pageshow', 'focus', 'visibilitychange']

/** The store behind the hook; for what has to act on it outside of a render. */
export const networkOf: StoreOf<NetworkState> = storePerClient<NetworkState>({
  read,
  watch(client, clock, step) {
    const take = (input: NetworkInput) => step((before) => networkStep(before, input, clock.wall()))
    let timer: Timer
    const look = () => {
      clock.clearTimer(timer)
      const isUp = !isCutOff(client)
      take({ type: 'network', isUp })
      if (!isUp) timer = clock.setTimer(look, lookAgainMs)
    }
    look()
    for (const sign of signs) globalThis.addEventListener?.(sign, look)
    const off = client.on((event) => {
      const input = networkInput(event)
      if (input) take(input)
    })
    return () => {
      off()
      clock.clearTimer(timer)
      for (const sign of signs) globalThis.removeEventListener?.(sign, look)
    }
  },
})

/** What can be known without having listened: the browser's word, and circuits not closed. */
function read(client: Client, clock: Clock, before: NetworkState = allWell): NetworkState {
  const nowMs = clock.wall()
  const start = networkStep(allWell, { type: 'network', isUp: !isCutOff(client) }, nowMs)
  const now = client
    .stats()
    .circuits.reduce(
      (state, { endpoint, state: phase, gate, retryAfterMs: openMs }) =>
        endpoint === undefined && phase !== 'closed'
          ? networkStep(state, { type: 'circuit', gate, openMs }, nowMs)
          : state,
      start,
    )
  return isSame(before.view, now.view) ? before : now
}

const isSame = (one: NetworkStatus, other: NetworkStatus): boolean =>
  one.status === other.status && Math.abs((one.retryAt ?? 0) - (other.retryAt ?? 0)) < 1_000
