import {
  BaseError,
  brand,
  type CallFacts,
  hide,
  logged,
  printed,
  seconds,
  subject,
} from './error-base.ts'

export type { CallFacts }

/**
 * Every failure that Holdfast tells of: one closed union, told apart by `code`.
 *
 * A caller's abort is not among them: the call rejects with the caller's own `signal.reason`.
 */
export type HoldfastError =
  | ConfigError
  | NetworkError
  | OfflineError
  | TimeoutError
  | AbortedError
  | HttpError
  | ProblemError
  | ValidationError
  | ParseError
  | RateLimitedError
  | QueueFullError
  | CircuitOpenError

export type ErrorCode = HoldfastError['code']

/**
 * True for any error of the union, also one made by another copy of this library on the page.
 * Decided by a registered symbol, never by a class name, which minifiers change.
 */
export const isHoldfastError = (error: unknown): error is HoldfastError => brand in Object(error)

/** An option is unknown or out of its range. Thrown where the option is given, never later. */
export class ConfigError extends BaseError {
  override readonly name = 'ConfigError'
  readonly code = 'CONFIG'
  /** The option's path, such as `retry.limit`. */
  readonly option: string

  constructor(option: string, value: unknown, legal: string) {
    super(`${option} is ${printed(value, option)}: it must be ${legal}`)
    this.option = option
  }
}

/**
 * No answer arrived, or not all of it: refused, reset, unresolved, or blocked by CORS or an extension.
 */
export class NetworkError extends BaseError {
  override readonly name = 'NetworkError'
  readonly code = 'NETWORK'

  /** @param inBody  the headers had arrived */
  constructor(facts: CallFacts, cause?: unknown, inBody = false) {
    const what = inBody
      ? 'was answered, but the connection broke while the body was arriving'
      : 'got no answer: the connection failed'
    super(`${subject(facts)} ${what}`, facts, cause)
  }
}

/** The browser says that it has no network, and the call could not wait for it any longer. */
export class OfflineError extends BaseError {
  override readonly name = 'OfflineError'
  readonly code = 'OFFLINE'

  constructor(facts: CallFacts, cause?: unknown) {
    super(`${subject(facts)} was not sent: the browser is offline`, facts, cause)
  }
}

/**
 * Where the time ran out: `queue` in the gate's line, `backoff` asleep between two attempts,
 * `attempt` one attempt's own timer, `response` the total while waiting for headers, `body` the
 * total while the body was still arriving.
 */
export type TimeoutPhase = 'queue' | 'backoff' | 'attempt' | 'response' | 'body'

/** A timer of ours ran out. Has the `name` that the platform's own timeouts have. */
export class TimeoutError extends BaseError {
  override readonly name = 'TimeoutError'
  readonly code = 'TIMEOUT'
  readonly phase: TimeoutPhase
  readonly timeoutMs: number

  constructor(phase: TimeoutPhase, timeoutMs: number, facts: CallFacts) {
    const when = phase === 'body' ? ': its body was still arriving' : ` (${phase})`
    super(`${subject(facts)} took longer than ${seconds(timeoutMs)}${when}`, facts)
    this.phase = phase
    this.timeoutMs = timeoutMs
  }
}

/** The client was closed, or its user left, while the call was under way, or before it. */
export class AbortedError extends BaseError {
  override readonly name = 'AbortedError'
  readonly code = 'ABORTED'

  constructor(facts: CallFacts = {}) {
    super(`${subject(facts)} was aborted: the client is closed or its user gone`, facts)
  }
}

/** What the two errors of an answered call share; not exported. */
abstract class StatusError extends BaseError {
  override readonly status: number
  /** The answer, its body already read into {@link data}. Not enumerable, not logged. */
  declare readonly response: Response
  /** The body: parsed where it was JSON, else its text, at most 10 MiB. Not enumerable, not logged. */
  declare readonly data: unknown

  constructor(facts: CallFacts, response: Response, data: unknown, cause?: unknown) {
    super(`${subject(facts)} answered ${response.status}`, facts, cause)
    this.status = response.status
    hide(this, { response, data })
  }
}

