import { type Client, pathIn } from '../client/create-client.ts'

/** The query part of a URL. In an object `undefined` leaves a parameter out. */
export type ApiSearchParams =
  | string
  | URLSearchParams
  | Readonly<Record<string, string | number | boolean | undefined>>

/** How TanStack's cache names an answer: who asks whom, path, and parameters where there are any. */
export type ApiKey = readonly [identity: string, path: string, searchParams?: ApiSearchParams]

/**
 * The name of a GET in the query cache, for `setQueryData`, `cancelQueries` and the like. It begins
 * with the client's `identity` of this moment, so another user has another one.
 *
 * Two objects with the same parameters in another order are one name. A `URLSearchParams` is named
 * by its text, because the cache would take any two of them for the same. Of a client with a base `users` and
 * `/users` are one.
 */
export function apiKey(client: Client, given: string, searchParams?: ApiSearchParams): ApiKey {
  const { identity } = client
  const path = pathIn(client, given)
  if (searchParams === undefined) return [identity, path]
  return [
    identity,
    path,
    searchParams instanceof URLSearchParams ? String(searchParams) : searchParams,
  ]
}

/**
 * True for the names of this path and of all below it, by whole segments: `projects` covers
 * `projects`, `projects/7` and `projects?page=2`, but not `projects-archive`.
 *
 * @param identity  whose names; default: those of who asks now
 */
export function isUnder(
  key: readonly unknown[],
  client: Client,
  above: string,
  identity: string = client.identity,
): boolean {
  const [whose, own] = key
  const path = pathIn(client, above)
  if (whose !== identity || typeof own !== 'string') return false
  if (path === './') return true
  if (!own.startsWith(path)) return false
  return path.endsWith('/') || ['', '/', '?'].includes(own.charAt(path.length))
}
