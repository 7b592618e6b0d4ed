/** What every error can say of the call that failed. */
export type CallFacts = Readonly<{
  /** Requests that reached the wire, retries included. */
  attempts?: number
  /** True where the same call may succeed later without a change. */
  retryable?: boolean
  /** Milliseconds after which a new try makes sense, where somebody said so. */
  retryAfterMs?: number | undefined
  method?: string | undefined
  /** The path with its ids collapsed, after the host: never a query, never a user's value. */
  route?: string | undefined
  /** The id under which the call went out: the same for all attempts, and in the server's log. */
  requestId?: string | undefined
}>

/**
 * How an error is known, also one made by another copy of this library on the page. In development
 * its value is where the request went: for the message alone, as a path may say who somebody is.
 */
export const brand: unique symbol = Symbol.for('holdfast.error')

/** What the library knows of a call besides. */
export type PlacedFacts = CallFacts & { readonly [brand]?: string | undefined }

/**
 * Shared by all; not public, because `isHoldfastError` and `code` are the way to ask.
 * What is enumerable in an error is safe to log; what is not never is.
 */
export abstract class BaseError extends Error {
  abstract readonly code: string
  /** Of the answer, where the server gave one. */
  declare readonly status?: number
  readonly attempts: number = 0
  readonly retryable: boolean = false
  readonly retryAfterMs: number | undefined
  readonly method: string | undefined
  readonly route: string | undefined
  readonly requestId: string | undefined

  constructor(message: string, facts?: PlacedFacts, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    const value = facts?.[brand] ?? true
    Object.defineProperty(Object.assign(this, facts), brand, { value, enumerable: false })
  }

  /** Safe to log: no header values, no query values, no bodies, no cause, the route in place of the path. */
  toJSON(): Record<string, unknown> {
    return { ...(this as object), message: withoutPlace(this, this.message) }
  }
}

/** A text about an error, as it is in production: with the route where development tells the URL. */
export function withoutPlace(error: object, text: string): string {
  const { [brand]: url, route = '' } = error as { [brand]: unknown; route?: string }
  return typeof url === 'string' ? text.replaceAll(url, () => route) : text
}

/** Gives an error members for programs, not for logs. */
export function hide(error: Error, members: object): void {
  for (const [key, value] of Object.entries(members)) Object.defineProperty(error, key, { value })
}

/** A duration for people. */
export const seconds = (ms: number): string => `${Math.ceil(ms / 100) / 10} s`

/** What a message is about. */
export const subject = ({ method, route, [brand]: url }: PlacedFacts): string =>
  route === undefined ? 'The call' : `${method} ${url ?? route}`

/** Of what `redact` masks by name the most common, and what of our own options is somebody's. */
const secretNames = /user|headers|auth|token|secret|pass|cookie/i

/** The value of an option, shortly; the text of one that is secret by its name is told to nobody. */
export function printed(value: unknown, option: string): string {
  if (typeof value === 'string') return JSON.stringify(harmless(value, option))
  if (typeof value === 'symbol') return value.description ?? 'a symbol'
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  return Array.isArray(value) ? 'an array' : 'an object'
}

/** A text without what may be secret in it: user and password, query, fragment, words with digits. */
const harmless = (text: string, option: string): string =>
  text.includes('@') || secretNames.test(option)
    ? '…'
    : text
        .slice(0, 80)
        .replace(/[?#][^]*|[^\s/:.?#]{6,}/g, (part) => (/[\d?#]/.test(part) ? '…' : part))

/** Whose words these are nobody knows: bounded, and without control characters. */
export const logged = (type: string): string =>
  type
    .replace(/[?#][^]*/, '')
    .replace(/\p{C}+/gu, ' ')
    .slice(0, 256)
