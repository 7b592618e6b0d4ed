import type { HoldfastEvent } from '../events.ts'

/** What the one who caught an error knows of it, such as `{ boundary: 'Orders' }`. */
export type ReportContext = Readonly<Record<string, unknown>>

/**
 * Where events and errors go: `consoleLogger()`, `sentryReporter()`, `posthogReporter()`, or your
 * own object with these two methods. Both are free of `this`: `client.on(reporter.event)`.
 */
export interface Reporter {
  /** Every event of a client. None of them is an error: whoever made the call may well handle it. */
  readonly event: (event: HoldfastEvent) => void
  /** An error that nobody handled. Telling the same one again is without effect. */
  readonly error: (error: unknown, context?: ReportContext) => void
}
