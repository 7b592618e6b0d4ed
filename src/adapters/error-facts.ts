import { withoutPlace } from '../error-base.ts'
import { isHoldfastError } from '../errors.ts'
import { safely } from '../user-code.ts'

/**
 * What an error of ours calls safe to log; nothing of any other. One that cannot say it, such as one of
 * a newer copy of the library, is reported without.
 */
export const errorFacts = (error: unknown): Record<string, unknown> =>
  safely(() => (isHoldfastError(error) ? error.toJSON() : {})) ?? {}

/** The error as it is in production: in development its message, and thus its stack, tell the URL. */
export function asReported(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { message, stack = '' } = error
  if (!isHoldfastError(error) || withoutPlace(error, message) === message) return error
  return Object.create(error, {
    message: { value: withoutPlace(error, message) },
    stack: { value: withoutPlace(error, stack) },
  })
}
