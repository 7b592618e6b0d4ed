/** True the first time it is asked about an error. */
type Memory = (error: unknown) => boolean

/**
 * A thrown value that is not an object has no identity and is new each time.
 */
function onceMemory(): Memory {
  const seen = new WeakSet<object>()
  return (error) => {
    if (typeof error !== 'object' || error === null) return true
    const isNew = !seen.has(error)
    seen.add(error)
    return isNew
  }
}

/** True until the user has been shown this error: by a boundary's fallback, or by `notify`. */
export const isNewsToUser: Memory = onceMemory()

/** True until the reporter has been given this error, whoever saw it: boundary, cache or window. */
export const isNewsToReporter: Memory = onceMemory()

/** True until some boundary's own `onError` has been given this error. */
export const isNewsToBoundary: Memory = onceMemory()
