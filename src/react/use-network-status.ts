'use client'
import type { Client } from '../client/create-client.ts'
import type { Clock } from '../clock.ts'
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

/** The store behind the hook; for what has to act on it outside of a render. */
export const networkOf: StoreOf<NetworkState> = storePerClient<NetworkState>({
  read,
  watch(client, clock, step) {
    const take = (input: NetworkInput) => step((before) => networkStep(before, input, clock.wall()))
    const online = () => take({ type: 'network', isUp: true })
    const offline = () => take({ type: 'network', isUp: false })
    globalThis.addEventListener?.('online', online)
    globalThis.addEventListener?.('offline', offline)
    // In the back/forward cache the page has heard neither.
    const lookAgain = () => (navigator.onLine ? online() : offline())
    globalThis.addEventListener?.('pageshow', lookAgain)
    const off = client.on((event) => {
      const input = networkInput(event)
      if (input) take(input)
    })
    return () => {
      off()
      globalThis.removeEventListener?.('online', online)
      globalThis.removeEventListener?.('offline', offline)
      globalThis.removeEventListener?.('pageshow', lookAgain)
    }
  },
})

/** What can be known without having listened: the browser's word, and circuits not closed. */
function read(client: Client, clock: Clock, before: NetworkState = allWell): NetworkState {
  const nowMs = clock.wall()
  const isUp = globalThis.navigator?.onLine !== false
  const start = networkStep(allWell, { type: 'network', isUp }, nowMs)
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
