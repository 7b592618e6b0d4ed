import type { ActiveRule } from './chaos-desk.ts'

/**
 * Holds a request until `ms` have passed, the rule is cleared, or the client is gone. Never rejects;
 * afterwards nothing of it is left in the rule, on the signal or in a timer.
 *
 * @param ms  milliseconds; `Infinity` waits for the other two only
 * @param gone  aborted when the client is gone
 */
export function hold(active: ActiveRule, ms: number, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = Number.isFinite(ms) ? setTimeout(release, ms) : undefined
    active.held.add(release)
    gone.addEventListener('abort', release)
    if (gone.aborted || active.cleared) release()

    function release() {
      clearTimeout(timer)
      active.held.delete(release)
      gone.removeEventListener('abort', release)
      resolve()
    }
  })
}
