import { ConfigError } from '../errors.ts'
import { group, number, read, type Rows, whole } from '../option-checks.ts'
import type { BreakerOptions } from './breaker.ts'

/** When a circuit opens, for how long, and what closes it again. */
export type CircuitOptions = Readonly<{
  /** Failures in a row that open it. 1 to 1000, default 5. */
  failures?: number
  /**
   * Milliseconds until the first probe. A number is a fixed time; a range starts at `min`, doubles
   * while probes fail, ends at `max`, and strays downward by up to a half. Default 2000 to 8000.
   */
  openMs?: number | Readonly<{ min?: number; max?: number }>
  /** Successful probes that close it. 1 to 100, default 2. */
  successes?: number
  /** Opens too when this share of at least so many recent calls failed. Default 0.9 of 10 in 30 s. */
  window?: Partial<BreakerOptions['window']>
}>

const windowRows: Rows = {
  durationMs: [30_000, number, 1, 1e12],
  minimumCalls: [10, whole, 1, 1e6],
  failureRatio: [0.9, number, 0.01, 1],
}

export const circuitRows: Rows = {
  failures: [5, whole, 1, 1000],
  openMs: [{}, openTime],
  successes: [2, whole, 1, 100],
  window: [{}, group, windowRows],
}

/** @throws ConfigError */
export const readCircuitOptions = (
  path: string,
  given: CircuitOptions,
  probeMs: number,
): BreakerOptions => ({
  ...read<Omit<BreakerOptions, 'probeMs'>>(path, given, circuitRows),
  probeMs,
})

function openTime(path: string, given: number | object): BreakerOptions['openMs'] {
  if (typeof given === 'number') return number(path, given, 1, 1e12)
  const bound = [undefined, number, 1, 1e12] as const
  const range = group<{ min?: number; max?: number }>(path, given, { min: bound, max: bound })
  const { min = Math.min(2000, range.max ?? 2000), max = Math.max(8000, min) } = range
  if (max < min) throw new ConfigError(`${path}.max`, max, `at least ${path}.min, which is ${min}`)
  return { min, max }
}
