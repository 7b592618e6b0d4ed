import { resemble } from '../fetch/held-response.ts'
import { discard } from '../fetch/outcome.ts'

/** What was added to a request. */
export type Added = Readonly<{
  /** Headers, in small letters, that go to the own origins alone. */
  names: readonly string[]
  own: readonly string[]
  /** True where the body, if there is one, may be kept for a second time. */
  replays: boolean
}>

type Hop = Readonly<{ url: URL; method: string; headers: Headers; hasBody: boolean }>

const statuses = [301, 302, 303, 307, 308]
const mostHops = 20
/** What undici takes off where a hop leads to another origin. */
const credentials = ['authorization', 'proxy-authorization', 'cookie', 'host']
const aboutBody = ['encoding', 'language', 'length', 'location', 'type']
/** What every hop has of the first one. */
const members = [
  ...(['cache', 'credentials', 'integrity', 'keepalive', 'mode'] as const),
  ...(['referrer', 'referrerPolicy'] as const),
]

/**
 * Follows redirects as the platform does (Fetch Standard, "HTTP-redirect fetch"), and takes off what
 * was added where a hop leaves the own origins. For Node, where the hops can be seen.
 *
 * @throws TypeError where the platform fails
 */
export async function followRedirects(
  fetch: typeof globalThis.fetch,
  first: Request,
  init: RequestInit,
  added: Added,
): Promise<Response> {
  const { method, headers, mode, body } = first
  const copy = body && added.replays ? first.clone() : undefined
  const same = Object.fromEntries(members.map((name) => [name, first[name]]))
  const start = new URL(first.url)
  let hop: Hop = { url: start, method, headers: new Headers(headers), hasBody: body !== null }
  let [request, bytes, hasLeft] = [first, null as ArrayBuffer | null, false]
  for (let left = mostHops; ; left -= 1) {
    const response = await fetch(request, { ...init, redirect: 'manual' })
    const location = statuses.includes(response.status) ? response.headers.get('location') : null
    if (location === null) return request === first ? response : arrived(response, hop, hasLeft)
    discard(response)
    init.signal?.throwIfAborted()
    hop = nextHop(hop, response.status, location, added)
    hasLeft ||= hop.url.origin !== start.origin
    if (left === 0) throw failure('too many redirects')
    if (hasLeft && mode === 'same-origin') throw failure('a redirect to another origin')
    if (hop.hasBody && !copy) throw failure('a body that cannot be sent again')
    if (hop.hasBody) bytes ??= (await copy?.arrayBuffer()) ?? null
    const what = { method: hop.method, headers: hop.headers, body: hop.hasBody ? bytes : null }
    request = new Request(hop.url, { ...same, ...what })
  }
}

function nextHop({ url, method, headers, hasBody }: Hop, status: number, to: string, added: Added) {
  const next = urlIn(to, url)
  const kept = new Headers(headers)
  const take = (names: readonly string[]) => names.forEach((name) => kept.delete(name))
  const isRead = method === 'GET' || method === 'HEAD'
  const becomesGet = status === 303 ? !isRead : status < 303 && method === 'POST'
  if (becomesGet) take(aboutBody.map((name) => `content-${name}`))
  if (next.origin !== url.origin) take(credentials)
  if (!added.own.includes(next.origin)) take(added.names)
  return becomesGet
    ? { url: next, method: 'GET', headers: kept, hasBody: false }
    : { url: next, method, headers: kept, hasBody }
}

/** @throws TypeError */
function urlIn(location: string, base: URL): URL {
  // A header shows bytes as characters; most who do not encode them write UTF-8.
  const bytes = Uint8Array.from(location, (character) => character.charCodeAt(0))
  const url = new URL(new TextDecoder().decode(bytes), base)
  if (!/^https?:/.test(url.protocol)) throw failure('a redirect to what is not HTTP')
  url.hash ||= base.hash
  return url
}

/** As undici words a lost connection, with what it was as the cause. */
const failure = (why: string): TypeError => new TypeError('fetch failed', { cause: new Error(why) })

function arrived(response: Response, { url }: Hop, hasLeft: boolean): Response {
  const { type, headers } = response
  const facts = { url: url.href.split('#', 1)[0], type: hasLeft ? 'cors' : type }
  return resemble(response, { ...facts, redirected: true, headers } as Response)
}
