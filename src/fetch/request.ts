import { routeTemplate } from '../machines/route-template.ts'
import type { HoldfastInit, RequestFacts } from './options.ts'
import { works } from './works.ts'

/**
 * What a caller passed, as it was when it did: the request may wait, and the caller goes on to use
 * its URL, its init and its headers for the next one. And what the rooms need to know of it.
 */
export type CallRequest = Readonly<{
  input: string | Request
  init: HoldfastInit | undefined
  method: string
  target: Target
}> & {
  /** Whether `input` brings a body, once somebody had to know. */
  hasBody?: boolean
}

/** Where a request goes. Shared by all requests for the same URL. */
export type Target = Readonly<{
  origin: string
  /** Host and path, ids collapsed. */
  route: string
  /** The endpoint, which is method and route, by method: made once, so that looking it up is cheap. */
  endpoints: Record<string, string>
}>

/** URLs already read. Reading one costs more than all else on the path, so the last ones are kept. */
const targets = new Map<string, Target>()
const mostTargets = 500

/**
 * @param init  its members, as `membersOf` read them, or a Request
 * @returns `undefined` for what is the platform's alone: to refuse, or to read where no backend is
 */
export function readRequest(
  input: string | URL | Request,
  init: HoldfastInit | undefined,
): CallRequest | undefined {
  try {
    // As an init, a Request shows its members to the platform, but not to a spread.
    return init instanceof Request ? read(new Request(input, init), undefined) : read(input, init)
  } catch {
    return undefined
  }
}

function read(
  given: string | URL | Request,
  now: HoldfastInit | undefined,
): CallRequest | undefined {
  const text = given instanceof Request ? given : String(given)
  // A Request of another frame is none of our class, but the platform knows it.
  const input = text === '[object Request]' ? new Request(given) : absolute(text)
  const target = readTarget(urlOf(input))
  const init = keptBeside(input, now && copyOf(now))
  const body = init?.body
  const isSpent =
    body == null
      ? (input as Partial<Request>).bodyUsed
      : body instanceof ReadableStream && body.locked
  if (!target || isSpent) return undefined
  const method = init?.method ?? (input as Partial<Request>).method ?? 'GET'
  return { input, init, method: method.toUpperCase(), target }
}

/** What is relative to the page's address is so now: the page may have another one when it goes. */
const absolute = (input: string | Request): string | Request =>
  typeof input !== 'string' || /^(?:[a-z][\w+.-]*:|\/)/i.test(input)
    ? input
    : new URL(input, pageUrl()).href

/** What a relative URL is relative to: in a worker its own address; `undefined` in Node. */
export const pageUrl = (): string | undefined =>
  globalThis.document?.baseURI ?? globalThis.location?.href

/** Of the body only what costs little: bytes are not to be changed before the call has settled. */
function copyOf(init: HoldfastInit): HoldfastInit {
  const copy = init as Record<string, unknown>
  const { headers, body } = init
  if (headers instanceof Headers) copy['headers'] = new Headers(headers)
  else if (headers) copy['headers'] = Symbol.iterator in headers ? [...headers] : { ...headers }
  if (body instanceof URLSearchParams) copy['body'] = new URLSearchParams(body)
  if (body instanceof FormData) copy['body'] = copyOfForm(body)
  return copy
}

/**
 * Any member next to a Request resets its referrer (Fetch Standard, "new Request", init not empty), and
 * an attempt always comes with its signal: what the caller's own init leaves alone is said again.
 */
function keptBeside(
  input: string | Request,
  init: HoldfastInit | undefined,
): HoldfastInit | undefined {
  if (!(input instanceof Request) || isNavigation(input)) return init
  for (const name in init) {
    const isMember = name in input || ['body', 'priority', 'window'].includes(name)
    if (isMember && init[name as keyof HoldfastInit] !== undefined) return init
  }
  const { referrer, referrerPolicy } = input
  const isPlain = referrer === 'about:client' && !referrerPolicy
  return isPlain ? init : { ...init, referrer, referrerPolicy }
}

/** In a service worker: with a signal of ours it would be none any more. */
export const isNavigation = (input: string | Request): boolean =>
  (input as Partial<Request>).mode === 'navigate'

function copyOfForm(form: FormData): FormData {
  const copy = new FormData()
  for (const [name, value] of form) copy.append(name, value)
  return copy
}

/** Methods that ask for an answer and bring nothing. */
export const isRead = ({ method }: Pick<Request, 'method'>): boolean =>
  method === 'GET' || method === 'HEAD'

