import type { Mutation, Query, QueryClient } from '@tanstack/react-query'
import type { Client } from '../client/create-client.ts'
import { AbortedError } from '../errors.ts'
import {
  answered,
  before,
  type Change,
  emptyLog,
  failed,
  forget,
  idOf,
  intend,
  type Intent,
  type IntentLog,
  keyOf,
  replay,
  type Row,
} from '../machines/intent-log.ts'
import { isUnder } from './api-key.ts'
import { askAnew } from './ask-anew.ts'

/** A log of changes, and since which turn of it each query's data is; a new object when it changes. */
export type ResourceState<T extends Row> = Readonly<{
  log: IntentLog<T>
  asOf: (queryHash: string) => number
}>

/** What one resource knows in one query cache beside the answers themselves. */
export type ResourceStore<T extends Row> = Readonly<{
  read: () => ResourceState<T>
  subscribe: (listener: () => void) => () => void
  /** A query of the resource is about to be sent. */
  asks: (queryHash: string) => void
  /** Resolves when no new row waits for its answer that has been sent: a list may land. */
  settled: (signal: AbortSignal) => Promise<void>
  intend: (intent: string, id: string | number, change: Change<T>) => void
  /** Sends a change when its turn has come, and takes note of its end. */
  send: <R>(intent: string, key: string, write: (id: string) => Promise<R>) => Promise<R>
  /** The row with this change and all that were answered, as far as the page has it. */
  whole: (intent: string, key: string) => T | undefined
}>

/** How a resource reads what the server says. */
export type Reading<T> = Readonly<{
  nameOf: (row: T) => string | number
  /** What a query has of the row with this id: a list, or the row alone; else `undefined`. */
  rowsOf: (query: Query, id: string) => readonly T[] | undefined
}>

/** The store of a resource in a query cache, made when it is asked for. */
export function resourceStore<T extends Row>(
  queryClient: QueryClient,
  client: Client,
  path: string,
  { nameOf, rowsOf }: Reading<T>,
): ResourceStore<T> {
  let log: IntentLog<T> = emptyLog
  let state: ResourceState<T>
  const listeners = new Set<() => void>()
  const startedAt = new Map<string, number>()
  const landedAt = new Map<string, number>()
  /** Creations on the wire, and rows whose creation failed, by key. */
  const creating = new Set<string>()
  const lost = new Map<string, unknown>()
  const asOf = (queryHash: string) => landedAt.get(queryHash) ?? 0
  const isRow = (value: unknown): value is T =>
    typeof value === 'object' && value !== null && nameOf(value as T) !== undefined
  // A write may end when its user has left: what it changed is that user's.
  const { identity } = client
  const isOurs = ({ queryKey }: Query) => isUnder(queryKey, client, path, identity)

  const put = (next: IntentLog<T>) => {
    log = next
    state = { log, asOf }
  }
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const become = (next: IntentLog<T>) => {
    put(next)
    tell()
  }
  /** Until this holds; whatever changes the log changes the answer. */
  const until = (holds: () => boolean, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (!signal?.aborted && !holds()) return
        listeners.delete(look)
        signal?.removeEventListener('abort', look)
        if (signal?.aborted) reject(signal.reason)
        else resolve()
      }
      listeners.add(look)
      signal?.addEventListener('abort', look)
      look()
    })
  const prune = () => {
    const turns = queryClient
      .getQueryCache()
      .findAll({ predicate: (query) => isOurs(query) && landedAt.has(query.queryHash) })
      .map(({ queryHash }) => asOf(queryHash))
    return forget(log, Math.min(...turns))
  }
  const end = (next: IntentLog<T>) => {
    become(next)
    const isBusy = log.intents.some(({ answeredAt }) => answeredAt === undefined)
    // The last of several changes asks for all of them; those before it are shown by the log.
    if (!isBusy) {
      askAnew(queryClient, isOurs)
      if (log.intents.length > 0) become(prune())
    }
  }

  queryClient.getQueryCache().subscribe((event) => {
    const { queryHash } = event.query
    if (event.type === 'removed') {
      startedAt.delete(queryHash)
      if (landedAt.delete(queryHash) && log.intents.length > 0) {
        put(prune())
        // A provider removes queries while it renders, when nobody may be told.
        queueMicrotask(tell)
      }
    }
    if (event.type !== 'updated' || event.action.type !== 'success') return
    const turn = startedAt.get(queryHash)
    if (turn === undefined) return
    startedAt.delete(queryHash)
    landedAt.set(queryHash, turn)
    if (log.intents.length > 0) become(prune())
  })
  queryClient.getMutationCache().subscribe((event) => {
    // A cache that was cleared, at logout for example, sends nothing more.
    if (event.type !== 'removed') return
    const { status, variables } = (event.mutation as Mutation).state
    const intent = (variables as { intent?: string } | undefined)?.intent
    if (status === 'pending' && intent !== undefined) become(failed(log, intent))
  })
  become(log)

  return {
    read: () => state,
    subscribe(listener) {
      const own = () => listener()
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    asks: (queryHash) => void startedAt.set(queryHash, log.turn),
    settled: (signal) => until(() => creating.size === 0, signal),
    intend(intent, id, change) {
      // Whoever tries it again hopes that it goes well this time.
      if (change.type === 'create') lost.delete(String(id))
      become(intend(log, intent, id, change))
    },
    async send(intent, key, write) {
      const own = () => log.intents.find((one) => one.intent === intent)
      const isRestored = !own()
      await until(() => before(log, intent) === undefined)
      // The cache may have been cleared meanwhile.
      if (!isRestored && !own()) throw new AbortedError()
      const isCreation = own()?.type === 'create'
      try {
        if (lost.has(key)) throw lost.get(key)
        if (isCreation) creating.add(key)
        const answer = await write(idOf(log, key) ?? key)
        creating.delete(key)
        const row = isRow(answer) ? answer : undefined
        if (isCreation && !row) lost.set(key, new Error('The server named no id for the new row'))
        end(answered(log, intent, row, row && nameOf(row)))
        return answer
      } catch (error) {
        creating.delete(key)
        if (isCreation) lost.set(key, error)
        end(failed(log, intent))
        throw error
      }
    },
    whole(intent, key) {
      const isDone = (one: Intent<T>) => one.intent === intent || one.answeredAt !== undefined
      const intents = log.intents.filter((one) => one.key === key && isDone(one))
      const queries = queryClient.getQueryCache().findAll({ predicate: isOurs })
      // The last asked for knows best.
      queries.sort((one, other) => asOf(other.queryHash) - asOf(one.queryHash))
      for (const query of queries) {
        const rows = rowsOf(query, idOf(log, key) ?? key) ?? []
        const own = replay({ ...log, intents }, rows, asOf(query.queryHash), undefined, nameOf)
        const row = own.find((one) => keyOf(log, nameOf(one)) === key)
        if (row) return row
      }
      return undefined
    },
  }
}
