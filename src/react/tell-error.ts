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

/** Shows an error to the user, as a toast does. */
export type Notify = (error: unknown, facts: ErrorFacts) => void

/** Who is told of errors. What they throw goes to the console and disturbs nobody. */
export type ErrorAudience = Readonly<{
  /**
   * Shows an error that no boundary shows, once for each. Not called for a query or mutation with
   * `meta: { silent: true }`, which shows its own.
   */
  notify?: Notify | undefined
  /** Where errors are reported, once each: a `Reporter`, or any object with this method of it. */
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
