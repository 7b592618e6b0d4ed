import {
  type DataTag,
  type Query,
  type QueryFunction,
  queryOptions,
  type UseQueryOptions,
} from '@tanstack/react-query'
import type { RequestOptions } from '../client/client-options.ts'
import type { Client } from '../client/create-client.ts'
import type { ResponsePromise } from '../client/trip.ts'
import { AbortedError, type HoldfastError } from '../errors.ts'
import { type ApiKey, apiKey, type ApiSearchParams } from './api-key.ts'

/** A schema of zod, valibot, arktype or any other library that speaks Standard Schema. */
export type Schema = Parameters<ResponsePromise['json']>[0]

/** What a schema makes of a body. */
export type Parsed<S extends Schema> = NonNullable<S['~standard']['types']>['output']

/** What all options of a query share, with or without a schema. */
type Options<T, D> = Omit<
  UseQueryOptions<T, HoldfastError, D, ApiKey>,
  'queryKey' | 'queryFn' | 'retry' | 'retryDelay'
> &
  Readonly<{
    /** Part of the URL, and of the query's key. */
    searchParams?: ApiSearchParams | undefined
    /** Headers, `holdfast` settings and the like for this request. Not part of the query's key. */
    request?: Omit<RequestOptions, 'searchParams' | 'signal'> | undefined
  }>

/**
 * Options of a query without a schema: TanStack's own (`enabled`, `select`, `staleTime`, …) and two
 * of ours. `retry` is not among them: the client has retried already.
 */
export type ApiQueryOptions<T, D = T> = Options<T, D> & Readonly<{ schema?: undefined }>

/** Options of a query whose type is inferred from its schema. */
export type SchemaQueryOptions<S extends Schema, D = Parsed<S>> = Options<Parsed<S>, D> &
  Readonly<{ schema: S }>

/** What {@link apiQuery} returns: for `useQuery`, `useSuspenseQuery`, `prefetchQuery`, a loader. */
export type ApiQuery<T, D = T> = Omit<
  UseQueryOptions<T, HoldfastError, D, ApiKey>,
  'queryKey' | 'queryFn'
> & {
  queryKey: DataTag<ApiKey, T, HoldfastError>
  queryFn: QueryFunction<T, ApiKey>
}

/**
 * Options for a GET, usable outside React too. Its key is `[client.identity, path, searchParams?]`.
 *
 * The query's signal reaches the wire, so a request that nobody waits for any more is aborted. An
 * answer without a body (204) is `null`, because a query may not hold `undefined`. The query never
 * retries, whatever the defaults of its `QueryClient` are: the client underneath has.
 */
export function apiQuery<S extends Schema, D = Parsed<S>>(
  client: Client,
  path: string,
  options: SchemaQueryOptions<S, D>,
): ApiQuery<Parsed<S>, D>
export function apiQuery<T, D = T>(
  client: Client,
  path: string,
  options?: ApiQueryOptions<T, D>,
): ApiQuery<T, D>
export function apiQuery(
  client: Client,
  path: string,
  options: ApiQueryOptions<unknown> | SchemaQueryOptions<Schema, unknown> = {},
): ApiQuery<unknown> {
  const { searchParams, schema, request, ...rest } = options
  return queryOptions({
    ...rest,
    ...ownPlaceholder(client, rest.placeholderData),
    queryKey: apiKey(client, path, searchParams),
    queryFn: (context) => getJson(client, context, path, { ...request, searchParams }, schema),
    retry: false,
  }) as ApiQuery<unknown>
}

/** What of a query's context is needed to answer it. */
type Asked = Readonly<{ queryKey: readonly unknown[]; signal: AbortSignal }>

/**
 * GETs a path and reads it, for a query: never `undefined`. Neither asked nor answered where the user is
 * another one by then than the query's.
 */
export async function getJson(
  client: Client,
  { queryKey, signal }: Asked,
  path: string,
  { searchParams, ...request }: Asking,
  schema?: Schema,
): Promise<unknown> {
  const look = () => {
    if (queryKey[0] !== client.identity) throw new AbortedError()
  }
  look()
  const init = { ...request, signal, ...(searchParams !== undefined && { searchParams }) }
  const answer = client.get(path, init)
  const data = (await answer.json(schema as Schema)) ?? null
  look()
  return data
}

type Asking = Omit<RequestOptions, 'searchParams' | 'signal'> &
  Readonly<{ searchParams?: ApiSearchParams | undefined }>

/** `placeholderData`, where it is a function, never sees what was another client's or user's. */
export function ownPlaceholder<P>(client: Client, given: P): { placeholderData?: P } {
  if (typeof given !== 'function') return {}
  const show = given as (data: unknown, query: Query | undefined) => unknown
  const placeholderData = (data: unknown, query: Query | undefined) =>
    query && query.queryKey[0] !== client.identity ? show(undefined, undefined) : show(data, query)
  return { placeholderData: placeholderData as P }
}
