import type { QueryClient } from '@tanstack/react-query'
import type { Client } from '../client/create-client.ts'
import { ConfigError } from '../errors.ts'
import { writesIn } from './writes.ts'

type Cache = Readonly<{
  /** The client to which each identity belongs. */
  owners: Map<string, Client>
  /** The client of each provider on the page. */
  mounted: Set<Readonly<{ client: Client }>>
}>

const caches = new WeakMap<QueryClient, Cache>()

function cacheOf(queryClient: QueryClient): Cache {
  const cache = caches.get(queryClient) ?? { owners: new Map(), mounted: new Set() }
  caches.set(queryClient, cache)
  return cache
}

/** The client to which an identity belongs in this cache, if anyone has used it. */
export const ownerOf = (queryClient: QueryClient, identity: string): Client | undefined =>
  cacheOf(queryClient).owners.get(identity)

/**
 * Makes the client's identity its own in this cache, in a render and before anything is read there.
 *
 * Nothing tells two clients with one identity apart but the objects themselves: what another one
 * has left is removed, and its writes are called off. So are those of this client's former user.
 * What nobody owns, such as hydrated queries, is the first one's.
 */
export function claim(queryClient: QueryClient, client: Client): void {
  const { owners } = cacheOf(queryClient)
  const { identity } = client
  writesIn(queryClient, client).hasLeft()
  const former = owners.get(identity)
  if (former === client) return
  owners.set(identity, client)
  if (!former) return
  writesIn(queryClient, former).callOff()
  queryClient.removeQueries({ queryKey: [identity] })
}

/**
 * A provider is on the page. When the client's last one leaves, its writes are called off; not
 * where it comes back in the same turn, as in Strict Mode.
 *
 * @returns the function that takes it away
 * @throws ConfigError where another client with the same identity is there
 */
export function mount(queryClient: QueryClient, client: Client): () => void {
  const { mounted } = cacheOf(queryClient)
  const has = (holds: (other: Client) => boolean) =>
    [...mounted].some((provider) => holds(provider.client))
  if (has((other) => other !== client && other.identity === client.identity)) {
    const legal = 'another for each client on the page, or their `user`'
    throw new ConfigError('name', client.name, legal)
  }
  const provider = { client }
  mounted.add(provider)
  return () => {
    mounted.delete(provider)
    queueMicrotask(() => {
      if (!has((other) => other === client)) writesIn(queryClient, client).callOff()
    })
  }
}
