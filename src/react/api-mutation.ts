import type { MutationFunctionContext, Query, UseMutationOptions } from '@tanstack/react-query'
import type { Client } from '../client/create-client.ts'
import { type HoldfastError, isHoldfastError } from '../errors.ts'
import { isUnder } from './api-key.ts'
import { askAnew } from './ask-anew.ts'
import { ownedBy, writesIn } from './writes.ts'

/** Options of a mutation: TanStack's own but for `retry`, and two of ours. */
export type ApiMutationOptions<T, V = void, C = unknown> = Omit<
  UseMutationOptions<T, HoldfastError, V, C>,
  'mutationFn' | 'retry' | 'retryDelay'
> &
  Readonly<{
    /** Sends the write, by the client that is handed in: its requests end where writes are called off. */
    mutationFn: (variables: V, client: Client) => Promise<T>
    /**
     * Paths whose queries, with all below them, are out of date after the write: marked so, and
     * fetched again where they are on the page. Default none.
     */
    invalidates?: readonly string[]
  }>

/**
 * Options for a write, for `useMutation` or `setMutationDefaults`. Never retries: the client has.
 *
 * `invalidates` takes effect after a success, and after a failure that leaves open whether the
 * write took place: a timeout, a lost connection, a 5xx, an answer that cannot be read. Not after a
 * refusal that never left the page, nor after a 4xx. Nobody waits for what is fetched again.
 */
export function apiMutation<T, V = void, C = unknown>(
  client: Client,
  { mutationFn, invalidates = [], onMutate, onSettled, ...rest }: ApiMutationOptions<T, V, C>,
): UseMutationOptions<T, HoldfastError, V, C> {
  return {
    ...rest,
    retry: false,
    onMutate: (variables, context) => {
      writesIn(context.client, client).hasLeft()
      // Where there is none, its result is `undefined`, which is what `C` then is.
      return onMutate?.(variables, context) as C
    },
    mutationFn: ownedBy(client, async (variables: V, context: MutationFunctionContext) =>
      mutationFn(variables, writesIn(context.client, client).sender()),
    ),
    onSettled: (data, error, variables, result, context) => {
      if (invalidates.length > 0 && mayHaveWritten(error)) {
        const predicate = ({ queryKey }: Query) =>
          invalidates.some((path) => isUnder(queryKey, client, path))
        askAnew(context.client, predicate)
      }
      return onSettled?.(data, error, variables, result, context)
    },
  }
}

function mayHaveWritten(error: unknown): boolean {
  if (!isHoldfastError(error)) return true
  return error.attempts > 0 && !(error.status && error.status < 500)
}