/** The server answered with a status that is not a success, and did not describe the problem. */
export class HttpError extends StatusError {
  override readonly name = 'HttpError'
  readonly code = 'HTTP'
}

/** A problem as the server describes it (RFC 9457), extension members included. */
export type ProblemDetails = Readonly<{
  type: string
  title?: string
  status?: number
  detail?: string
  instance?: string
  [extension: string]: unknown
}>

/** An HTTP error whose body is `application/problem+json` (RFC 9457). */
export class ProblemError extends StatusError {
  override readonly name = 'ProblemError'
  readonly code = 'PROBLEM'
  /** Not enumerable and not logged: `detail` and the extensions may quote what a user typed. */
  declare readonly problem: ProblemDetails

  constructor(facts: CallFacts, response: Response, problem: ProblemDetails, cause?: unknown) {
    super(facts, response, problem, cause)
    hide(this, { problem })
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), type: logged(this.problem.type) }
  }
}

/** One reason for which a value does not fit its schema; a Standard Schema issue. */
export type ValidationIssue = Readonly<{
  message: string
  path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined
}>

/** A body does not fit its schema. */
export class ValidationError extends BaseError {
  override readonly name = 'ValidationError'
  readonly code = 'VALIDATION'
  readonly target: 'request' | 'response'
  /** Not enumerable and not logged: messages of schema libraries may quote the value. */
  declare readonly issues: readonly ValidationIssue[]

  constructor(
    target: 'request' | 'response',
    issues: readonly ValidationIssue[],
    facts: CallFacts,
    cause?: unknown,
  ) {
    const why = issues[0] && 'ours' in issues[0] ? `: ${issues[0].message}` : ''
    super(`${subject(facts)}: the ${target} does not fit its schema${why}`, facts, cause)
    this.target = target
    hide(this, { issues })
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), issues: this.issues.length }
  }
}

/** The body should have been JSON and is not, or is empty. */
export class ParseError extends BaseError {
  override readonly name = 'ParseError'
  readonly code = 'PARSE'

  constructor(facts: CallFacts, cause?: unknown) {
    super(`${subject(facts)} answered with a body that is not JSON`, facts, cause)
  }
}

/** A rate limit refused the call before it was sent: ours, or a wait that the server asked for. */
export class RateLimitedError extends BaseError {
  override readonly name = 'RateLimitedError'
  readonly code = 'RATE_LIMITED'
  readonly by: 'client' | 'server'

  constructor(by: 'client' | 'server', retryAfterMs: number, facts: CallFacts = {}) {
    const who = by === 'client' ? 'the rate limit is used up' : 'the server asked to wait'
    super(`${subject(facts)} was not sent: ${who}; try again in ${seconds(retryAfterMs)}`, {
      ...facts,
      retryable: true,
      retryAfterMs,
    })
    this.by = by
  }
}

/** Too many calls are waiting already, or this one has waited as long as it may. */
export class QueueFullError extends BaseError {
  override readonly name = 'QueueFullError'
  readonly code = 'QUEUE_FULL'

  constructor(limit: string, facts: CallFacts = {}) {
    super(`${subject(facts)} was not sent: ${limit}`, { ...facts, retryable: true })
  }
}

/** The circuit is open: the backend failed too often to be asked again already. */
export class CircuitOpenError extends BaseError {
  override readonly name = 'CircuitOpenError'
  readonly code = 'CIRCUIT_OPEN'

  /** @param retryAfterMs  until the next probe; `Infinity` where it was opened by hand */
  constructor(retryAfterMs: number, facts: CallFacts = {}) {
    const known = retryAfterMs < Number.POSITIVE_INFINITY
    const until = known ? `next probe in ${seconds(retryAfterMs)}` : 'it was opened by hand'
    super(`${subject(facts)} was not sent: its circuit is open; ${until}`, {
      ...facts,
      retryable: known,
      retryAfterMs: known ? retryAfterMs : undefined,
    })
  }
}
