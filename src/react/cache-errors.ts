import {
  CancelledError,
  type Mutation,
  type MutationCache,
  notifyManager,
  type QueryCache,
} from '@tanstack/react-query'
import { fieldErrors } from '../client/field-errors.ts'
import { isHoldfastError } from '../errors.ts'
import { safely } from '../user-code.ts'
import { errorIdOf } from './error-id.ts'
import { type ErrorAudience, type ErrorFacts, tellReporter, tellUser } from './tell-error.ts'
import { hasFields } from './use-field-errors.ts'

/**
 * Tells the same audience of every error of both caches, the reporter of silent ones too. Listens
 * to the caches instead of setting their `onError`, which stays the user's own. What was cancelled
 * is no error, and what is asked again in an outage and fails once more is no news. Where several
 * components have one query, one that shows its error is enough.
 *
 * @returns the function that stops it
 */
export function tellErrors(
  caches: Readonly<{ queryCache: QueryCache; mutationCache: MutationCache }>,
  audience: ErrorAudience,
): () => void {
  const tell = (error: unknown, facts: ErrorFacts, isSeen: boolean) => {
    if (isCancelled(error)) return
    tellReporter(audience, error, facts)
    if (isSeen) return
    const show = () => tellUser(audience, error, facts)
    // A form that shows it says so once it has rendered.
    if (facts.source === 'mutation' && hasFields(fieldErrors(error)))
      notifyManager.schedule(() => notifyManager.schedule(show))
    else show()
  }
  const leaveQueries = caches.queryCache.subscribe(({ type, query, ...event }) => {
    if (type !== 'updated' || !('action' in event) || event.action.type !== 'error') return
    const { error } = event.action as { error: Error }
    if (isSameTrouble(query.state, error)) return
    const facts = { source: 'query' as const, meta: query.meta, errorId: errorIdOf(error) }
    // The query's own options are those of whichever component rendered last, gone or not.
    const { observers } = query
    const all: { options: object }[] = observers.length > 0 ? observers : [query]
    const isSeen = all.some(({ options }) => isShown(error, query, options))
    tell(error, facts, isSeen)
  })
  const leaveMutations = caches.mutationCache.subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'error') return
    const { error } = event.action as { error: Error }
    const mutation = event.mutation as Mutation
    const facts = { source: 'mutation' as const, meta: mutation.meta, errorId: errorIdOf(error) }
    tell(error, facts, isShown(error, mutation, mutation.options))
  })
  return () => {
    leaveQueries()
    leaveMutations()
  }
}

/** Marks a fetch that nobody asked for: TanStack keeps it in the query's state until the next one. */
const again = {}

/** Options of a refetch whose failure is no news, unless it is one of another kind. */
export const askedAgain: { cancelRefetch: boolean; meta: object } = {
  cancelRefetch: false,
  meta: again,
}

const isSameTrouble = ({ fetchMeta }: { fetchMeta: unknown }, error: unknown): boolean =>
  fetchMeta === again && isHoldfastError(error) && error.retryable

const isCancelled = (error: unknown): boolean =>
  error instanceof CancelledError || (isHoldfastError(error) && error.code === 'ABORTED')

/** True where the page shows the error itself, or a boundary will, because it is thrown. */
function isShown(error: Error, source: unknown, options: object): boolean {
  const { meta, throwOnError } = options as {
    meta?: Readonly<Record<string, unknown>>
    throwOnError?: boolean | ((error: Error, source: unknown) => boolean)
  }
  if (meta?.['silent'] === true) return true
  if (typeof throwOnError !== 'function') return throwOnError === true
  return !!safely(() => throwOnError(error, source))
}
