/** Attempts behind an answer or an error, where there were more than one. */
const attempts = new WeakMap<object, number>()

/** Keeps what an answer or a platform's error cannot carry itself. */
export function remember(result: unknown, count: number): void {
  if (count !== 1 && typeof result === 'object' && result !== null) attempts.set(result, count)
}

/** Requests that reached the wire for this response or error; 1 where nothing else is known. */
export const attemptsOf = (result: unknown): number =>
  (typeof result === 'object' && result !== null ? attempts.get(result) : undefined) ?? 1
