'use client'
import { useSuspenseQuery, type UseSuspenseQueryResult } from '@tanstack/react-query'
import type { HoldfastError } from '../errors.ts'
import {
  apiQuery,
  type ApiQueryOptions,
  type Parsed,
  type Schema,
  type SchemaQueryOptions,
} from './api-query.ts'
import { useClient } from './holdfast-provider.tsx'

/** What a suspended query cannot have: it is always enabled, and throws while it has no data. */
type NotSuspended = 'enabled' | 'throwOnError' | 'placeholderData'

/**
 * `useApiQuery` for `<Suspense>`: `data` is always there. The first answer is waited for by the
 * nearest `<Suspense>`, its failure is shown by the nearest `<ErrorBoundary>`; an answer that cannot
 * be fetched again leaves the old one, with `error` set.
 */
export function useSuspenseApiQuery<S extends Schema, D = Parsed<S>>(
  path: string,
  options: Omit<SchemaQueryOptions<S, D>, NotSuspended>,
): UseSuspenseQueryResult<D, HoldfastError>
export function useSuspenseApiQuery<T, D = T>(
  path: string,
  options?: Omit<ApiQueryOptions<T, D>, NotSuspended>,
): UseSuspenseQueryResult<D, HoldfastError>
export function useSuspenseApiQuery(
  path: string,
  options?: Omit<ApiQueryOptions<unknown>, NotSuspended>,
): UseSuspenseQueryResult<unknown, HoldfastError> {
  return useSuspenseQuery(apiQuery(useClient(), path, options))
}
