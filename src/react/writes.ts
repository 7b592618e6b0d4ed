import { type Mutation, onlineManager, type QueryClient } from '@tanstack/react-query'
import { type Client, boundTo } from '../client/create-client.ts'
import { closing } from '../client/closing.ts'
import { randomId } from '../clock.ts'
import { AbortedError } from '../errors.ts'
import { safely } from '../user-code.ts'
import { type InCache, inCache } from './in-cache.ts'

/** The writes of one client in one query cache that have no end yet. */
export type Writes = Readonly<{
  /**
   * The client by which a write is sent, so that its requests can be ended.
   * @throws AbortedError where the user is another one than when it was wanted
   */
  sender: () => Client
  /** Looks who the user is now, and ends the writes of another one. @returns whether there was one */
  hasLeft: () => boolean
  /**
   * Ends all of them with `AbortedError`: those that wait are never sent, those on the wire are
   * aborted. Nobody is told in this turn, so it may be done while React renders.
   */
  callOff: () => void
}>

type Owned = Readonly<{ client?: Client }>

/** The writes of a client in a query cache. */
export const writesIn: InCache<Writes> = inCache(watchWrites)

/** Makes a mutation function known as the client's. */
export const ownedBy = <F extends object>(client: Client, write: F): F =>
  Object.assign(write, { client } satisfies Owned)

function watchWrites(queryClient: QueryClient, client: Client): Writes {
  const cache = queryClient.getMutationCache()
  const refuse = ownedBy(client, () => Promise.reject(new AbortedError()))
  let sent = new AbortController()
  let { identity } = client

  const abort = () => {
    sent.abort(new AbortedError())
    sent = new AbortController()
  }
  const callOff = () => {
    abort()
    for (const mutation of cache.getAll().filter(isPending))
      queueMicrotask(() => cache.remove(mutation))
  }
  const isPending = ({ state, options }: Mutation): boolean =>
    state.status === 'pending' && (options.mutationFn as Owned | undefined)?.client === client

  cache.subscribe((event) => {
    const mutation = event.mutation as Mutation | undefined
    const all = cache.getAll()
    // Before it is pending: a user's first write ends those of the former one, and not itself. Where
    // nobody knows who it is, the write itself asks again, and tells.
    if (event.type === 'added') safely(hasLeft, () => undefined)
    if (!mutation || !isPending(mutation) || all.includes(mutation)) return
    // It was removed: it fails when its turn comes, whatever a render in between wants it to do.
    mutation.setOptions({ ...mutation.options, mutationFn: refuse })
    mutation.setOptions = () => undefined
    // Once all that were removed with it are gone from the line of their scope.
    queueMicrotask(() => goOn(mutation))
    if (all.length === 0) abort()
  })
  closing(client.fetch).signal.addEventListener('abort', callOff)

  const hasLeft = () => {
    const isOther = identity !== client.identity
    if (isOther) callOff()
    identity = client.identity
    return isOther
  }
  return {
    callOff,
    hasLeft,
    sender() {
      if (hasLeft()) throw new AbortedError()
      return boundTo(client.extend({ signal: sent.signal }), randomId)
    },
  }
}

/** A paused mutation goes on where TanStack is online at this moment; else it would wait for ever. */
function goOn(mutation: Mutation): void {
  const { isOnline } = onlineManager
  onlineManager.isOnline = () => true
  mutation.continue().catch(() => undefined)
  onlineManager.isOnline = isOnline
}
