import ky, { type KyInstance, type Options } from 'ky'
import { systemClock } from '../clock.ts'
import { AbortedError } from '../errors.ts'
import type { Listener } from '../events.ts'
import { createFetch, type HoldfastFetch } from '../fetch/create-fetch.ts'
import type { Stats } from '../fetch/engine.ts'
import type { FetchOptions } from '../fetch/options.ts'
import { pageUrl } from '../fetch/request.ts'
import { atOnce } from '../user-code.ts'
import { carefulWire, noteAdded } from './added-headers.ts'
import { noUrl, placed, plainPath } from './base-url.ts'
import {
  baseOf,
  type ClientOptions,
  readOptions,
  readRequestOptions,
  refuseOurs,
  type RequestOptions,
  someUrl,
  split,
} from './client-options.ts'
import { briefBody } from './brief-body.ts'
import { closeAll, closeWith } from './closing.ts'
import { correlation } from './correlation.ts'
import { identity, printOf } from './identity.ts'
import { originOf as originTo, ownOrigins } from './own-origins.ts'
import { isWatchable } from './upload-progress.ts'
import { type Prepare, type ResponsePromise, Trip } from './trip.ts'
import { askedBy } from './who-asks.ts'

type Send = (url: string | URL | Request, options?: RequestOptions) => ResponsePromise

/** An API client. Every method is free of `this`. */
export interface Client {
  readonly name: string
  /**
   * Names who is asking whom: the name, and a short hash of base, user, and the names and values of
   * default headers and parameters, none of which can be had back from it. Two clients in whose
   * answers any of these makes a difference have two; `hooks` make none. Read anew each time, since
   * `user` may be a function.
   */
  readonly identity: string
  readonly get: Send
  readonly post: Send
  readonly put: Send
  readonly patch: Send
  readonly delete: Send
  readonly head: Send
  /**
   * A client with other defaults: headers merge, hooks append. It shares circuits, limits and lines
   * with this one, unless the options name one of `createFetch`: then it stands on a fetch of its own.
   *
   * @throws ConfigError
   */
  extend(options: ClientOptions): Client
  /** The fetch underneath, for other SDKs. */
  readonly fetch: HoldfastFetch
  stats(): Stats
  on(listener: Listener): () => void
  /** Ends every call of all clients on this fetch, and of all that were extended from them. */
  close(): void
}

/**
 * Makes an API client: ky's ergonomics over a fetch that holds.
 *
 * A status that is neither a success nor 304 rejects with `HttpError`, or with `ProblemError` where the server
 * describes the problem. An abort rejects with the caller's own reason.
 *
 * @throws ConfigError where an option is unknown or out of range
 */
export function createClient(given: ClientOptions = {}): Client {
  const options = readOptions(given)
  const { policies, rest } = split(options)
  const api = ky.create({ ...refuseOurs(rest), retry: 0, timeout: false })
  return clientOver(fetchOf(policies), options, api, printOf('', options))
}

const fetchOf = (policies: FetchOptions): HoldfastFetch =>
  createFetch({ ...policies, fetch: carefulWire(policies.fetch, askerOf(policies)) })

const askerOf =
  ({ user }: FetchOptions) =>
  () =>
    atOnce('user', typeof user === 'function' ? user() : user)

