import { isHoldfastError } from '../errors.ts'
import { safely } from '../user-code.ts'

/**
 * What an error of ours calls safe to log; nothing of any other. One that cannot say it, such as one of
 * a newer copy of the library, is reported without.
 */
export const errorFacts = (error: unknown): Record<string, unknown> =>
  safely(() => (isHoldfastError(error) ? error.toJSON() : {})) ?? {}
