/**
 * A memory for errors: says true the first time it is asked about one, so that a boundary, a cache
 * and the window that saw the same error report it once. What is thrown and is no object has no
 * identity, and is new each time.
 */
export function onceMemory(): (error: unknown) => boolean {
  const seen = new WeakSet<object>()
  return (error) => {
    if (typeof error !== 'object' || error === null) return true
    const isNew = !seen.has(error)
    seen.add(error)
    return isNew
  }
}
