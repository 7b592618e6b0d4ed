'use client'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { HoldfastError } from '../errors.ts'
import {
  apiQuery,
  type ApiQueryOptions,
  type Parsed,
  type Schema,
  type SchemaQueryOptions,
} from './api-query.ts'
import { useClient } from './holdfast-provider.tsx'

/**
 * `useQuery` over the nearest `<HoldfastProvider>`: GETs a path and keeps the answer.
 *
 * The type of `data` comes from `schema`, or is given: `useApiQuery<Project[]>('projects')`. With a
 * type given and a `select`, give what it returns as well: `useApiQuery<Project[], number>(…)`.
 * `error` is a `HoldfastError`; only what `select` itself throws is not.
 */
export function useApiQuery<S extends Schema, D = Parsed<S>>(
  path: string,
  options: SchemaQueryOptions<S, D>,
): UseQueryResult<D, HoldfastError>
export function useApiQuery<T, D = T>(
  path: string,
  options?: ApiQueryOptions<T, D>,
): UseQueryResult<D, HoldfastError>
export function useApiQuery(
  path: string,
  options?: ApiQueryOptions<unknown>,
): UseQueryResult<unknown, HoldfastError> {
  return useQuery(apiQuery(useClient(), path, options))
}
