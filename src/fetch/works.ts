/** True where it can be done: the platform says best itself what it refuses. */
export function works(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}
