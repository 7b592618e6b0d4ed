import { atOnce } from '../user-code.ts'

/** Remembers the last result: a part that is made anew each time must not render for ever. */
export function lastOf<T, U>(select: (value: T) => U): (value: T) => U {
  let last: { value: T; part: U } | undefined
  return (value) => {
    if (!last || last.value !== value) last = { value, part: atOnce('select', select(value)) }
    return last.part
  }
}
