import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query'
import type { Client } from '../client/create-client.ts'
import type { HoldfastError } from '../errors.ts'
import type { ApiSearchParams } from './api-key.ts'
import type { ApiQuery, ApiQueryOptions, Schema } from './api-query.ts'

/** What a row is named by: the type of its `id`, if it has one. */
export type RowId<T> =
  T extends Readonly<{ id: infer I extends string | number }> ? I : string | number

/** Where the id of a row is. */
export type Named<T> = Readonly<{ idOf: (row: T) => string | number }>

/** Options of a resource. */
export type ResourceOptions<T, S extends Schema | undefined = undefined> = Readonly<{
  /** Where it lives below the client's base: `GET` and `POST` there, the rest at `path/id`. */
  path: string
  /** Of one row, in any Standard Schema library: checks every row and gives its type. */
  schema?: S
  /**
   * Where the rows are in the answer to a list, such as `(body: { data: Project[] }) => body.data`.
   * Default: the answer is an array, or has one as `items`.
   */
  rows?: (body: never) => readonly unknown[]
  /** The id of a row, such as `({ uuid }) => uuid`; of a `draft` too, or that has it as `id`. Default: `id`. */
  idOf?: (row: T) => string | number
  /**
   * How a change is sent: its members alone, or as `PUT` the whole row with them, as this page has it or else the
   * server. A row of which a `schema` leaves members out is sent without these. Default `PATCH`.
   */
  update?: 'PATCH' | 'PUT'
  /**
   * The row to show until the server has made it. Default: the values and the temporary id.
   * Give it where a page cannot render a row without what only the server adds. With a `schema`,
   * TypeScript widens literals in what it returns: write `status: 'open' as const`.
   */
  draft?: (values: Partial<T>, id: string) => T
  /**
   * Whether a row that was made or changed here belongs to the list with these parameters, until
   * the server's own list says so. Default: it does.
   */
  includes?: (row: T, searchParams: ApiSearchParams | undefined) => boolean
}>

/** A list's options: TanStack's own but `select`, and `searchParams` and `request`. */
export type ListOptions = Omit<ApiQueryOptions<unknown>, 'select' | 'schema'>

/** A query with what is wanted already in it. */
export type Shown<D> = Omit<UseQueryResult<unknown, HoldfastError>, 'data'> &
  Readonly<{ data: D | undefined }>

/** What `useList` returns: TanStack's result, its rows, and what can be asked of a row. */
export type ResourceList<T> = Shown<readonly T[]> &
  Readonly<{
    /** The answer around the rows, such as a `nextCursor`; `undefined` for a bare array. */
    page: Readonly<Record<string, unknown>> | undefined
    /** A row's `key` for React: the same before and after a new row gets its id from the server. */
    keyOf: (row: T) => string
    /** True while a change of the row waits for its answer. */
    isSaving: (row: T) => boolean
  }>

/** What a write's hook takes: `meta: { silent: true }` where the page shows the error itself. */
export type WriteOptions = Readonly<{ meta?: Record<string, unknown> }>

/** Options of one write. */
export type OneWriteOptions = Readonly<{
  /**
   * What the server knows the write by, and the temporary id of a new row. Default: a new one. Give
   * the one of a write that failed to try the same again: a server that did take it, and whose answer
   * was lost, does not do it twice.
   */
  idempotencyKey?: string
}>

/**
 * What is called at the end of one write, while the component that began it is there. Every write has
 * its own, however many are under way.
 */
export type WriteCallbacks<R> = OneWriteOptions &
  Readonly<{
    onSuccess?: (answer: R) => void
    onError?: (error: HoldfastError) => void
  }>

/** What a write's hook returns: TanStack's result. `mutate` never throws, `mutateAsync` does. */
export type ResourceWrite<R, V> = Omit<
  UseMutationResult<R, HoldfastError, Wanted<V>>,
  'mutate' | 'mutateAsync' | 'variables'
> &
  Readonly<{
    variables: V | undefined
    mutate: (values: V, callbacks?: WriteCallbacks<R>) => void
    mutateAsync: (values: V, options?: OneWriteOptions) => Promise<R>
  }>

/** Variables of a mutation with the id of the intent, which is its idempotency key as well, given or our own. */
export type Wanted<V> = Readonly<{ intent: string; values: V; isGiven?: true }>

/** The changes of a row, and which row: by its id, temporary or not. */
export type RowChanges<T> = Readonly<{ id: RowId<T> }> & Partial<T>

/** Hooks for the rows of one path. */
export type Resource<T> = Readonly<{
  /** The rows, with every change that is wanted already in them. */
  useList: (options?: ListOptions) => ResourceList<T>
  /** One row, likewise; `data` is `undefined` once it is removed. */
  useItem: (id: RowId<T>, options?: ListOptions) => Shown<T>
  /** `POST path` with the values. The row shows at once, first in the list. */
  useCreate: (options?: WriteOptions) => ResourceWrite<T, Partial<T>>
  /** `PATCH path/id` with the changes, or `PUT` with the row. They show at once. */
  useUpdate: (options?: WriteOptions) => ResourceWrite<T, RowChanges<T>>
  /** `DELETE path/id`. The row is gone at once. */
  useRemove: (options?: WriteOptions) => ResourceWrite<unknown, RowId<T>>
  /** Options of the list's query, to prefetch it or to read the server's own rows in the cache. */
  list: (client: Client, options?: ListOptions) => ApiQuery<unknown>
}>
