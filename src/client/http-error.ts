import type { HTTPError } from 'ky'
import {
  type CallFacts,
  type HoldfastError,
  HttpError,
  type ProblemDetails,
  ProblemError,
} from '../errors.ts'
import { answered } from '../fetch/outcome.ts'

const problemType = /^application\/problem\+json\b/i

/** Turns ky's error for a status that is not a success into ours: a problem where it is described. */
export function httpError(error: HTTPError, facts: CallFacts, wallMs: number): HoldfastError {
  const { response, data } = error
  const { status, headers } = response
  const { transient, serverMs } = answered(response, { wall: () => wallMs })
  const about = { ...facts, retryable: transient, retryAfterMs: serverMs }
  const problem = problemType.test(headers.get('content-type') ?? '') && readProblem(data, status)
  return problem ? new ProblemError(about, response, problem) : new HttpError(about, response, data)
}

/**
 * Reads a problem as RFC 9457 §3 asks: members of a wrong type count as absent, `type` is then
 * `about:blank`, extensions are kept.
 */
function readProblem(data: unknown, status: number): ProblemDetails | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined
  const members: Record<string, unknown> = { ...data }
  for (const name of ['type', 'title', 'detail', 'instance']) {
    if (typeof members[name] !== 'string') delete members[name]
  }
  if (typeof members['status'] !== 'number') members['status'] = status
  return { type: 'about:blank', ...members }
}
