import ky, { type KyInstance, type Options } from 'ky'
import { systemClock } from '../clock.ts'
import { ConfigError } from '../errors.ts'
import type { Listener } from '../events.ts'
import { createFetch, type HoldfastFetch } from '../fetch/create-fetch.ts'
import type { Stats } from '../fetch/engine.ts'
import type { CallSettings, FetchOptions } from '../fetch/options.ts'
import { fetchOptionNames } from '../fetch/settings.ts'
import { known } from '../option-checks.ts'
import { closing } from './closing.ts'
import { correlation, type CorrelationOptions } from './correlation.ts'
import { identity, printOf } from './identity.ts'
import { parseJson } from './parse-json.ts'
import { type ResponsePromise, Trip } from './trip.ts'

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
 * A status that is not a success rejects with `HttpError`, or with `ProblemError` where the server
 * describes the problem. An abort rejects with the caller's own reason.
 *
 * @throws ConfigError where an option is unknown or out of range
 */
export function createClient(options: ClientOptions = {}): Client {
  const { policies, rest } = split(options)
  const api = ky.create({ parseJson, ...refuseOurs(rest), retry: 0, timeout: false })
  return clientOver(createFetch(policies), [], options, api, printOf('', options))
}

/**
 * @param apart  clients extended from one on this fetch that have a fetch of their own
 * @param print  of the options, see {@link printOf}
 */
function clientOver(
  fetch: HoldfastFetch,
  apart: Client[],
  options: ClientOptions,
  api: KyInstance,
  print: string,
): Client {
  const { name = 'default' } = options
  const identityNow = identity(name, print, options.user)
  const base = baseOf(options)
  const correlate = correlation(options.correlation, base)
  const clock = options.clock ?? systemClock
  const send =
    (method: string): Send =>
    (url, own) => {
      const trip = new Trip(fetch, correlate, clock)
      return trip.promise(() => {
        try {
          return api(url, { ...(own && refuseOurs(own)), method, fetch: trip.wire })
        } catch (error) {
          if (isUrl(url, base)) throw error
          throw new ConfigError('url', bare(url), 'a URL, or a path to join to baseUrl')
        }
      })
    }
  return {
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
    extend(more) {
      const { policies, rest } = split(more)
      const merged = { ...options, ...more }
      const ownApi = api.extend(refuseOurs(rest))
      const ownPrint = printOf(print, more)
      if (Object.keys(policies).length === 0) {
        return clientOver(fetch, apart, merged, ownApi, ownPrint)
      }
      const client = clientOver(createFetch(split(merged).policies), [], merged, ownApi, ownPrint)
      apart.push(client)
      return client
    },
    fetch,
    stats: () => fetch.stats(),
    on: (listener) => fetch.on(listener),
    close() {
      fetch.close()
      closing(fetch).abort()
      for (const client of apart.splice(0)) client.close()
    },
  }
}

/** Parts the options of the fetch from those of ky. @throws ConfigError */
function split(given: ClientOptions): { policies: FetchOptions; rest: Options } {
  known('', given, optionNames)
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

/** @throws ConfigError for what of ky's is ours to set */
function refuseOurs(options: Options): Options {
  for (const name of ['retry', 'timeout', 'totalTimeout', 'fetch'] as const) {
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
  return options
}

/** What ky and the platform know besides; anything else is a slip of the pen. */
const optionNames = [
  ...fetchOptionNames,
  ...['correlation', 'baseUrl', 'prefix', 'headers', 'hooks', 'searchParams', 'throwHttpErrors'],
  ...['context', 'parseJson', 'stringifyJson', 'onDownloadProgress', 'onUploadProgress'],
  ...['credentials', 'mode', 'cache', 'redirect', 'referrer', 'referrerPolicy', 'integrity'],
  ...['keepalive', 'signal', 'priority'],
]

/** What the platform would refuse is refused here, in our words. */
const isUrl = (url: unknown, base: string | undefined): boolean =>
  url instanceof Request || URL.canParse(String(url), new URL(base ?? '', pageUrl()))

/** Some base, so that a path can be told from what no base makes a URL. */
const pageUrl = (): string => globalThis.document?.baseURI ?? 'http://localhost/'

/** Without its query, which may hold a secret. */
const bare = (url: unknown): unknown => (typeof url === 'string' ? url.split(/[?#]/)[0] : url)

const baseOf = ({ baseUrl, prefix }: ClientOptions): string | undefined => {
  const base = baseUrl ?? prefix
  return base === undefined ? undefined : String(base)
}
