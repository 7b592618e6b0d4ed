import { resemble } from '../fetch/held-response.ts'
import { asResponse, discard } from '../fetch/outcome.ts'

/** What was added to a request. */
export type Added = Readonly<{
  /** Headers, in small letters, that go to the own origins alone. */
  names: readonly string[]
  own: readonly string[]
  /** True where the body, if there is one, may be kept for a second time. */
  replays: boolean
}>

const statuses = [301, 302, 303, 307, 308]
const mostHops = 20
/** What undici takes off where a hop leads to another origin. */
const credentials = ['authorization', 'proxy-authorization', 'cookie', 'host']
const aboutBody = ['encoding', 'language', 'length', 'location', 'type'].map(
  (name) => `content-${name}`,
)
/** What every hop has of the first one, as far as it matters without a page. */
const members = ['cache', 'credentials', 'integrity', 'mode'] as const

/**
 * Follows redirects as the platform does (Fetch Standard, "HTTP-redirect fetch"), and takes off what
 * was added where a hop leaves the own origins. For Node, where the hops can be seen.
 *
 * @throws TypeError where the platform fails; ConfigError for an answer that is none
 */
export async function followRedirects(
  fetch: typeof globalThis.fetch,
  first: Request,
  init: RequestInit,
  { names, own, replays }: Added,
): Promise<Response> {
  const copy = first.body && replays ? first.clone() : undefined
  const same = Object.fromEntries(members.map((name) => [name, first[name]]))
  const home = new URL(first.url).origin
  let [request, hasBody, hasLeft] = [first, first.body !== null, false]
  let body: ArrayBuffer | null = null
  for (let left = mostHops; ; left -= 1) {
    const response = asResponse(await fetch(request, { ...init, redirect: 'manual' }), 'fetch')
    const { status, headers: answer } = response
    const location = statuses.includes(status) ? answer.get('location') : null
    if (location === null) return request === first ? response : arrived(response, request, hasLeft)
    discard(response)
    init.signal?.throwIfAborted()
    const from = new URL(request.url)
    const url = urlIn(location, from)
    const isRewritten = becomesGet(status, request.method)
    hasBody &&= !isRewritten
    hasLeft ||= url.origin !== home
    if (hasBody) body ??= (await copy?.arrayBuffer()) ?? null
    else body = null
    const isForbidden = left === 0 || (hasLeft && first.mode === 'same-origin')
    if (isForbidden || (hasBody && !body)) throw failure()
    const headers = new Headers(request.headers)
    const gone = [
      ...(isRewritten ? aboutBody : []),
      ...(url.origin === from.origin ? [] : credentials),
      ...(own.includes(url.origin) ? [] : names),
    ]
    for (const name of gone) headers.delete(name)
    const method = isRewritten ? 'GET' : request.method
    request = new Request(url, { ...same, method, headers, body })
  }
}

const becomesGet = (status: number, method: string): boolean =>
  status === 303 ? method !== 'GET' && method !== 'HEAD' : status < 303 && method === 'POST'

/** @throws TypeError as for a lost connection: it leads to no URL that can be fetched */
function urlIn(location: string, base: URL): URL {
  // A header shows bytes as characters; most who do not encode them write UTF-8.
  const bytes = Uint8Array.from(location, (character) => character.charCodeAt(0))
  const text = new TextDecoder().decode(bytes)
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined
  if (!url?.protocol.startsWith('http')) throw failure()
  url.hash ||= base.hash
  return url
}

const failure = () => new TypeError('fetch failed: a redirect cannot be followed')

/** An answer as at the end of its redirects. */
function arrived(response: Response, request: Request, hasLeft: boolean): Response {
  const { type, headers } = response
  const facts = { url: request.url.split('#', 1)[0], type: hasLeft ? 'cors' : type }
  return resemble(response, { ...facts, redirected: true, headers } as Response)
}
