import type { DataTag, InfiniteData, UseInfiniteQueryOptions } from '@tanstack/react-query'
import type { RequestOptions } from '../client/client-options.ts'
import { type Client, pathIn } from '../client/create-client.ts'
import type { HoldfastError } from '../errors.ts'
import type { ApiSearchParams } from './api-key.ts'
import { getJson, ownPlaceholder, type Parsed, type Schema } from './api-query.ts'

/** What names a page: a cursor, an offset, a page number; nothing for a page that needs no name. */
export type ApiPageParam = string | number | null | undefined

/** The name of a list of pages in the query cache: apart from the single answer of that path. */
export type ApiPagesKey = readonly [
  identity: string,
  path: string,
  searchParams: ApiSearchParams | null,
  kind: 'pages',
]

type Pages<T> = InfiniteData<T, ApiPageParam>

type Options<T, D> = Omit<
  UseInfiniteQueryOptions<T, HoldfastError, D, ApiPagesKey, ApiPageParam>,
  'queryKey' | 'queryFn' | 'retry' | 'retryDelay' | 'initialPageParam' | 'getNextPageParam'
> &
  Readonly<{
    /** Names the next page by the last one; `undefined` or `null` where there is none. */
    getNextPageParam: (lastPage: T, allPages: T[]) => ApiPageParam
    /** The search parameter that carries the page's name: `cursor` (default), `offset`, `page`, … */
    pageParam?: string
    /** The first page's name. Default: none, and the parameter is left out of its URL. */
    initialPageParam?: ApiPageParam
    /** Part of every page's URL, and of the query's key. */
    searchParams?: ApiSearchParams | undefined
    /** Headers, `holdfast` settings and the like for each request. Not part of the query's key. */
    request?: Omit<RequestOptions, 'searchParams' | 'signal'> | undefined
  }>

/** Options of a list of pages whose type `T` is given. */
export type ApiInfiniteQueryOptions<T, D = Pages<T>> = Options<T, D> &
  Readonly<{ schema?: undefined }>

/** Options of a list of pages whose type is inferred from the schema of one page. */
export type SchemaInfiniteQueryOptions<S extends Schema, D = Pages<Parsed<S>>> = Options<
  Parsed<S>,
  D
> &
  Readonly<{ schema: S }>

/** What {@link apiInfiniteQuery} returns: for `useInfiniteQuery`, `queryClient.infiniteQuery`, … */
export type ApiInfiniteQuery<T, D = Pages<T>> = Omit<
  UseInfiniteQueryOptions<T, HoldfastError, D, ApiPagesKey, ApiPageParam>,
  'queryKey' | 'queryFn'
> & {
  queryKey: DataTag<ApiPagesKey, Pages<T>, HoldfastError>
  queryFn: (
    context: Readonly<{ queryKey: ApiPagesKey; signal: AbortSignal; pageParam: ApiPageParam }> &
      object,
  ) => Promise<T>
}

/**
 * Options for a GET that comes in pages, by cursor, offset or page number; usable outside React too.
 *
 * Its key is that of {@link apiQuery} and the word `pages`, so that `invalidates` reaches both. The
 * signal reaches the wire, and the query never retries: the client underneath has.
 */
export function apiInfiniteQuery<S extends Schema, D = Pages<Parsed<S>>>(
  client: Client,
  path: string,
  options: SchemaInfiniteQueryOptions<S, D>,
): ApiInfiniteQuery<Parsed<S>, D>
export function apiInfiniteQuery<T, D = Pages<T>>(
  client: Client,
  path: string,
  options: ApiInfiniteQueryOptions<T, D>,
): ApiInfiniteQuery<T, D>
export function apiInfiniteQuery(
  client: Client,
  path: string,
  options: Options<unknown, unknown> & { schema?: Schema | undefined },
): ApiInfiniteQuery<unknown, unknown> {
  const { searchParams, schema, request, pageParam: name = 'cursor', ...rest } = options
  const named = searchParams instanceof URLSearchParams ? String(searchParams) : searchParams
  return {
    initialPageParam: undefined,
    ...rest,
    ...ownPlaceholder(client, rest.placeholderData),
    queryKey: [client.identity, pathIn(client, path), named ?? null, 'pages'] as unknown as DataTag<
      ApiPagesKey,
      Pages<unknown>,
      HoldfastError
    >,
    queryFn: (context) => {
      const page = withPage(searchParams, name, context.pageParam)
      return getJson(client, context, path, { ...request, searchParams: page }, schema)
    },
    retry: false,
  }
}

function withPage(
  given: ApiSearchParams | undefined,
  name: string,
  page: ApiPageParam,
): ApiSearchParams | undefined {
  if (page === undefined || page === null) return given
  if (typeof given === 'object' && !(given instanceof URLSearchParams))
    return { ...given, [name]: page }
  const all = new URLSearchParams(given)
  all.set(name, String(page))
  return all
}
