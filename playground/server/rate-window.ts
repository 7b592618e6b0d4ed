/** At most `limit` requests in each window of `windowMs`. */
export type RateWindowOptions = Readonly<{ limit: number; windowMs: number }>

/** How many were let through since the window opened; `openedAt` in milliseconds. */
export type RateWindow = Readonly<{ openedAt: number; used: number }>

/** Whether the request may pass, how many more may, and in how many milliseconds the count starts anew. */
export type RateDecision = Readonly<{
  allowed: boolean
  remaining: number
  resetMs: number
  window: RateWindow
}>

/**
 * Counts a request in a fixed window, which opens with its first request. A refused one costs nothing.
 *
 * @param window  as returned before; `undefined` at first
 * @param now  in milliseconds; where the clock was set back, a new window opens
 */
export function takeFromWindow(
  window: RateWindow | undefined,
  { limit, windowMs }: RateWindowOptions,
  now: number,
): RateDecision {
  const age = window ? now - window.openedAt : windowMs
  const current = window && age >= 0 && age < windowMs ? window : { openedAt: now, used: 0 }
  const resetMs = current.openedAt + windowMs - now
  if (current.used >= limit) return { allowed: false, remaining: 0, resetMs, window: current }
  const used = current.used + 1
  return { allowed: true, remaining: limit - used, resetMs, window: { ...current, used } }
}
