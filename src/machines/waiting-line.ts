/** The order in which waiting work leaves: `high` before `auto` before `low`. */
export type Priority = 'high' | 'auto' | 'low'

type Place<T> = Readonly<{ one: T; joinedAt: number }>

/** Those who wait, by priority and then by arrival. */
export type WaitingLine<T> = Record<Priority, Place<T>[]> & { size: number }

export const emptyLine = <T>(): WaitingLine<T> => ({ high: [], auto: [], low: [], size: 0 })

export const priorities = ['high', 'auto', 'low'] as const

/**
 * One who came so much earlier goes before those of a higher priority, so that a steady stream of
 * these starves nobody.
 */
export const patienceMs = 10_000

export function lineJoin<T>(line: WaitingLine<T>, one: T, priority: Priority, nowMs: number): void {
  line[priority].push({ one, joinedAt: nowMs })
  line.size += 1
}

/** Takes one out, wherever it stands. @returns false where it does not stand in the line */
export function lineLeave<T>(line: WaitingLine<T>, one: T, priority: Priority): boolean {
  const index = line[priority].findIndex((place) => place.one === one)
  if (index < 0) return false
  if (index === 0) line[priority].shift()
  else line[priority].splice(index, 1)
  line.size -= 1
  return true
}

/** The first of those that `mayLeave` accepts; stays in the line. */
export function lineFind<T>(
  line: WaitingLine<T>,
  mayLeave: (one: T, joinedAt: number) => boolean,
): T | undefined {
  const next = { high: 0, auto: 0, low: 0 }
  for (;;) {
    const first = firstOf(line, next)
    const place = first && line[first][next[first]++]
    if (!place) return undefined
    if (mayLeave(place.one, place.joinedAt)) return place.one
  }
}

/** Whose turn it is, where so many of each priority have been looked at. */
function firstOf<T>(line: WaitingLine<T>, next: Record<Priority, number>): Priority | undefined {
  let [first, earliest]: [Priority | undefined, number] = [undefined, Number.POSITIVE_INFINITY]
  for (const [rank, priority] of priorities.entries()) {
    const place = line[priority][next[priority]]
    const due = place ? place.joinedAt + rank * patienceMs : Number.POSITIVE_INFINITY
    if (due < earliest) [first, earliest] = [priority, due]
  }
  return first
}
