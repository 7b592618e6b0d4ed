import {
  MutationCache,
  QueryCache,
  QueryClient,
  type QueryClientConfig,
  type QueryFunctionContext,
} from '@tanstack/react-query'
import type { Client } from '../client/create-client.ts'
import { isHoldfastError } from '../errors.ts'
import { attemptsOf } from '../fetch/report.ts'
import { known, of } from '../option-checks.ts'
import { atOnce, safely } from '../user-code.ts'
import type { ApiSearchParams } from './api-key.ts'
import { getJson } from './api-query.ts'
import { tellErrors } from './cache-errors.ts'
import { ownerOf } from './ownership.ts'
import { checkAudience, type ErrorAudience } from './tell-error.ts'

/**
 * A client, who is told of errors, and TanStack's own `queryCache`, `mutationCache`,
 * `defaultOptions`.
 */
export type CreateQueryClientOptions = Readonly<{ client: Client }> &
  ErrorAudience &
  QueryClientConfig

/** Both of TanStack's: `true` for ever, a number of times, or a decision. */
type Retry = boolean | number | ((failures: number, error: Error) => boolean)

/**
 * Makes TanStack's `QueryClient` fit for a client that retries by itself.
 *
 * - Answers are fresh for 60 s and kept 5 min after their last use (on a server for as long as the
 *   `QueryClient` lives, so that no timer keeps the process awake).
 * - Queries and mutations are paused while the browser is offline.
 * - Nothing is retried. A `retry` in `defaultOptions` is honoured for errors that did not come
 *   through a Holdfast client, and for those alone: one layer retries.
 * - Every error goes to `notify` and to `reporter`, once to each; `onError` of the caches stays yours.
 * - A query without a function of its own, such as a restored one, is fetched by its key.
 *
 * `defaultOptions` are laid over these, option by option.
 *
 * @throws ConfigError for what is no client, no option or no listener
 */
export function createQueryClient(options: CreateQueryClientOptions): QueryClient {
  known('', options, [
    'client',
    'notify',
    'reporter',
    'queryCache',
    'mutationCache',
    'defaultOptions',
  ])
  const { client, notify, reporter, defaultOptions = {} } = options
  const { queryCache = new QueryCache(), mutationCache = new MutationCache() } = options
  checkAudience(options)
  of('client', client, 'object')
  const { queries = {}, mutations = {} } = defaultOptions
  tellErrors({ queryCache, mutationCache }, { notify, reporter })
  return new QueryClient({
    queryCache,
    mutationCache,
    defaultOptions: {
      ...defaultOptions,
      queries: {
        staleTime: 60_000,
        gcTime: globalThis.document ? 5 * 60_000 : Number.POSITIVE_INFINITY,
        networkMode: 'online',
        queryFn: (context) => fetchByKey(client, context),
        ...queries,
        retry: onlyOthers(queries.retry),
      },
      mutations: { networkMode: 'online', ...mutations, retry: onlyOthers(mutations.retry) },
    },
  })
}

/** What the transport has told us is the outcome of all its retries. */
const onlyOthers =
  (retry: Retry = false) =>
  (failures: number, error: Error): boolean => {
    if (isHoldfastError(error) || attemptsOf(error) > 1) return false
    // TanStack would wait for ever for one that throws, and take a promise for true.
    if (typeof retry === 'function') return !!safely(() => atOnce('retry', retry(failures, error)))
    return typeof retry === 'number' ? failures < retry : retry
  }

/** By whom the key belongs to, and in any other case by the client given. */
function fetchByKey(given: Client, context: QueryFunctionContext): Promise<unknown> {
  const { queryKey } = context
  const [identity, path, searchParams, more] = queryKey
  const client = ownerOf(context.client, String(identity)) ?? given
  if (identity !== client.identity || typeof path !== 'string' || more !== undefined) {
    return Promise.reject(new Error(`The query ${JSON.stringify(queryKey)} was given no queryFn`))
  }
  const request = { searchParams: searchParams as ApiSearchParams | undefined }
  return getJson(client, context, path, request)
}
