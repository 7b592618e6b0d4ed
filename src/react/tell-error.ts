import { isNewsToReporter, isNewsToUser } from './told-once.ts'

/** What is known of an error besides the error itself, such as `{ boundary, errorId }`. */
export type ErrorFacts = Readonly<Record<string, unknown>>

/** Shows an error to the user, as a toast does. */
export type Notify = (error: unknown, facts: ErrorFacts) => void

/** Who is told of errors. What they throw goes to the console and disturbs nobody. */
export type ErrorAudience = Readonly<{
  /** Shows an error that no boundary shows. Called once for each error. */
  notify?: Notify | undefined
  /** Where errors are reported: any object with this method, free of `this`. Once for each error. */
  reporter?: Readonly<{ error: (error: unknown, facts: ErrorFacts) => void }> | undefined
}>

/** Shows an error, unless the user has seen it already. */
export function tellUser({ notify }: ErrorAudience, error: unknown, facts: ErrorFacts): void {
  if (notify && isNewsToUser(error)) safely(() => notify(error, facts))
}

/** Reports an error, unless somebody has already. */
export function tellReporter({ reporter }: ErrorAudience, error: unknown, facts: ErrorFacts): void {
  if (reporter && isNewsToReporter(error)) safely(() => reporter.error(error, facts))
}

/** A listener of the user's that throws must not break what called it, nor be called for that. */
export function safely<T>(callback: () => T): T | undefined {
  try {
    return callback()
  } catch (error) {
    // Not to the window: from there it would come back as a new error, for ever.
    console.error('A Holdfast error listener threw', error)
    return undefined
  }
}
