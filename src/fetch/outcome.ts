import type { Clock } from '../clock.ts'
import { ConfigError } from '../errors.ts'
import type { Verdict } from '../events.ts'
import { rateLimitWaitMs } from '../machines/ratelimit-fields.ts'
import { retryAfterMs, serverClockMs } from '../machines/retry-after.ts'

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

const gatewayStatuses = [502, 503, 504]
/** 5xx that another try cannot change: not implemented, HTTP version not supported. */
const lastingStatuses = [501, 505]

export const isTransientStatus = (status: number): boolean =>
  status === 408 ||
  status === 425 ||
  status === 429 ||
  (status >= 500 && !lastingStatuses.includes(status))

/** Judges an answer by its status: what the backend did, whatever the caller thinks of it. */
export function answered(response: Response, clock: Pick<Clock, 'wall'>): Outcome {
  const { status, headers } = response
  const spentMs = usedUp(headers, clock)
  const toldMs =
    status >= 400
      ? retryAfterMs(headers.get('retry-after'), headers.get('date'), clock.wall())
      : undefined
  return {
    verdict: status === 429 ? 'throttled' : status >= 500 ? 'failure' : 'success',
    everywhere: gatewayStatuses.includes(status),
    transient: isTransientStatus(status),
    // Retry-After wins over what the limits say (RateLimit draft).
    serverMs: toldMs ?? (status === 429 ? spentMs : undefined),
    pauseMs: status === 429 || status === 503 ? (toldMs ?? spentMs) : spentMs,
    response,
    error: undefined,
  }
}

/** The wait that the limit fields ask for; an answer out of a cache tells of another time. */
function usedUp(headers: Headers, clock: Pick<Clock, 'wall'>): number | undefined {
  const rateLimit = headers.get('ratelimit')
  const remaining = headers.get('x-ratelimit-remaining') ?? headers.get('ratelimit-remaining')
  if ((rateLimit === null && remaining === null) || headers.has('age')) return undefined
  const reset = headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset')
  const nowMs = serverClockMs(headers.get('date'), clock.wall())
  return rateLimitWaitMs({ rateLimit, remaining, reset }, nowMs)
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
