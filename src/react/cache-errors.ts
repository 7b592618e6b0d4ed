import {
  CancelledError,
  type Mutation,
  type MutationCache,
  type Query,
  type QueryCache,
} from '@tanstack/react-query'
import { isHoldfastError } from '../errors.ts'
import { isNews } from './told-once.ts'

/** Where an error of the caches comes from. */
export type CacheErrorContext = Readonly<{
  source: 'query' | 'mutation'
  /** The `meta` of the query or mutation: the place for words of your own, such as a title. */
  meta: Readonly<Record<string, unknown>> | undefined
}>

/** Who is told of an error of a query or a mutation. */
export type CacheErrorHandlers = Readonly<{
  /**
   * Tells the user, with a toast for example: once for each error. Not called for a query or
   * mutation with `meta: { silent: true }`, which shows its own error, nor where an error boundary
   * will show it. Default: nobody tells.
   */
  notify?: ((error: unknown, context: CacheErrorContext) => void) | undefined
  /** Tells the developers, once for each error, silent ones too. Default: nobody tells. */
  reporter?: { error(error: unknown, context: Readonly<Record<string, unknown>>): void } | undefined
}>

/**
 * Hands every error of both caches to the same two listeners. Listens to the caches instead of
 * setting their `onError`, which stays the user's own. What was cancelled is no error.
 *
 * A handler that throws disturbs nobody: what it throws goes to the window.
 */
export function tellErrors(
  caches: Readonly<{ queryCache: QueryCache; mutationCache: MutationCache }>,
  { notify, reporter }: CacheErrorHandlers,
): void {
  if (!notify && !reporter) return
  const tell = (error: unknown, context: CacheErrorContext, isShown: boolean) => {
    if (isCancelled(error)) return
    if (reporter && isNews(error)) safely(() => reporter.error(error, context))
    if (notify && !isShown && context.meta?.['silent'] !== true && isNews(error, 'notice')) {
      safely(() => notify(error, context))
    }
  }
  caches.queryCache.subscribe(({ type, query, ...event }) => {
    if (type !== 'updated' || !('action' in event) || event.action.type !== 'error') return
    const { error } = event.action as { error: Error }
    tell(error, { source: 'query', meta: query.meta }, isThrown(error, query as Query))
  })
  caches.mutationCache.subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'error') return
    const { error } = event.action as { error: Error }
    const mutation = event.mutation as Mutation
    tell(error, { source: 'mutation', meta: mutation.meta }, isThrown(error, mutation))
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

function safely(callback: () => void): void {
  try {
    callback()
  } catch (error) {
    // Node has no such function; there the handler's own mistake is its own to log.
    if ('reportError' in globalThis) globalThis.reportError(error)
  }
}
