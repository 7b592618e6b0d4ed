import type { CallFacts } from '../errors.ts'

/** Facts behind answers and errors that cannot carry them themselves. */
const known = new WeakMap<object, CallFacts>()

/** Keeps them; not needed where one attempt was made for one caller, which is what is assumed. */
export function remember(result: unknown, facts: CallFacts): void {
  // One that is no object is kept for nobody.
  const key = Object(result) as object
  known.set(key, { ...known.get(key), ...facts })
}

/** What is known of the request behind this answer or error, if anything. */
export const factsBehind = (result: unknown): CallFacts | undefined => known.get(result as object)

/** Requests that reached the wire for this answer or error. */
export const attemptsOf = (result: unknown): number => factsBehind(result)?.attempts ?? 1
