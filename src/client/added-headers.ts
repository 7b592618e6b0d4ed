import type { Options } from 'ky'
import { AbortedError } from '../errors.ts'
import { type CallRequest, isRead, isReplayable } from '../fetch/request.ts'
import { platformFetch, standOn } from '../fetch/wire.ts'
import { of } from '../option-checks.ts'
import type { Correlate } from './correlation.ts'
import { followRedirects } from './follow-redirects.ts'
import type { OwnOrigins } from './own-origins.ts'
import { sendAgain } from './send-again.ts'
import { askedBy, type UserNow } from './who-asks.ts'

type Fetch = typeof globalThis.fetch
type Given = NonNullable<Options['headers']>

/**
 * What travels with a request to the wire. As texts beside it, because a Request with a body is
 * copied on its way, and because two that agree in them may share an answer.
 */
type Noted = RequestInit & {
  /** The headers that nobody asked for in this call. */
  holdfastAdded?: string
  /** The origins that may have them after a redirect; a browser shows none. */
  holdfastOwn?: string
  /** True where the body may be kept for a second time. */
  holdfastReplays?: boolean
}

/** Has a request carry what it may where it goes, and notes for the wire what was added to it. */
export function noteAdded(
  request: Request,
  init: RequestInit | undefined,
  given: Pick<Options, 'headers' | 'body'>,
  { defaults, own, correlate, key }: Adds,
): RequestInit | undefined {
  const added = defaultsOn(request, defaults, given.headers)
  // A hook may have led it elsewhere.
  if (!own.isOwn(request.url)) for (const name of added.splice(0)) request.headers.delete(name)
  const id = correlate(request)
  const isPage = globalThis.location !== undefined
  // Where a redirect leads in a page, its browser alone knows.
  const names = isPage ? [] : added
  // In Node a redirect that is not followed by the platform fails for its own integrity.
  if (request.integrity && !isPage && names.length === 0) return init
  if (id !== undefined) names.push(id)
  if (key && !isRead(request) && !request.headers.has(keyHeader) && own.mayAddTo(request.url)) {
    request.headers.set(keyHeader, key())
    names.push(keyHeader)
  }
  if (names.length === 0) return init
  const noted: Noted = { ...init, holdfastAdded: names.join(' ') }
  if (isPage) return noted
  const body = { input: request, init: { body: given.body } } as CallRequest
  return { ...noted, holdfastOwn: own.list, holdfastReplays: isReplayable(body) } as Noted
}

/** What a client adds to its requests. */
export type Adds = Readonly<{
  /** None where ky was not given them for this call. */
  defaults: Given | undefined
  own: OwnOrigins
  correlate: Correlate
  /** The idempotency key of a write, for who has none. */
  key?: (() => string) | undefined
}>

const keyHeader = 'idempotency-key'

/** The default headers that are on it as they are: a hook's or the caller's are not among them. */
function defaultsOn(request: Request, defaults: Given = {}, given: Given = {}): string[] {
  const pairs = Symbol.iterator in given ? [...given] : Object.entries(given)
  const callers = pairs.map(([name]) => String(name).toLowerCase())
  return [...new Headers(defaults as HeadersInit)].flatMap(([name, value]) =>
    request.headers.get(name) === value && !callers.includes(name) ? [name] : [],
  )
}

/** One for all clients over a wire: so they learn together which endpoints go without. */
const senders = new WeakMap<Fetch, ReturnType<typeof sendAgain>>()

/**
 * The wire on which what was added reaches those alone who may have it, and breaks nothing. What it
 * sends after the first time, it sends only while whoever asked is there.
 */
export function carefulWire(fetch: Fetch = platformFetch, userNow: UserNow): Fetch {
  const send = senders.get(of('fetch', fetch, 'function')) ?? sendAgain()
  senders.set(fetch, send)
  const wire: Fetch = (input, init) => {
    const { holdfastAdded, holdfastOwn, holdfastReplays, ...rest }: Noted = init ?? {}
    if (holdfastAdded === undefined || !(input instanceof Request)) return fetch(input, init)
    const hasLeft = askedBy(userNow)
    const step: Fetch = (to, how) => {
      // What went before may have been a write.
      if (hasLeft()) throw new AbortedError({ method: input.method, attempts: 1 })
      return fetch(to, how)
    }
    if (holdfastOwn === undefined) return send(step, input, rest, holdfastAdded)
    if (input.redirect !== 'follow') return fetch(input, rest)
    const [names = [], own = []] = [holdfastAdded, holdfastOwn].map((text) => text.split(' '))
    return followRedirects(step, input, rest, { names, own, replays: holdfastReplays === true })
  }
  standOn(wire, fetch)
  return wire
}
