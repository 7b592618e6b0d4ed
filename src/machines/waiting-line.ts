/** The order in which waiting work leaves: `high` before `auto` before `low`. */
export type Priority = 'high' | 'auto' | 'low'

type Place<T> = Readonly<{ one: T; joinedAt: number; dueAt: number }>

/** Those who wait, in the order in which they leave. */
export type WaitingLine<T> = Place<T>[]

export const priorities = ['high', 'auto', 'low'] as const

/**
 * One who came so much earlier goes before those of a higher priority, so that a steady stream of
 * these starves nobody.
 */
export const patienceMs = 10_000

export function lineJoin<T>(line: WaitingLine<T>, one: T, priority: Priority, nowMs: number): void {
  const dueAt = nowMs + priorities.indexOf(priority) * patienceMs
  const before = line.findLastIndex((place) => place.dueAt <= dueAt)
  line.splice(before + 1, 0, { one, joinedAt: nowMs, dueAt })
}

/** Takes one out, wherever it stands. @returns false where it does not stand in the line */
export function lineLeave<T>(line: WaitingLine<T>, one: T): boolean {
  const index = line.findIndex((place) => place.one === one)
  if (index < 0) return false
  line.splice(index, 1)
  return true
}

/** The first of those that `mayLeave` accepts; stays in the line. */
export function lineFind<T>(
  line: WaitingLine<T>,
  mayLeave: (one: T, joinedAt: number) => boolean,
): T | undefined {
  // Whoever is told of something while it is asked may make others leave: the loop bears it.
  for (const { one, joinedAt } of line) if (mayLeave(one, joinedAt)) return one
  return undefined
}
