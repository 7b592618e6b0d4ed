import { of } from '../option-checks.ts'
import { safely, toConsole } from '../user-code.ts'
import { errorIdOf } from './error-id.ts'
import { isNewsToReporter, isNewsToUser } from './told-once.ts'

/** What is known of an error besides the error itself. */
export type ErrorFacts = Readonly<{
  /** Who saw it. */
  source: 'query' | 'mutation' | 'boundary' | 'window'
  /** What the user may quote: the request's id where there is one, else eight random digits. */
  errorId: string
  /** The `meta` of the query or mutation: the place for words of your own, such as a title. */
  meta?: Readonly<Record<string, unknown>> | undefined
  /** Besides, such as `boundary`. */
  [fact: string]: unknown
}>

/** What is known of a callback that failed. */
type Occasion = Readonly<{ source: ErrorFacts['source']; [fact: string]: unknown }>

/** Shows an error to the user, as a toast does. */
export type Notify = (error: unknown, facts: ErrorFacts) => void

/** Who is told of errors. What they throw or reject with goes to the console and disturbs nobody. */
export type ErrorAudience = Readonly<{
  /**
   * Shows an error that no boundary shows, once for each. Not called for a query or mutation with
   * `meta: { silent: true }`, which shows its own.
   */
  notify?: Notify | undefined
  /** Where errors are reported, once each: a `Reporter`, or any object with this method of it. */
  reporter?: Readonly<{ error: (error: unknown, facts: ErrorFacts) => void }> | undefined
}>

/** @throws ConfigError for what cannot be told of anything */
export function checkAudience({ notify, reporter }: ErrorAudience): void {
  if (notify) of('notify', notify, 'function')
  if (reporter) of('reporter.error', reporter.error, 'function')
}

/** Shows an error, unless the user has seen it already. */
export function tellUser({ notify }: ErrorAudience, error: unknown, facts: ErrorFacts): void {
  if (notify && isNewsToUser(error)) safely(() => notify(error, facts))
}

/** Reports an error, unless somebody has already. What fails in the reporter it never hears of. */
export function tellReporter({ reporter }: ErrorAudience, error: unknown, facts: ErrorFacts): void {
  if (reporter && isNewsToReporter(error)) safely(() => reporter.error(error, facts))
}

/**
 * Calls what the user gave for the end of something. What fails there goes to the console and to the
 * reporter, with the facts of the occasion.
 */
export const heed = <T>(audience: ErrorAudience, callback: () => T, facts: Occasion): T | void =>
  safely(callback, (mishap) => {
    toConsole(mishap)
    tellReporter(audience, mishap, { ...facts, errorId: errorIdOf(mishap) })
  })
