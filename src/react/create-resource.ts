'use client'
import { hashKey, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'
import { type Client, pathIn } from '../client/create-client.ts'
import { isHoldfastError } from '../errors.ts'
import { idOf, keyOf, replay, type Row } from '../machines/intent-log.ts'
import { known, of, only } from '../option-checks.ts'
import { atOnce } from '../user-code.ts'
import { apiQuery, type ApiQuery, type Parsed, type Schema } from './api-query.ts'
import { useClient } from './holdfast-provider.tsx'
import { type InCache, inCache } from './in-cache.ts'
import { pathSegment } from './path-segment.ts'
import type {
  ListOptions,
  Named,
  Resource,
  ResourceList,
  ResourceOptions,
  RowChanges,
  RowId,
  Shown,
  WriteOptions,
} from './resource.ts'
import {
  type Reading,
  type ResourceState,
  type ResourceStore,
  resourceStore,
} from './resource-store.ts'
import { answerSchema, listSchema, rowsIn } from './row-schema.ts'
import { type StoredWrite, useResourceWrite } from './use-resource-write.ts'

/**
 * Hooks for a list of rows with changes that show before the server has them.
 *
 * A change is kept apart from the server's rows and replayed over them until an answer holds it, so
 * it stays right under other changes, answers out of order and refetches in between. One that fails
 * vanishes from the page and leaves the others. Changes of one row are sent one after the other, in
 * their order; those of a new row wait for its id. Each carries one `Idempotency-Key` on all of its
 * attempts. After the last answer the path's queries are fetched again.
 */
export function createResource<S extends Schema>(
  options: ResourceOptions<Parsed<S>, S> & Named<Parsed<S>> & Readonly<{ schema: S }>,
): Resource<Parsed<S>>
export function createResource<T>(options: ResourceOptions<T> & Named<T>): Resource<T>
export function createResource<S extends Schema>(
  options: ResourceOptions<Parsed<S> & Row, S> & Readonly<{ schema: S }>,
): Resource<Parsed<S> & Row>
export function createResource<T extends Row>(options: ResourceOptions<T>): Resource<T>
export function createResource<T extends Row>(
  options: ResourceOptions<T, Schema | undefined>,
): Resource<T> {
  known('', options, ['path', 'schema', 'includes', 'rows', 'idOf', 'update', 'draft'])
  const { path, schema, includes, rows: find, idOf: named, update = 'PATCH' } = options
  const { draft = (values: object, id: string) => ({ ...values, id }) as T } = options
  of('path', path, 'string')
  for (const [name, own] of Object.entries({ draft, includes, rows: find, idOf: named })) {
    if (own) of(name, own, 'function')
  }
  only('update', update, ['PATCH', 'PUT'])
  const below = `${path.replace(/\/$/, '')}/`
  // A draft may have the temporary id in no other place.
  const nameOf = (row: T): T['id'] => named?.(row) ?? row.id
  // One that was fetched by its key alone is as the server gave it.
  const rowsOf = (data: unknown) =>
    (rowsIn(data) ?? (data && find?.(data as never))) as readonly T[] | undefined
  // What one user has changed is not laid over the rows of the next.
  const storesIn = inCache(() => new Map<string, ResourceStore<T>>())
  const reading = (client: Client): Reading<T> => ({
    nameOf,
    rowsOf({ queryKey: [, of, , more], state: { data } }, id) {
      if (more === undefined && of === pathIn(client, path)) return rowsOf(data)
      return data && of === pathIn(client, below + encodeURIComponent(id)) ? [data as T] : undefined
    },
  })
  const storeIn: InCache<ResourceStore<T>> = (queryClient, client) => {
    const stores = storesIn(queryClient, client)
    const { identity } = client
    const store =
      stores.get(identity) ?? resourceStore<T>(queryClient, client, path, reading(client))
    stores.set(identity, store)
    return store
  }
  const [ofList, ofAnswer] = [listSchema(schema, find), answerSchema(schema)]
  const at = (id: string | number) => below + pathSegment(id)
  const list = (client: Client, options?: ListOptions): ApiQuery<unknown> =>
    apiQuery<unknown>(client, path, { ...options, schema: ofList } as ListOptions)

  const useStore = (): readonly [Client, ResourceStore<T>, ResourceState<T>] => {
    const client = useClient()
    const store = storeIn(useQueryClient(), client)
    return [client, store, useSyncExternalStore(store.subscribe, store.read, store.read)]
  }

  function useList(options: ListOptions = {}): ResourceList<T> {
    const [client, store, state] = useStore()
    const own = noted(store, list(client, options))
    const hash = hashKey(own.queryKey)
    const query = useQuery(own)
    const searchParams = own.queryKey[2]
    const data = useMemo(() => {
      const rows = rowsOf(query.data)
      const belongs = includes && ((row: T) => atOnce('includes', includes(row, searchParams)))
      return rows && replay(state.log, rows, state.asOf(hash), belongs, nameOf)
    }, [query.data, state, hash, searchParams])
    return over(query, {
      data,
      page: Array.isArray(query.data) ? undefined : query.data,
      keyOf: (row: T) => keyOf(state.log, nameOf(row)),
      isSaving: (row: T) => isSaving(state, nameOf(row)),
    }) as ResourceList<T>
  }

  function useItem(id: T['id'], options: ListOptions = {}): Shown<T> {
    const [client, store, state] = useStore()
    const key = keyOf(state.log, id)
    const known = idOf(state.log, key)
    const own = apiQuery<unknown>(client, below + encodeURIComponent(known ?? id), {
      ...options,
      ...(schema && { schema }),
      // Not made yet, or removed here: the server would only say that it is not there.
      ...((known === undefined || isRemoved(state, key)) && { enabled: false }),
    } as ListOptions)
    const query = useQuery(noted(store, own, () => void pathSegment(known ?? id)))
    const hash = hashKey(own.queryKey)
    const data = useMemo(() => {
      const log = { ...state.log, intents: state.log.intents.filter((one) => one.key === key) }
      const rows = query.data ? [query.data as T] : []
      return replay(log, rows, state.asOf(hash), undefined, nameOf)[0]
    }, [query.data, state, key, hash])
    return over(query, { data }) as Shown<T>
  }

  const useWrite = <R, V>({ meta }: WriteOptions = {}, write: StoredWrite<T, R, V>) => {
    const client = useClient()
    return useResourceWrite(storeIn(useQueryClient(), client), client, path, meta, write)
  }

  return {
    list,
    useList,
    useItem,
    useCreate: (options) =>
      useWrite<T, Partial<T>>(options, {
        type: 'create',
        idIn: (_, intent) => intent,
        change: (values, intent) => ({
          type: 'create',
          row: atOnce('draft', draft(values, intent)),
        }),
        send: (client, _, values) =>
          client.post(path, { json: values }).json(ofAnswer) as Promise<T>,
      }),
    useUpdate: (options) =>
      useWrite<T, RowChanges<T>>(options, {
        type: 'update',
        idIn: ({ id }) => id,
        change: ({ id: _, ...changes }) => ({ type: 'update', changes: changes as object }),
        send: async (client, id, { id: _, ...changes }, whole) => {
          const isPut = update === 'PUT'
          const row = isPut && (whole() ?? (await client.get(at(id)).json<T>()))
          const write = client[isPut ? 'put' : 'patch']
          return write(at(id), { json: { ...row, ...changes } }).json(ofAnswer) as Promise<T>
        },
      }),
    useRemove: (options) =>
      useWrite<unknown, RowId<T>>(options, {
        type: 'remove',
        idIn: (id) => id,
        change: () => ({ type: 'remove' }),
        send: (client, id) => gone(client.delete(at(id))),
      }),
  }
}

/** A row that is not there any more is removed, by whomever. */
const gone = (answer: Promise<Response>): Promise<unknown> =>
  answer.then(
    () => null,
    (error: unknown) => {
      if (isHoldfastError(error) && [404, 410].includes(error.status ?? 0)) return null
      throw error
    },
  )

/**
 * A query that tells the store when it is sent; a list is held while a new row has no id yet.
 *
 * @param check  that of a row, before it is sent
 */
function noted<T extends Row>(
  store: ResourceStore<T>,
  query: ApiQuery<unknown>,
  check?: () => void,
): ApiQuery<unknown> {
  const hash = hashKey(query.queryKey)
  return {
    ...query,
    queryFn: async (context) => {
      check?.()
      store.asks(hash)
      const answer = await query.queryFn(context)
      const shown = context.client.getQueryData(query.queryKey)
      if (!check && shown !== undefined) await store.settled(context.signal)
      return answer
    },
  }
}

const isSaving = <T extends Row>({ log }: ResourceState<T>, id: T['id']): boolean => {
  const key = keyOf(log, id)
  return log.intents.some((one) => one.key === key && one.answeredAt === undefined)
}

const isRemoved = <T extends Row>({ log }: ResourceState<T>, key: string): boolean =>
  log.intents.some((one) => one.key === key && one.type === 'remove')

/**
 * A query's result with members of ours, as getters of its own: so it can be spread, and reading a member of the
 * result is still what tells TanStack that the component renders again when that member changes.
 */
function over<T extends object>(query: T, members: object): object {
  const getters = Object.keys(query).map((name) => [
    name,
    { get: () => query[name as keyof T], enumerable: true, configurable: true },
  ])
  const all = Object.fromEntries(getters) as PropertyDescriptorMap
  return Object.defineProperties({}, { ...all, ...Object.getOwnPropertyDescriptors(members) })
}
