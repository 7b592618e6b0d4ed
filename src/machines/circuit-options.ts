import { ConfigError } from '../errors.ts'
import { known, number, whole } from '../option-checks.ts'
import type { BreakerOptions } from './breaker.ts'

/** When a circuit opens, for how long, and what closes it again. */
export type CircuitOptions = Readonly<{
  /** Failures in a row that open it. 1 to 1000, default 5. */
  failures?: number
  /**
   * Milliseconds until the first probe. A number is a fixed time; a range starts at `min`, doubles
   * while probes fail and ends at `max`. Default 5000 to 60 000.
   */
  openMs?: number | Readonly<{ min?: number; max?: number }>
  /** Successful probes that close it. 1 to 100, default 2. */
  successes?: number
  /** Opens too when this share of at least so many recent calls failed. Default 0.9 of 10 in 30 s. */
  window?: Partial<BreakerOptions['window']>
}>

export const circuitOptionNames: readonly string[] = ['failures', 'openMs', 'successes', 'window']

/** @throws ConfigError */
export function readCircuitOptions(
  path: string,
  given: CircuitOptions,
  probeMs: number,
): BreakerOptions {
  const recent = given.window ?? {}
  known(`${path}window.`, recent, ['durationMs', 'minimumCalls', 'failureRatio'])
  return {
    failures: whole(`${path}failures`, given.failures ?? 5, 1, 1000),
    openMs: readOpenMs(`${path}openMs`, given.openMs),
    successes: whole(`${path}successes`, given.successes ?? 2, 1, 100),
    window: {
      durationMs: number(`${path}window.durationMs`, recent.durationMs ?? 30_000, 1, 1e12),
      minimumCalls: whole(`${path}window.minimumCalls`, recent.minimumCalls ?? 10, 1, 1e6),
      failureRatio: number(`${path}window.failureRatio`, recent.failureRatio ?? 0.9, 0.01, 1),
    },
    probeMs,
  }
}

function readOpenMs(path: string, given: CircuitOptions['openMs']): BreakerOptions['openMs'] {
  if (typeof given === 'number') return number(path, given, 1, 1e12)
  const range = given ?? {}
  known(`${path}.`, range, ['min', 'max'])
  const min = number(`${path}.min`, range.min ?? Math.min(5000, range.max ?? 5000), 1, 1e12)
  const max = number(`${path}.max`, range.max ?? Math.max(60_000, min), 1, 1e12)
  if (max < min) throw new ConfigError(`${path}.max`, max, `at least ${path}.min, which is ${min}`)
  return { min, max }
}
