import type { Hook } from '@hono/zod-openapi'
import type { z } from 'zod'
import { Problem } from './problem.ts'
import type { FieldError } from './problem.ts'
import type { AppEnv } from './app-env.ts'

/** Type of the problem that carries field errors. */
export const VALIDATION_PROBLEM = 'urn:holdfast:problem:validation'

/** The hook that turns what zod refuses into a 422 problem with field errors. */
export const refuseInvalid: Hook<unknown, AppEnv, string, undefined> = (result) => {
  if (result.success) return undefined
  const inBody = result.target === 'json'
  const input = 'data' in result ? result.data : undefined
  throw invalid(result.error.issues.flatMap((issue) => fieldErrors(issue, inBody, input)))
}

/** A 422 problem for the given fields. */
export function invalid(errors: readonly FieldError[]): Problem {
  const detail = `${errors.length === 1 ? 'One field is' : `${errors.length} fields are`} not valid.`
  return new Problem(422, detail, { type: VALIDATION_PROBLEM, title: 'Validation failed', errors })
}

function fieldErrors(issue: z.core.$ZodIssue, inBody: boolean, input: unknown): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      fieldError([...issue.path, key], inBody, `There is no field "${key}".`, 'unknown_field'),
    )
  }
  const missing = issue.path.length > 0 && valueAt(input, issue.path) === undefined
  return [fieldError(issue.path, inBody, issue.message, missing ? 'required' : issue.code)]
}

function fieldError(
  path: readonly PropertyKey[],
  inBody: boolean,
  message: string,
  type: string,
): FieldError {
  const field = path.map(String).join('.')
  return inBody ? { field, pointer: pointerTo(path), message, type } : { field, message, type }
}

/** RFC 6901 section 6: a JSON pointer as URI fragment; `#` is the whole body. */
function pointerTo(path: readonly PropertyKey[]): string {
  return ['#', ...path.map((key) => pointerSegment(String(key)))].join('/')
}

function pointerSegment(key: string): string {
  // A client may send half a surrogate pair, which encodeURIComponent refuses; a buffer replaces it.
  const wellFormed = Buffer.from(key).toString()
  return encodeURIComponent(wellFormed.replaceAll('~', '~0').replaceAll('/', '~1'))
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    input,
  )
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null
}
