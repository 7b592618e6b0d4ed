/** Says whether a gate is well again; see `circuit.healthCheck`. */
export type HealthCheck = (gate: string, signal: AbortSignal) => boolean | PromiseLike<boolean>

/**
 * Asks once, and never in the turn of the call. What it throws is a no.
 *
 * @returns the function that calls it off: then nothing is told
 */
export function askHealth(
  healthCheck: HealthCheck,
  gate: string,
  tell: (isWell: boolean) => void,
): () => void {
  const controller = new AbortController()
  const { signal } = controller
  const answer = (isWell: boolean) => {
    if (!signal.aborted) tell(isWell)
  }
  Promise.resolve()
    .then(() => !signal.aborted && healthCheck(gate, signal))
    .then(
      (isWell: unknown) => answer(isWell === true),
      () => answer(false),
    )
  return () => controller.abort()
}
