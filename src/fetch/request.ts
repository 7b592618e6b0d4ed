import { routeTemplate } from '../machines/route-template.ts'
import type { HoldfastInit, RequestFacts } from './options.ts'

/** What a caller passed, and what the rooms need to know of it. The caller's objects stay untouched. */
export type CallRequest = Readonly<{
  input: RequestInfo | URL
  init: HoldfastInit | undefined
  method: string
  target: Target
}>

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

/** @returns `undefined` where the platform's `fetch` would refuse what it is given */
export function readRequest(
  input: RequestInfo | URL,
  init: HoldfastInit | undefined,
): CallRequest | undefined {
  try {
    // As an init, a Request shows its members to the platform, but not to a spread.
    return init instanceof Request ? read(new Request(input, init), undefined) : read(input, init)
  } catch {
    return undefined
  }
}

function read(input: RequestInfo | URL, init: HoldfastInit | undefined): CallRequest | undefined {
  const target = readTarget(urlOf(input))
  if (!target || (input instanceof Request && input.bodyUsed && init?.body == null))
    return undefined
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET')
  return { input, init, method: method.toUpperCase(), target }
}

export const urlOf = (input: RequestInfo | URL): string =>
  typeof input === 'string' ? input : input instanceof Request ? input.url : String(input)

/** @returns `undefined` for a URL with a password in it @throws TypeError */
export function readTarget(url: string): Target | undefined {
  const end = url.search(/[?#]/)
  const key = end < 0 ? url : url.slice(0, end)
  const known = targets.get(key)
  if (known) return known
  const parsed = new URL(key, globalThis.document?.baseURI)
  if (parsed.username || parsed.password) return undefined
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

export const endpointOf = ({ method, target }: CallRequest): string =>
  (target.endpoints[method] ??= `${method} ${target.route}`)

/** The headers that will be sent, as far as the page decides: `init` replaces the request's. */
export const headersOf = ({ input, init }: CallRequest): Headers =>
  new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))

export function factsOf(request: CallRequest): RequestFacts {
  const { input, method, target } = request
  return { url: urlOf(input), origin: target.origin, method, headers: headersOf(request) }
}

/** True where the body is a Request's, which shows it as a stream whatever it was made from. */
export const isStream = ({ input }: CallRequest): boolean =>
  input instanceof Request && input.body !== null

/** True where the body, if any, can be sent a second time without holding a stream in memory. */
export function isReplayable({ input, init }: CallRequest): boolean {
  const body = init?.body
  if (body !== undefined && body !== null) {
    return typeof body === 'string' || !(body instanceof ReadableStream || isIterator(body))
  }
  if (!(input instanceof Request) || input.body === null) return true
  // A Request shows only a stream; these media types are written from memory, so a copy is small.
  return /^(?:text\/|application\/(?:[\w.+-]*json|x-www-form-urlencoded))/.test(
    input.headers.get('content-type') ?? '',
  )
}

/** Undici takes async iterables as bodies; they are gone once read. Form data iterate too, but stay. */
const isIterator = (body: object): boolean => Symbol.asyncIterator in body

/** True where sending it twice has the effect of sending it once (RFC 9110 §9.2.2). */
export const isRepeatable = (request: CallRequest, methods: readonly string[]): boolean =>
  methods.includes(request.method) || headersOf(request).has('idempotency-key')

/** True where the platform refuses to build the request: the page's own mistake, not the network's. */
export function isMalformed({ input, init, method }: CallRequest): boolean {
  try {
    const { body, signal: _signal, ...rest } = init ?? {}
    // The body may be spent by now; what is refused is a body with this method, or a stream at all.
    const like = body == null ? null : body instanceof ReadableStream ? new ReadableStream() : ''
    new Request(urlOf(input), { ...rest, method, body: like })
    return false
  } catch {
    // In Node a relative URL never gets here, since it could not be read to begin with.
    return true
  }
}

/** Members that do not change the answer, or are looked at on their own. */
const passed = ['method', 'headers', 'signal', 'priority', 'holdfast']

/**
 * Names the answer: two calls of the same name may share one request.
 *
 * @returns `undefined` for what must not be shared: writes, bodies, ranges, conditional requests,
 *   event streams, and requests with members that cannot be compared
 */
export function sharingKey({ input, init, method }: CallRequest): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined
  let key = `${method} ${urlOf(input)}`
  for (const name in init) {
    if (passed.includes(name)) continue
    const value = (init as Record<string, unknown>)[name]
    if (value === undefined) continue
    if (typeof value !== 'string' && typeof value !== 'boolean') return undefined
    key += `\n${name} ${String(value)}`
  }
  if (init?.holdfast) key += `\n${JSON.stringify(init.holdfast)}`
  const request = input instanceof Request ? input : undefined
  if (request)
    key += `\n${request.credentials} ${request.mode} ${request.cache} ${request.redirect} ${request.integrity}`
  const headers = init?.headers ?? request?.headers
  return headers ? withHeaders(key, headers) : key
}

const personal = /^(?:range|if-.*)$/

function withHeaders(key: string, headers: HeadersInit): string | undefined {
  let named = key
  const entries = headers instanceof Headers ? headers : new Headers(headers)
  for (const [name, value] of entries) {
    if (personal.test(name) || value.includes('text/event-stream')) return undefined
    // One id a call: it tells calls apart, never answers.
    if (name !== 'x-request-id' && name !== 'traceparent') named += `\n${name}: ${value}`
  }
  return named
}
