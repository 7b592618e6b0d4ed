/** At most `limit` units of cost start in any `windowMs` milliseconds, wherever the window is laid. */
export type SlidingWindowOptions = Readonly<{ limit: number; windowMs: number }>

/** The starts that still count, oldest first from index `first`. Plain JSON. */
export type SlidingWindow = { starts: number[]; costs: number[]; first: number; used: number }

export const emptyWindow = (): SlidingWindow => ({ starts: [], costs: [], first: 0, used: 0 })

/** The cost that may start now. */
export function windowRoom(
  window: SlidingWindow,
  { limit, windowMs }: SlidingWindowOptions,
  nowMs: number,
): number {
  expire(window, windowMs, nowMs)
  return limit - window.used
}

/** Books a start. The caller has looked at the room first. */
export function windowTake(window: SlidingWindow, cost: number, nowMs: number): void {
  // What costs nothing would be remembered all the same, for as long as the window is.
  if (cost === 0) return
  window.starts.push(nowMs)
  window.costs.push(cost)
  window.used += cost
}

/**
 * Milliseconds until `cost` fits: 0 where it fits now, `Infinity` where it never can.
 * Exact, as long as nobody else starts in between.
 */
export function windowWaitMs(
  window: SlidingWindow,
  options: SlidingWindowOptions,
  cost: number,
  nowMs: number,
): number {
  if (cost > options.limit) return Number.POSITIVE_INFINITY
  let missing = cost - windowRoom(window, options, nowMs)
  let next = window.first
  while (missing > 0) missing -= window.costs[next++] ?? missing
  return next === window.first ? 0 : (window.starts[next - 1] ?? nowMs) + options.windowMs - nowMs
}

/**
 * Forgets starts that are a window old. Runs at every reading, so that an idle hour is forgotten.
 * Adds where `windowWaitMs` adds, so that rounding cannot make the two disagree.
 */
function expire(window: SlidingWindow, windowMs: number, nowMs: number): void {
  const { starts, costs } = window
  while ((starts[window.first] ?? Number.POSITIVE_INFINITY) + windowMs <= nowMs) {
    window.used -= costs[window.first++] ?? 0
  }
  if (window.first === starts.length) window.used = 0
  // The forgotten part is cut off in one piece, so that a start costs constant time on average.
  if (window.first * 2 >= starts.length) {
    starts.splice(0, window.first)
    costs.splice(0, window.first)
    window.first = 0
  }
}
