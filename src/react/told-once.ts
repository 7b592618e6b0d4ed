/** Errors that somebody has been told of: the user by a notice, the developers by a report. */
const told: Readonly<Record<'notice' | 'report', WeakSet<object>>> = {
  notice: new WeakSet(),
  report: new WeakSet(),
}

/**
 * True the first time for an error, so that two who see the same one tell of it once. A thrown value
 * that is not an object has no identity and is new each time.
 *
 * @param by  a notice to the user and a report to the developers are remembered apart; default report
 */
export function isNews(error: unknown, by: 'notice' | 'report' = 'report'): boolean {
  if (typeof error !== 'object' || error === null) return true
  const isNew = !told[by].has(error)
  told[by].add(error)
  return isNew
}
