'use client'
import {
  type InfiniteData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query'
import type { HoldfastError } from '../errors.ts'
import {
  apiInfiniteQuery,
  type ApiInfiniteQueryOptions,
  type ApiPageParam,
  type SchemaInfiniteQueryOptions,
} from './api-infinite-query.ts'
import type { Parsed, Schema } from './api-query.ts'
import { useClient } from './holdfast-provider.tsx'

/**
 * `useInfiniteQuery` over the nearest `<HoldfastProvider>`: a list that comes in pages, by cursor or
 * offset. `data.pages` holds them; `fetchNextPage` asks for one more.
 */
export function useInfiniteApiQuery<S extends Schema, D = InfiniteData<Parsed<S>, ApiPageParam>>(
  path: string,
  options: SchemaInfiniteQueryOptions<S, D>,
): UseInfiniteQueryResult<D, HoldfastError>
export function useInfiniteApiQuery<T, D = InfiniteData<T, ApiPageParam>>(
  path: string,
  options: ApiInfiniteQueryOptions<T, D>,
): UseInfiniteQueryResult<D, HoldfastError>
export function useInfiniteApiQuery(
  path: string,
  options: ApiInfiniteQueryOptions<unknown, unknown>,
): UseInfiniteQueryResult<unknown, HoldfastError> {
  return useInfiniteQuery(apiInfiniteQuery(useClient(), path, options))
}
