import type { Options } from 'ky'
import { ConfigError } from '../errors.ts'
import { initMembers, membersOf } from '../fetch/members-of.ts'
import type { CallSettings, FetchOptions } from '../fetch/options.ts'
import { fetchOptionNames } from '../fetch/settings.ts'
import { guess, known, of, unknown } from '../option-checks.ts'
import { safely } from '../user-code.ts'
import type { CorrelationOptions } from './correlation.ts'

/** What of ky stays ours to set: one layer retries, one layer keeps time, one wire. */
type Ours = 'retry' | 'timeout' | 'totalTimeout' | 'fetch' | 'method'

/** Options of one request: ky's own, `RequestInit`, and ours under `holdfast`. */
export type RequestOptions = Omit<Options, Ours> & Readonly<{ holdfast?: CallSettings }>

/** Options of a client: every policy of `createFetch`, and ky's `baseUrl`, `prefix`, `headers`, … */
export type ClientOptions = FetchOptions &
  Omit<Options, Ours | keyof FetchOptions> &
  Readonly<{ correlation?: CorrelationOptions | false }>

/** @throws ConfigError for what is no option */
export function readOptions(given: ClientOptions): ClientOptions {
  known('', given, optionNames)
  return membersOf(given, optionNames)
}

/** Parts the options of the fetch from those of ky. @throws ConfigError */
export function split(given: ClientOptions): { policies: FetchOptions; rest: Options } {
  const base = baseOf(given)
  if (base !== undefined && !isUrl(base)) throw noBase(base)
  if (/[?#]/.test(String(given.baseUrl))) throw noBase(String(given.baseUrl))
  const { correlation: _ours, ...options } = given
  const entries = Object.entries(options)
  const [policies, rest] = [true, false].map((wanted) =>
    Object.fromEntries(entries.filter(([name]) => fetchOptionNames.includes(name) === wanted)),
  )
  return { policies: policies as FetchOptions, rest: rest as Options }
}

/**
 * Reads what one request is given.
 *
 * @throws ConfigError for what no request has, such as a body in the place of the options
 */
export function readRequestOptions(given: RequestOptions): RequestOptions {
  const kind = Object.prototype.toString.call(given).slice(8, -1)
  // By its kind alone: it is what should have been sent.
  if (!holders.test(kind)) throw new ConfigError('options', Symbol(kind), `an object: ${places}`)
  const name = Object.keys(given).find((each) => !requestNames.includes(each) && !isPlatforms(each))
  if (name !== undefined) {
    const legal = `left out: ${guess(name, requestNames)}${places}`
    throw new ConfigError(name, unknown, legal)
  }
  const options = refuseOurs(membersOf(given, requestNames))
  const { body } = options
  if (body && plain.includes(Object.getPrototypeOf(body)))
    throw new ConfigError('body', unknown, `what fetch sends as it is: ${places}`)
  return options
}

/** Prototypes of what `fetch` would send as a meaningless text. */
const plain: readonly unknown[] = [Object.prototype, Array.prototype, null]

const places = 'JSON goes as json, a query as searchParams, a timeout into holdfast'

/** Of objects that hold options; a `FormData`, an array or a signal is something else. */
const holders = /Object|Request/

/** What the platform, or a framework around it, reads of an init besides. */
function isPlatforms(name: string): boolean {
  let isRead = name === 'next' || name === 'cf'
  const init = {
    get [name]() {
      isRead = true
      return undefined
    },
  }
  void new Request(someUrl, init)
  return isRead
}

const ours = ['retry', 'timeout', 'totalTimeout', 'fetch'] as const

const hookNames = ['init', 'beforeRequest', 'beforeRetry', 'beforeError', 'afterResponse']

const listeners = ['onDownloadProgress', 'onUploadProgress'] as const

/** @throws ConfigError for what of ky's is ours to set, or no function where one is needed */
export function refuseOurs(options: Options): Options {
  for (const name of ours) {
    if (options[name] !== undefined) {
      throw new ConfigError(name, options[name], 'left out: its place is `holdfast` in the options')
    }
  }
  known('hooks.', options.hooks ?? {}, hookNames)
  const hooks = options.hooks?.beforeRetry
  if (hooks?.length) {
    throw new ConfigError(
      'hooks.beforeRetry',
      hooks,
      'left out: `retry.onRetry` is told of retries',
    )
  }
  for (const [name, own] of Object.entries(options.hooks ?? {})) {
    if (own && !(Array.isArray(own) && own.every((hook) => typeof hook === 'function')))
      throw new ConfigError(`hooks.${name}`, own, 'an array of functions')
  }
  const read: Options = { ...options }
  for (const name of ['parseJson', 'stringifyJson', ...listeners] as const) {
    if (options[name]) of(name, options[name] as () => unknown, 'function')
  }
  // A bar that fails to be drawn must not fail what it shows.
  for (const name of listeners) {
    const own = options[name]
    if (own) read[name] = (...progress) => safely(() => own(...progress))
  }
  if (options.headers) read.headers = oneCase(options.headers)
  return read
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
export const requestNames: readonly string[] = [...initMembers, ...kyNames, ...ours, 'json']

/** What ky and the platform know besides; anything else is a slip of the pen. */
const optionNames = [
  ...fetchOptionNames,
  ...kyNames,
  ...['correlation', 'headers'],
  ...['credentials', 'mode', 'cache', 'redirect', 'referrer', 'referrerPolicy', 'integrity'],
  ...['keepalive', 'signal', 'priority'],
]

/** What no page makes a URL is refused here; what this one does not, at the call. */
export const isUrl = (base: string): boolean => URL.canParse(base, someUrl)

export const noBase = (base: string): ConfigError =>
  new ConfigError('baseUrl', bare(base), 'a URL, or a path from the page, without ? and #')

/** Some base, so that a path can be told from what no base makes a URL. */
export const someUrl = 'http://localhost/'

/** Without its query, which may hold a secret. */
export const bare = (url: unknown): unknown =>
  typeof url === 'string' ? url.split(/[?#]/)[0] : url

/** Where relative URLs of a client lead. */
export const baseOf = ({ baseUrl, prefix }: ClientOptions): string | undefined => {
  const base = baseUrl ?? prefix
  return base === undefined ? undefined : String(base)
}