/** @param print  of the options, see {@link printOf} */
function clientOver(
  fetch: HoldfastFetch,
  options: ClientOptions,
  api: KyInstance,
  print: string,
  bound: Bound = {},
): Client {
  const { name = 'default' } = options
  const userNow = askerOf(options)
  // Who wanted a write hears of its answers; whose any other is, its caller knows.
  const isOver = bound.user ? askedBy(userNow, bound.user) : undefined
  const identityNow = identity(name, print, userNow)
  const base = baseOf(options)
  const own = ownOrigins(options, options.origins)
  const correlate = correlation(options.correlation, own)
  // ky alone knows what its defaults have been merged to.
  let defaults: Options['headers']
  const plain = api.extend(({ headers }) => {
    defaults = headers
    return { headers: undefined, searchParams: undefined } as object
  })
  const clock = options.clock ?? systemClock
  const send =
    (method: string): Send =>
    (url, given) => {
      let read: RequestOptions = {}
      let isOwn = false
      let onUploadProgress: Options['onUploadProgress']
      let hasLeft = isOver
      const prepare: Prepare = (request, init) => {
        // A hook may have waited, or the caller's own turn gone on: what one user asked is not sent as another.
        if (hasLeft?.()) throw new AbortedError()
        const { key } = bound
        const adds = { own, correlate, key, defaults: isOwn ? defaults : undefined }
        const noted = noteAdded(request, init, read, adds)
        // Of a Request nobody can tell whether its body is a stream.
        const isStream = read.body instanceof ReadableStream || onUploadProgress
        return isStream ? ({ ...noted, duplex: 'half' } as RequestInit) : noted
      }
      const trip = new Trip(fetch, prepare, clock, isOver)
      return trip.promise(() => {
        try {
          if (given) read = readRequestOptions(given)
          hasLeft ??= askedBy(userNow)
          const at = placed(url, { ...options, ...read })
          isOwn = own.isOwn(at.url, { ...read, ...at.base })
          onUploadProgress = read.onUploadProgress ?? options.onUploadProgress
          const place = { ...options, ...read, ...at.base }
          if (onUploadProgress && !isWatchable(originTo(at.url, place)))
            onUploadProgress = undefined
          const { brief, reading } = briefBody(clock, { ...options, ...read })
          const wire: typeof trip.wire = (input, init) => trip.wire(input, init).then(brief)
          return (isOwn ? api : plain)(at.url, {
            ...read,
            ...at.base,
            ...reading,
            ...(!onUploadProgress && ({ onUploadProgress } as object)),
            method,
            fetch: wire,
          })
        } catch (error) {
          throw noUrl(url, { ...options, ...read }) ?? error
        }
      })
    }
  const client: Client = {
    name,
    get identity() {
      return identityNow()
    },
    get: send('get'),
    post: send('post'),
    put: send('put'),
    patch: send('patch'),
    delete: send('delete'),
    head: send('head'),
    extend(given) {
      const more = readOptions(given)
      const { policies, rest } = split(more)
      const merged = { ...options, ...more }
      const ownApi = api.extend(refuseOurs(rest))
      const ownPrint = printOf(print, more)
      if (Object.keys(policies).length === 0) {
        return clientOver(fetch, merged, ownApi, ownPrint, bound)
      }
      const ownFetch = fetchOf(split(merged).policies)
      closeWith(fetch, ownFetch)
      return clientOver(ownFetch, merged, ownApi, ownPrint, bound)
    },
    fetch,
    stats: () => fetch.stats(),
    on: (listener) => fetch.on(listener),
    close: () => closeAll(fetch),
  }
  bases.set(client.get, base ?? '')
  binders.set(client.get, (key) =>
    clientOver(fetch, options, api, print, { key, user: bound.user ?? userNow() }),
  )
  return client
}

/** By a method, which a copy of the client has too. */
const bases = new WeakMap<Send, string>()

/** What the requests of a client have in common that serves one write. */
type Bound = Readonly<{
  /** Makes the idempotency key of a request. */
  key?: (() => string) | undefined
  /** Who wanted the write: nothing of it is sent as anybody else, no answer of it handed to another. */
  user?: string | undefined
}>

const binders = new WeakMap<Send, (key: () => string) => Client>()

/**
 * The same client for one write: it sends and answers for the user of this moment alone, and its writes have an
 * idempotency key where headers may be added to them; one that is there is left alone. One that was not made here
 * stays as it is.
 */
export const boundTo = (client: Client, key: () => string): Client =>
  binders.get(client.get)?.(key) ?? client

/** A path as this client joins it: one text for all that lead to the same place. */
export const pathIn = (client: Client, path: string): string =>
  bases.get(client.get) ? plainPath(path) : path

/** Where the paths of this client lead; `undefined` for one that was not made here. */
export function originOf(client: Client): string | undefined {
  const base = bases.get(client.get)
  return base === undefined ? undefined : new URL(base, pageUrl() ?? someUrl).origin
}
