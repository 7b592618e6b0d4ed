/** Errors that somebody has been told of. */
const told = new WeakSet<object>()

/**
 * True the first time for an error, so that two who see the same one report it once. A thrown value
 * that is not an object has no identity and is new each time.
 */
export function isNews(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return true
  const isNew = !told.has(error)
  told.add(error)
  return isNew
}
