import { ConfigError } from '../errors.ts'
import { pageUrl } from '../fetch/request.ts'
import { bare, type ClientOptions, noBase } from './client-options.ts'

/**
 * A path as it is joined to a base: with a slash before it and without it is one. `//host/x` is none, and `/a:b`
 * must not become a URL of its own.
 */
export const plainPath = (path: string): string =>
  path.replace(/^\/(?=[?#]|$|[^/\\?#]*:)/, './').replace(/^\/(?![/\\])/, '')

type Base = Pick<ClientOptions, 'baseUrl' | 'prefix'>

/**
 * What ky is given: a path, and the base that it is joined to, so that a base keeps all of its own path. One
 * that is empty, or a query alone, leaves the base's end as it is. A prefix is ky's to join. The page is named too,
 * because a `Request` of Node's knows of no page, not even in jsdom.
 *
 * @throws ConfigError where the base has a query, which nothing joined to it would keep
 * @throws TypeError where it is no URL
 */
export function placed<T>(url: T, { baseUrl, prefix }: Base): { url: T; base: Base } {
  if (typeof url !== 'string' || (!prefix && /^[a-z][\w+.-]*:/i.test(url))) return { url, base: {} }
  const page = pageUrl()
  if (!baseUrl) return { url, base: page === undefined ? {} : { baseUrl: page } }
  const base = String(baseUrl)
  if (/[?#]/.test(base)) throw noBase(base)
  const isKept = !prefix && /^(?:[?#]|$)/.test(url)
  const to = new URL(isKept ? base : base.replace(/\/?$/, '/'), page).href
  return { url: prefix ? url : (plainPath(url) as T & string), base: { baseUrl: to } }
}

/** Why no URL can be made of these, in our words; `undefined` where one can. */
export function noUrl(url: unknown, { baseUrl, prefix }: Base): ConfigError | undefined {
  const page = pageUrl()
  if (url instanceof Request || URL.canParse(String(url))) return undefined
  const base = baseUrl || prefix || page
  if (base && !URL.canParse(String(base), page)) {
    const legal = 'absolute, such as https://api.example.com/v1: there is no page to start from'
    return new ConfigError(baseUrl ? 'baseUrl' : 'prefix', bare(String(base)), legal)
  }
  return base && URL.canParse(String(url), new URL(base, page))
    ? undefined
    : new ConfigError('url', bare(url), 'a URL, or a path to join to baseUrl')
}
