import type { Options } from 'ky'
import { pageUrl, readTarget } from '../fetch/request.ts'

type Base = Readonly<{
  baseUrl?: Options['baseUrl'] | undefined
  prefix?: Options['prefix'] | undefined
}>

/** Which origins are the user's own, and what may go where. */
export type OwnOrigins = Readonly<{
  /** True where a client's default headers may go: the base's origin, the page's, and `origins`. */
  isOwn: (url: string | URL | Request, base?: Base) => boolean
  /**
   * True where a header may go that the library adds by itself and that costs a preflight. Across
   * origins these are `origins` alone; in Node, where nothing is refused, also the base's.
   */
  mayAddTo: (url: string) => boolean
  /** The own ones, with spaces between them. */
  list: string
}>

export function ownOrigins(base: Base, origins: readonly string[] = []): OwnOrigins {
  const based = base.baseUrl || base.prefix ? [originOf('', base)] : []
  const page = globalThis.location?.origin
  const added = [...origins, ...(page === undefined ? based : [page])]
  const own = [...added, ...based]
  return {
    isOwn: (url, { baseUrl = base.baseUrl, prefix = base.prefix } = {}) =>
      own.includes(originOf(url, { baseUrl, prefix })),
    mayAddTo: (url) => added.includes(originOf(url, {})),
    list: own.join(' '),
  }
}

/** @returns where ky sends it, as the platform reads it; `nowhere` where that is no URL */
export function originOf(url: string | URL | Request, { baseUrl, prefix }: Base): string {
  try {
    if (typeof url !== 'string') return originOf('url' in url ? url.url : url.href, {})
    const path = prefix ? `${String(prefix).replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}` : url
    const to = new URL(path, baseUrl ? new URL(baseUrl, pageUrl()) : pageUrl())
    return readTarget(to.href)?.origin ?? 'nowhere'
  } catch {
    return 'nowhere'
  }
}
