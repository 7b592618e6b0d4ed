import {
  type DataTag,
  type QueryFunction,
  queryOptions,
  type UseQueryOptions,
} from '@tanstack/react-query'
import type { Client, RequestOptions } from '../client/create-client.ts'
import type { ResponsePromise } from '../client/trip.ts'
import type { HoldfastError } from '../errors.ts'
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
 * Options for a GET, usable outside React too. Its key is `[client.name, path, searchParams?]`.
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
    queryKey: apiKey(client, path, searchParams),
    queryFn: ({ signal }) => getJson(client, path, { ...request, signal }, searchParams, schema),
    retry: false,
  }) as ApiQuery<unknown>
}

/** GETs a path and reads it, for a query: never `undefined`. */
export async function getJson(
  client: Client,
  path: string,
  request: RequestOptions,
  searchParams?: ApiSearchParams,
  schema?: Schema,
): Promise<unknown> {
  const answer = client.get(
    path,
    searchParams === undefined ? request : { ...request, searchParams },
  )
  return (await (schema ? answer.json(schema) : answer.json())) ?? null
}
