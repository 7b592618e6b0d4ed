import type { Query, QueryClient } from '@tanstack/react-query'
import type { Client } from '../client/create-client.ts'
import { systemClock } from '../clock.ts'
import { ConfigError } from '../errors.ts'
import { writesIn } from './writes.ts'

/** To whom an identity belongs, and until when it was another one's; -1 for never. */
type Owner = Readonly<{ client: Client; formerMs: number }>

type Cache = {
  readonly owners: Map<string, Owner>
  /** The client of each provider on the page. */
  readonly mounted: Set<Readonly<{ client: Client }>>
  /** The time of the newest data that was here, by the clock of whoever dated it. */
  newestMs: number
}

const caches = new WeakMap<QueryClient, Cache>()

function cacheOf(queryClient: QueryClient): Cache {
  let cache = caches.get(queryClient)
  if (!cache) {
    caches.set(queryClient, (cache = { owners: new Map(), mounted: new Set(), newestMs: 0 }))
    refuseFormer(queryClient, cache)
  }
  return cache
}

/**
 * Lets nothing be restored that is not newer than what an identity's former client may have seen: a
 * boundary hydrates its state once more where the page is made anew, some of it after the render.
 */
function refuseFormer(queryClient: QueryClient, cache: Cache): void {
  const queryCache = queryClient.getQueryCache()
  const note = ({ state: { dataUpdatedAt } }: Query) => {
    if (dataUpdatedAt > cache.newestMs) cache.newestMs = dataUpdatedAt
  }
  queryCache.getAll().forEach(note)
  queryCache.subscribe((event) => {
    const query = event.query as Query
    const { type } = event
    const { state, resetState, options, queryKey } = query
    note(query)
    if (state.dataUpdatedAt > (cache.owners.get(queryKey[0] as string)?.formerMs ?? -1)) return
    // What was asked for begins in its reset state; what was restored may yet await its data.
    if (type === 'added' && state !== resetState) queryCache.remove(query)
    if (type !== 'updated' || event.action.type !== 'setState') return
    if (event.action.state === resetState || state.data === undefined) return
    if (options.initialData !== undefined) return
    void queryClient.resetQueries({ predicate: (one) => one === query })
  })
}

/** The client to which an identity belongs in this cache, if anyone has used it. */
export const ownerOf = (queryClient: QueryClient, identity: string): Client | undefined =>
  cacheOf(queryClient).owners.get(identity)?.client

/**
 * Makes the client's identity its own in this cache, in a render and before anything is read there.
 *
 * Nothing tells two clients with one identity apart but the objects themselves: what another one
 * has left is removed, and its writes are called off. So are those of this client's former user.
 * What nobody owns, such as hydrated queries, is the first one's; the next one has none from before.
 */
export function claim(queryClient: QueryClient, client: Client): void {
  const { owners, newestMs } = cacheOf(queryClient)
  const { identity } = client
  writesIn(queryClient, client).hasLeft()
  const former = owners.get(identity)?.client
  if (former === client) return
  // A server may have dated it by a clock that is ahead of this one.
  const formerMs = former ? Math.max(newestMs, systemClock.wall()) : -1
  owners.set(identity, { client, formerMs })
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
