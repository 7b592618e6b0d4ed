import { ConfigError } from './errors.ts'

/** Where the failure of a listener goes, unless somebody else is there to be told. */
export const toConsole = (mishap: unknown): void =>
  console.error('A Holdfast callback failed', mishap)

/**
 * Calls what a user gave to be told of something. What it throws, or a promise of it rejects with, is
 * told once and harms nobody.
 *
 * @param tell  default: the console, and not the window, from which it would come back as a new error
 * @returns the answer; `undefined` where it threw
 */
export function safely<T>(
  callback: () => T,
  tell: (mishap: unknown) => void = toConsole,
): T | void {
  try {
    const answer = callback()
    // Whatever has a `then`: promises of another frame and of other makers reject as well.
    void (answer as Partial<PromiseLike<unknown>> | undefined | null)?.then?.(undefined, tell)
    return answer
  } catch (mishap) {
    tell(mishap)
  }
}

/**
 * An answer that is needed in this turn: a promise would be taken for true, or be one key for all.
 *
 * @throws ConfigError for a promise; what that rejects with goes to the console
 */
export function atOnce<T>(path: string, answer: T): T {
  if (typeof (Object(answer) as { then?: unknown }).then !== 'function') return answer
  safely(() => answer)
  throw new ConfigError(path, Symbol('a promise'), 'known at once')
}
