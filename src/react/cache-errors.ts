import {
  CancelledError,
  type Mutation,
  type MutationCache,
  type Query,
  type QueryCache,
} from '@tanstack/react-query'
import { isHoldfastError } from '../errors.ts'
import { errorIdOf } from './error-id.ts'
import { type ErrorAudience, type ErrorFacts, tellReporter, tellUser } from './tell-error.ts'

/**
 * Tells the same audience of every error of both caches, the reporter of silent ones too. Listens
 * to the caches instead of setting their `onError`, which stays the user's own. What was cancelled
 * is no error.
 */
export function tellErrors(
  caches: Readonly<{ queryCache: QueryCache; mutationCache: MutationCache }>,
  audience: ErrorAudience,
): void {
  const tell = (error: unknown, facts: ErrorFacts, isShown: boolean) => {
    if (isCancelled(error)) return
    tellReporter(audience, error, facts)
    if (!isShown && facts.meta?.['silent'] !== true) tellUser(audience, error, facts)
  }
  caches.queryCache.subscribe(({ type, query, ...event }) => {
    if (type !== 'updated' || !('action' in event) || event.action.type !== 'error') return
    const { error } = event.action as { error: Error }
    const facts = { source: 'query' as const, meta: query.meta, errorId: errorIdOf(error) }
    tell(error, facts, isThrown(error, query as Query))
  })
  caches.mutationCache.subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'error') return
    const { error } = event.action as { error: Error }
    const mutation = event.mutation as Mutation
    const facts = { source: 'mutation' as const, meta: mutation.meta, errorId: errorIdOf(error) }
    tell(error, facts, isThrown(error, mutation))
  })
}

const isCancelled = (error: unknown): boolean =>
  error instanceof CancelledError || (isHoldfastError(error) && error.code === 'ABORTED')

/** True where the error will be thrown while rendering: a boundary shows it. */
function isThrown(error: Error, { options }: Query | Mutation): boolean
function isThrown(error: Error, source: { options: object }): boolean {
  const { throwOnError } = source.options as {
    throwOnError?: boolean | ((error: Error, source: unknown) => boolean)
  }
  return typeof throwOnError === 'function' ? throwOnError(error, source) : throwOnError === true
}
