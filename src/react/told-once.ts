import { onceMemory } from '../once-memory.ts'

/** True until the user has been shown this error: by a boundary's fallback, or by `notify`. */
export const isNewsToUser: (error: unknown) => boolean = onceMemory()

/** True until the reporter has been given this error, whoever saw it: boundary, cache or window. */
export const isNewsToReporter: (error: unknown) => boolean = onceMemory()

/** True until some boundary's own `onError` has been given this error. */
export const isNewsToBoundary: (error: unknown) => boolean = onceMemory()
