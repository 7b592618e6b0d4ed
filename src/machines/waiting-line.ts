/** The order in which waiting work leaves: `high` before `auto` before `low`. */
export type Priority = 'high' | 'auto' | 'low'

/** Those who wait, by priority and then by arrival. */
export type WaitingLine<T> = Record<Priority, T[]> & { size: number }

export const emptyLine = <T>(): WaitingLine<T> => ({ high: [], auto: [], low: [], size: 0 })

export const priorities = ['high', 'auto', 'low'] as const

export function lineJoin<T>(line: WaitingLine<T>, one: T, priority: Priority): void {
  line[priority].push(one)
  line.size += 1
}

/** Takes one out, wherever it stands. @returns false where it does not stand in the line */
export function lineLeave<T>(line: WaitingLine<T>, one: T, priority: Priority): boolean {
  const index = line[priority].indexOf(one)
  if (index < 0) return false
  if (index === 0) line[priority].shift()
  else line[priority].splice(index, 1)
  line.size -= 1
  return true
}

/** The first of those that `mayLeave` accepts; stays in the line. */
export function lineFind<T>(line: WaitingLine<T>, mayLeave: (one: T) => boolean): T | undefined {
  for (const priority of priorities) {
    const found = line[priority].find(mayLeave)
    if (found !== undefined) return found
  }
  return undefined
}
