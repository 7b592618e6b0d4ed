import ky, { type KyInstance, type Options } from 'ky'
import { systemClock } from '../clock.ts'
import { ConfigError } from '../errors.ts'
import type { Listener } from '../events.ts'
import { createFetch, type HoldfastFetch } from '../fetch/create-fetch.ts'
import type { Stats } from '../fetch/engine.ts'
import type { CallSettings, FetchOptions } from '../fetch/options.ts'
import { initMembers, membersOf } from '../fetch/members-of.ts'
import { pageUrl } from '../fetch/request.ts'
import { fetchOptionNames } from '../fetch/settings.ts'
import { known } from '../option-checks.ts'
import { carefulWire, noteAdded } from './added-headers.ts'
import { correlation, type CorrelationOptions } from './correlation.ts'
import { ownOrigins } from './own-origins.ts'
import { parseJson } from './parse-json.ts'
import { type Prepare, type ResponsePromise, Trip } from './trip.ts'

/** What of ky stays ours to set: one layer retries, one layer keeps time, one wire. */
type Ours = 'retry' | 'timeout' | 'totalTimeout' | 'fetch' | 'method'

/** Options of one request: ky's own, `RequestInit`, and ours under `holdfast`. */
export type RequestOptions = Omit<Options, Ours> & Readonly<{ holdfast?: CallSettings }>

/** Options of a client: every policy of `createFetch`, and ky's `baseUrl`, `prefix`, `headers`, … */
export type ClientOptions = FetchOptions &
  Omit<Options, Ours | keyof FetchOptions> &
  Readonly<{ correlation?: CorrelationOptions | false }>

type Send = (url: string | URL | Request, options?: RequestOptions) => ResponsePromise

/** An API client. Every method is free of `this`. */
export interface Client {
  readonly name: string
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
  const ours = { parseJson, throwHttpErrors: isRefusal, ...refuseOurs(rest) }
  const api = ky.create({ ...ours, retry: 0, timeout: false })
  return clientOver(fetchOf(policies), [], options, api)
}

const fetchOf = ({ fetch, ...policies }: FetchOptions): HoldfastFetch =>
  createFetch({ ...policies, fetch: carefulWire(fetch) })

/** @param apart  clients extended from one on this fetch that have a fetch of their own */
function clientOver(
  fetch: HoldfastFetch,
  apart: Client[],
  options: ClientOptions,
  api: KyInstance,
): Client {
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
      const prepare: Prepare = (request, init) => {
        const adds = { own, correlate, defaults: isOwn ? defaults : undefined }
        const noted = noteAdded(request, init, read, adds)
        // Of a Request nobody can tell whether its body is a stream.
        const isStream =
          read.body instanceof ReadableStream || (read.onUploadProgress ?? options.onUploadProgress)
        return isStream ? ({ ...noted, duplex: 'half' } as RequestInit) : noted
      }
      const trip = new Trip(fetch, prepare, clock)
      return trip.promise(() => {
        try {
          if (given) read = refuseOurs(membersOf(given, requestNames))
          isOwn = own.isOwn(url, read)
          return (isOwn ? api : plain)(url, { ...read, method, fetch: trip.wire })
        } catch (error) {
          if (isUrl(url, base)) throw error
          throw new ConfigError('url', bare(url), 'a URL, or a path to join to baseUrl')
        }
      })
    }
  const client: Client = {
    name: options.name ?? 'default',
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
      if (Object.keys(policies).length === 0) return clientOver(fetch, apart, merged, ownApi)
      const other = clientOver(fetchOf(split(merged).policies), [], merged, ownApi)
      apart.push(other)
      return other
    },
    fetch,
    stats: () => fetch.stats(),
    on: (listener) => fetch.on(listener),
    close() {
      fetch.close()
      for (const other of apart.splice(0)) other.close()
    },
  }
  bases.set(client.get, base ?? '')
  return client
}

/** By a method, which a copy of the client has too. */
const bases = new WeakMap<Send, string>()

/** Where the paths of this client lead; `undefined` for one that was not made here. */
export function originOf(client: Client): string | undefined {
  const base = bases.get(client.get)
  return base === undefined ? undefined : new URL(base, pageUrl() ?? someUrl).origin
}

/** @throws ConfigError for what is no option */
function readOptions(given: ClientOptions): ClientOptions {
  known('', given, optionNames)
  return membersOf(given, optionNames)
}

/** To ky a 304 is no success, to whoever asked for it the answer. */
const isRefusal = (status: number): boolean => status !== 304

/** Parts the options of the fetch from those of ky. @throws ConfigError */
function split(given: ClientOptions): { policies: FetchOptions; rest: Options } {
  const base = baseOf(given)
  if (base !== undefined && !isUrl(base, undefined)) {
    throw new ConfigError('baseUrl', bare(base), 'a URL, or a path from the page')
  }
  const { correlation: _ours, ...options } = given
  const entries = Object.entries(options)
  const [policies, rest] = [true, false].map((wanted) =>
    Object.fromEntries(entries.filter(([name]) => fetchOptionNames.includes(name) === wanted)),
  )
  return { policies: policies as FetchOptions, rest: rest as Options }
}

const ours = ['retry', 'timeout', 'totalTimeout', 'fetch'] as const

/** @throws ConfigError for what of ky's is ours to set */
function refuseOurs(options: Options): Options {
  for (const name of ours) {
    if (options[name] !== undefined) {
      throw new ConfigError(name, options[name], 'left out: its place is `holdfast` in the options')
    }
  }
  const hooks = options.hooks?.beforeRetry
  if (hooks?.length) {
    throw new ConfigError(
      'hooks.beforeRetry',
      hooks,
      'left out: `retry.onRetry` is told of retries',
    )
  }
  return options.headers ? { ...options, headers: oneCase(options.headers) } : options
}

/** ky sends a default and another one beside it where their names differ in case alone. */
function oneCase(headers: NonNullable<Options['headers']>): NonNullable<Options['headers']> {
  // ky marks what replaces all defaults with a symbol; the other classes know no case.
  const isMarked = Object.getOwnPropertySymbols(headers).length > 0
  if (isMarked || Object.getPrototypeOf(headers) !== Object.prototype) return headers
  const entries = Object.entries(headers as Record<string, string>)
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]))
}

const kyNames = [
  ...['baseUrl', 'prefix', 'hooks', 'searchParams', 'throwHttpErrors', 'context', 'parseJson'],
  ...['stringifyJson', 'onDownloadProgress', 'onUploadProgress'],
]

/** What a request may have by name. */
const requestNames = [...initMembers, ...kyNames, ...ours, 'json']

/** What ky and the platform know besides; anything else is a slip of the pen. */
const optionNames = [
  ...fetchOptionNames,
  ...kyNames,
  ...['correlation', 'headers'],
  ...['credentials', 'mode', 'cache', 'redirect', 'referrer', 'referrerPolicy', 'integrity'],
  ...['keepalive', 'signal', 'priority'],
]

/** What the platform would refuse is refused here, in our words. */
const isUrl = (url: unknown, base: string | undefined): boolean =>
  url instanceof Request || URL.canParse(String(url), new URL(base ?? '', pageUrl() ?? someUrl))

/** Some base, so that a path can be told from what no base makes a URL. */
const someUrl = 'http://localhost/'

/** Without its query, which may hold a secret. */
const bare = (url: unknown): unknown => (typeof url === 'string' ? url.split(/[?#]/)[0] : url)

const baseOf = ({ baseUrl, prefix }: ClientOptions): string | undefined => {
  const base = baseUrl ?? prefix
  return base === undefined ? undefined : String(base)
}
