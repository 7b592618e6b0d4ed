/**
 * `unknown` before the first result. One failure makes it `degraded`, so many in a row `unhealthy`;
 * one success makes it `healthy` again, unless the backend itself says that a part of it is down.
 */
export type HealthStatus = 'unknown' | 'healthy' | 'degraded' | 'unhealthy'

/** Plain JSON. */
export type HealthState = Readonly<{
  status: HealthStatus
  /** Checks in a row that failed. */
  failuresInARow: number
}>

export const healthUnknown: HealthState = { status: 'unknown', failuresInARow: 0 }

/** Takes in the result of a check; `partly` where the backend answered and is not all well. */
export function healthStep(
  { failuresInARow: before }: HealthState,
  result: 'passed' | 'partly' | 'failed',
  failures: number,
): HealthState {
  if (result !== 'failed') {
    return { status: result === 'passed' ? 'healthy' : 'degraded', failuresInARow: 0 }
  }
  const failuresInARow = before + 1
  return { status: failuresInARow >= failures ? 'unhealthy' : 'degraded', failuresInARow }
}
