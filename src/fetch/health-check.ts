/** Says whether a gate is well again; see `circuit.healthCheck`. */
export type HealthCheck = (gate: string, signal: AbortSignal) => boolean | PromiseLike<boolean>

/**
 * Asks once, and never in the turn of the call. What it throws is a no.
 *
 * @param tell  called once
 * @returns the function that calls it off: then its result is `ignored`
 */
export function askHealth(
  healthCheck: HealthCheck,
  gate: string,
  tell: (result: 'success' | 'failure' | 'ignored') => void,
): () => void {
  const controller = new AbortController()
  const { signal } = controller
  const answer = (isWell: unknown) => {
    if (!signal.aborted) tell(isWell === true ? 'success' : 'failure')
  }
  Promise.resolve()
    .then(() => !signal.aborted && healthCheck(gate, signal))
    .then(answer, () => answer(false))
  return () => {
    controller.abort()
    tell('ignored')
  }
}
