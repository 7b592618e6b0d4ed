import type { Verdict } from '../events.ts'
import { retryAfterMs } from '../machines/retry-after.ts'

/** What came of one attempt; made once, by the attempt, and believed by everyone. */
export type Outcome = Readonly<{
  /** How it counts against the backend. */
  verdict: Verdict
  /** True where the failure tells of the whole origin, not of this endpoint alone. */
  everywhere: boolean
  /** True where the same request may fare better later. Whether it may be repeated is not said. */
  transient: boolean
  /** The wait that the server named, from now. */
  serverMs: number | undefined
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
export function answered(response: Response, wallMs: number): Outcome {
  const { status } = response
  const transient = isTransientStatus(status)
  return {
    verdict: status === 429 ? 'throttled' : status >= 500 ? 'failure' : 'success',
    everywhere: gatewayStatuses.includes(status),
    transient,
    serverMs: transient ? serverWait(response.headers, wallMs) : undefined,
    response,
    error: undefined,
  }
}

const serverWait = (headers: Headers, wallMs: number): number | undefined =>
  retryAfterMs(headers.get('retry-after'), headers.get('date'), wallMs)

/** No answer, and the backend or the way to it is to blame. */
export const failed = (error: unknown): Outcome => ({
  verdict: 'failure',
  everywhere: true,
  transient: true,
  serverMs: undefined,
  response: undefined,
  error,
})

/** No answer, and the backend is not to blame. */
export const ignored = (error: unknown, transient: boolean): Outcome => ({
  ...failed(error),
  verdict: 'ignored',
  transient,
})

/** Lets go of an answer that nobody will read, so that its connection is free again. */
export function discard(response: Response | undefined): void {
  if (response && !response.bodyUsed) response.body?.cancel().catch(() => undefined)
}
