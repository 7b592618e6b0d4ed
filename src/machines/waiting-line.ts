/** The order in which waiting work leaves: `high` before `auto` before `low`. */
export type Priority = 'high' | 'auto' | 'low'

type Place<T> = {
  readonly one: T
  readonly joinedAt: number
  readonly dueAt: number
  before: Place<T>
  after: Place<T>
}

/**
 * Those who wait, in a circle in the order in which they leave; the line itself closes it, as a place
 * that is never due. Joining and leaving cost constant time on average, however many wait.
 */
export type WaitingLine<T> = Place<T> & {
  readonly places: Map<T, Place<T>>
  /** For each priority the place behind which its next one looks for its own. */
  marks: Place<T>[]
}

export const priorities = ['high', 'auto', 'low'] as const

/**
 * One who came so much earlier goes before those of a higher priority, so that a steady stream of
 * these starves nobody.
 */
export const patienceMs = 10_000

export function emptyLine<T>(): WaitingLine<T> {
  const line = { dueAt: Number.POSITIVE_INFINITY, places: new Map() } as WaitingLine<T>
  line.before = line.after = line
  line.marks = [line, line, line]
  return line
}

export function lineJoin<T>(line: WaitingLine<T>, one: T, priority: Priority, nowMs: number): void {
  const rank = priorities.indexOf(priority)
  const dueAt = nowMs + rank * patienceMs
  let before = line.marks[rank] as Place<T>
  while (before.after.dueAt <= dueAt) before = before.after
  const place = { one, joinedAt: nowMs, dueAt, before, after: before.after }
  before.after = place.after.before = line.marks[rank] = place
  line.places.set(one, place)
}

/** Takes one out, wherever it stands. @returns false where it does not stand in the line */
export function lineLeave<T>(line: WaitingLine<T>, one: T): boolean {
  const place = line.places.get(one)
  if (!place) return false
  const { before, after } = place
  before.after = after
  after.before = before
  line.marks = line.marks.map((mark) => (mark === place ? before : mark))
  return line.places.delete(one)
}

/** The first of those that `mayLeave` accepts; stays in the line. */
export function lineFind<T>(
  line: WaitingLine<T>,
  mayLeave: (one: T, joinedAt: number) => boolean,
): T | undefined {
  let place: Place<T> = line
  while ((place = place.after) !== line) {
    // Whoever is told of something while it is asked may make others leave: those are passed by.
    if (line.places.get(place.one) === place && mayLeave(place.one, place.joinedAt)) {
      return place.one
    }
  }
  return undefined
}