export const urlOf = (input: string | Request): string =>
  typeof input === 'string' ? input : input.url

/** @returns `undefined` for a URL with a password in it, or with its data @throws TypeError */
export function readTarget(url: string): Target | undefined {
  const key = url.replace(/[?#].*/s, '')
  const known = targets.get(key)
  if (known) return known
  const parsed = new URL(key, pageUrl())
  // Behind data and blobs there is no backend to be spared.
  if (parsed.username || parsed.password || /^(?:data|blob):/.test(key)) return undefined
  const target = {
    origin: parsed.origin === 'null' ? parsed.protocol : parsed.origin,
    route: parsed.host + routeTemplate(parsed.pathname),
    endpoints: {},
  }
  if (targets.size >= mostTargets) targets.clear()
  // What is relative to the page may lead elsewhere once the page has changed its address.
  if (/^https?:/.test(key)) targets.set(key, target)
  return target
}

declare const process: { readonly env: { readonly NODE_ENV?: string } }

/**
 * Where a request went, for the message of an error in development: origin and path, no user, no
 * query, no fragment. Nothing elsewhere, as a path may say who somebody is; tests have the route too.
 */
export function placeOf(url: string): string | undefined {
  try {
    if (process.env.NODE_ENV !== 'development') return undefined
    const { origin, pathname } = new URL(url, pageUrl())
    return origin + pathname
  } catch {
    // A page without a bundler has no `process`.
    return undefined
  }
}

export const endpointOf = ({ method, target }: CallRequest): string =>
  (target.endpoints[method] ??= `${method} ${target.route}`)

/** The headers that will be sent, as far as the page decides: `init` replaces the request's. */
export const headersOf = ({ input, init }: CallRequest): Headers =>
  new Headers(init?.headers ?? (input as Partial<Request>).headers)

export function factsOf(request: CallRequest): RequestFacts {
  const { input, method, target } = request
  return { url: urlOf(input), origin: target.origin, method, headers: headersOf(request) }
}

/** True where the body is a Request's, which keeps it as a stream whatever it was made from. */
export const isStream = (request: CallRequest): boolean =>
  typeof request.input !== 'string' && (request.hasBody ??= bringsBody(request.input))

/**
 * Firefox does not show the body of a Request, and WebKit cannot send one that was looked at (files,
 * keepalive). But no Request with a body can be made a GET, and trying it uses nothing up.
 */
function bringsBody(input: Request): boolean {
  if (isRead(input)) return false
  // Without a signal, or it would be listened to.
  return !works(() => new Request(input, { method: 'GET', signal: null }))
}

/** True where the body, if any, can be sent a second time without holding a stream in memory. */
export function isReplayable(request: CallRequest): boolean {
  const body = request.init?.body
  if (body != null) return !(body instanceof ReadableStream || isIterator(body))
  if (!isStream(request)) return true
  // Of a Request's stream: these media types are written from memory, so a copy is small.
  return /^(?:text\/|application\/(?:[\w.+-]*json|x-www-form-urlencoded))/.test(
    (request.input as Request).headers.get('content-type') ?? '',
  )
}

/** Undici takes async iterables as bodies; they are gone once read. Form data iterate too, but stay. */
const isIterator = (body: unknown): boolean => Symbol.asyncIterator in Object(body)

/** True where sending it twice has the effect of sending it once (RFC 9110 §9.2.2). */
export const isRepeatable = (request: CallRequest, methods: readonly string[]): boolean =>
  methods.includes(request.method) || headersOf(request).has('idempotency-key')

/**
 * The cache mode of a second request beside one under way. Chromium and Firefox hold it back until
 * the first has its headers, so that one fills the cache for both: it has to go past the cache.
 */
export function besideAnother({ input, init }: CallRequest): RequestCache {
  const own = init?.cache ?? (input as Request).cache
  // `reload` waits for nobody, and `only-if-cached` must not reach the network.
  return /^[ro]/.test(own) ? own : 'no-store'
}

/** True where the platform refuses to build the request: the page's own mistake, not the network's. */
export function isMalformed({ input, init, method }: CallRequest): boolean {
  const { body, signal: _signal, ...rest } = init ?? {}
  // The body may be spent by now; what is refused is a body with this method, or a stream at all.
  const like = body == null ? null : body instanceof ReadableStream ? new ReadableStream() : ''
  // In Node a relative URL never gets here, since it could not be read to begin with.
  return !works(() => new Request(urlOf(input), { ...rest, method, body: like }))
}
