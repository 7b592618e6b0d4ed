import type { Clock } from '../clock.ts'
import { ConfigError } from '../errors.ts'
import type { Verdict } from '../events.ts'
import { toldMs, usedUpMs } from './wait-headers.ts'

/** What came of one attempt; made once, by the attempt, and believed by everyone. */
export type Outcome = Readonly<{
  /** How it counts against the backend. */
  verdict: Verdict
  /** True where the failure tells of the whole origin, not of this endpoint alone. */
  everywhere: boolean
  /** True where the same request may fare better later. Whether it may be repeated is not said. */
  transient: boolean
  /** The wait that the server named for this request, from now. */
  serverMs: number | undefined
  /** The wait that it named for everyone. */
  pauseMs: number | undefined
  response: Response | undefined
  error: unknown
}>

const unreached = /^5(?:0[234]|2[0-7]|30)$/

/** True where a gateway, or Cloudflare (520 to 527, 530), answers in place of an origin that does not. */
export const isUnreached = (status: number): boolean => unreached.test(String(status))

/** Of 5xx another try cannot change two: not implemented, HTTP version not supported. */
export const isTransientStatus = (status: number): boolean =>
  status === 408 ||
  status === 425 ||
  status === 429 ||
  (status >= 500 && status !== 501 && status !== 505)

/** Judges an answer by its status: what the backend did, whatever the caller thinks of it. */
export function answered(response: Response, clock: Pick<Clock, 'wall'>): Outcome {
  const { status, headers } = response
  const told = status >= 400 ? toldMs(headers, clock) : undefined
  const mayRefuse = status === 429 || status === 403
  const spent = usedUpMs(headers, mayRefuse, clock)
  // Retry-After wins over what the limits say (RateLimit draft).
  const asked = told ?? spent
  // A 403 that names a wait, or has nothing left, is a limit (GitHub); any other is final.
  const isThrottled = status === 429 || (status === 403 && asked !== undefined)
  return {
    verdict: isThrottled ? 'throttled' : status >= 500 ? 'failure' : 'success',
    everywhere: isUnreached(status),
    transient: isThrottled || isTransientStatus(status),
    serverMs: isThrottled ? asked : told,
    pauseMs: isThrottled || status === 503 ? asked : spent,
    response,
    error: undefined,
  }
}

/** No answer, and the backend or the way to it is to blame. */
export const failed = (error: unknown): Outcome => ({
  verdict: 'failure',
  everywhere: true,
  transient: true,
  serverMs: undefined,
  pauseMs: undefined,
  response: undefined,
  error,
})

/** No answer, and the backend is not to blame. */
export const ignored = (error: unknown, transient: boolean): Outcome => ({
  ...failed(error),
  verdict: 'ignored',
  transient,
})

/**
 * What a user's function answered with, which may be anything where nobody checks types.
 *
 * @throws ConfigError
 */
export function asResponse(answer: Response, of: string): Response {
  const { headers } = Object(answer) as { headers?: Partial<Headers> }
  if (typeof headers?.get === 'function') return answer
  throw new ConfigError(`the answer of ${of}`, answer, 'a Response')
}

/**
 * Lets go of an answer that nobody will read, so that its connection is free again: cancelling the
 * body does that in Chromium only sometimes, in Firefox never.
 *
 * @param sender  what its request was sent under
 */
export function discard(response: Response | undefined, sender?: AbortController): void {
  try {
    if (!response?.bodyUsed) response?.body?.cancel().catch(() => undefined)
  } catch {
    // The body of another maker, which cannot be cancelled.
  }
  sender?.abort()
}
