import { type Clock, type Random, systemClock, systemRandom } from '../clock.ts'
import { CircuitOpenError, isHoldfastError } from '../errors.ts'
import { type BreakerOptions, type BreakerResult, closedBreaker } from '../machines/breaker.ts'
import { type CircuitOptions, circuitRows } from '../machines/circuit-options.ts'
import { aClock, number, of, read, type Rows } from '../option-checks.ts'
import { atOnce } from '../user-code.ts'
import {
  abortable,
  type CallerSignal,
  type CallOptions,
  signalAmong,
  signalOf,
  withOptions,
} from './abortable.ts'
import {
  admit,
  type CircuitChange,
  type CircuitState,
  isolate,
  type NamedCircuit,
  record,
  remainingMs,
} from './named-circuit.ts'
import { serverWaitMs } from './server-wait.ts'

export type CircuitBreakerOptions<F = never> = CircuitOptions &
  Readonly<{
    /** Shown in changes. Default `default`. */
    name?: string
    /** A probe without a result counts as failed after this long. Default 30 000 ms. */
    probeMs?: number
    /**
     * Whether an error counts against the backend; one that does not changes nothing. Never asked
     * about the caller's abort. Default: every error but those of Holdfast that do not blame the
     * backend, such as a refusal of the rate limit or an HTTP status below 500.
     */
    isFailure?: (error: unknown) => boolean
    /** Answers instead of a refusal and of an error that counts. */
    fallback?: (error: unknown) => F | PromiseLike<F>
    /** Told of each change. An error it throws goes to the console. */
    onChange?: (change: CircuitChange) => void
    clock?: Clock
    random?: Random
  }>

/** A snapshot; plain data. */
export type CircuitBreakerStats = Readonly<{
  name: string
  state: CircuitState
  failuresInARow: number
  /** Calls since the start that ended well, that counted as failed, that were not made. */
  successes: number
  failures: number
  refusals: number
  /** How often it opened since the start. */
  openings: number
  /** Milliseconds until a probe may go; 0 unless open; the longest open time while isolated. */
  retryAfterMs: number
  /** The last 20 changes, oldest first. */
  history: readonly CircuitChange[]
}>

export interface CircuitBreaker<F = never> {
  /**
   * Calls `fn` if the circuit lets it: always while closed, one probe at a time after that.
   *
   * @throws what `fn` threw; `signal.reason` in the turn of the abort; `CircuitOpenError` at once
   *   while open, and while another call's probe is still under way
   */
  execute<T>(
    fn: (context: Readonly<{ signal: AbortSignal }>) => T | PromiseLike<T>,
    options?: CallOptions,
  ): Promise<T | F>
  /**
   * The same function behind this circuit. A signal among the arguments, bare or as the `signal` of
   * an object, is taken for the caller's, so `wrap(fetch)` does not blame the backend for an abort.
   */
  wrap<A extends readonly unknown[], T>(
    fn: (...args: A) => T | PromiseLike<T>,
  ): (...args: A) => Promise<T | F>
  /** `OPEN` also after its time is up: it is the next call that makes it `HALF_OPEN`. */
  readonly state: CircuitState
  stats(): CircuitBreakerStats
  /** Opens it by hand until the returned function has been called, once for each isolation. */
  isolate(): () => void
}

/**
 * Stops calling what keeps failing, and finds out by single probes when it is well again.
 *
 * A result that arrives after the circuit has changed its state changes it no more.
 *
 * @throws ConfigError
 * @see "Release It!", Michael Nygard, 2007
 */
export function circuitBreaker<F = never>(
  options: CircuitBreakerOptions<F> = {},
): CircuitBreaker<F> {
  const circuit = begin(options)
  return {
    execute: (fn, options) =>
      withOptions(options, ({ signal }) => {
        of('fn', fn, 'function')
        return run(circuit, () => fn({ signal: signalOf(signal) }), signal)
      }),
    wrap(fn) {
      of('fn', fn, 'function')
      return (...args) => run(circuit, () => fn(...args), signalAmong(args))
    },
    get state() {
      return circuit.state
    },
    stats() {
      const { name, state, successes, failures, refusals, openings, history } = circuit
      const { failuresInARow } = circuit.breaker
      const retryAfterMs = remainingMs(circuit)
      const counts = { failuresInARow, successes, failures, refusals, openings }
      return { name, state, ...counts, retryAfterMs, history: [...history] }
    },
    isolate: () => isolate(circuit),
  }
}

type Settings<F> = NamedCircuit & {
  readonly isFailure: (error: unknown) => boolean
  readonly fallback: CircuitBreakerOptions<F>['fallback']
}

function begin<F>(options: CircuitBreakerOptions<F>): Settings<F> {
  const rows: Rows = {
    ...circuitRows,
    name: ['default', of, 'string'],
    probeMs: [30_000, number, 1, 1e12],
    isFailure: [blamesBackend, of, 'function'],
    fallback: [undefined, of, 'function'],
    onChange: [undefined, of, 'function'],
    clock: [systemClock, aClock],
    random: [systemRandom, of, 'function'],
  }
  const settings = read<Settings<F> & BreakerOptions>('', options, rows)
  return {
    ...settings,
    limits: settings,
    ...{ breaker: closedBreaker(), history: [], state: 'CLOSED', holds: 0 },
    ...{ successes: 0, failures: 0, refusals: 0, openings: 0 },
  }
}

/** Local refusals and answers below 500 say nothing bad of the backend. */
function blamesBackend(error: unknown): boolean {
  if (!isHoldfastError(error)) return true
  if (error.status) return error.status >= 500
  return error.code === 'NETWORK' || (error.code === 'TIMEOUT' && error.phase !== 'queue')
}

async function run<T, F>(
  circuit: Settings<F>,
  fn: () => T | PromiseLike<T>,
  signal: CallerSignal,
): Promise<T | F> {
  signal?.throwIfAborted()
  const generation = admit(circuit)
  if (generation === undefined) {
    circuit.refusals += 1
    return instead(circuit, new CircuitOpenError(remainingMs(circuit)))
  }
  let value: T
  try {
    value = await abortable(fn, signal)
  } catch (error) {
    let result: BreakerResult['result'] = 'ignored'
    try {
      if (!signal?.aborted && atOnce('isFailure', circuit.isFailure(error))) result = 'failure'
    } finally {
      record(circuit, generation, result, serverWaitMs(error))
    }
    if (result === 'ignored') throw error
    return instead(circuit, error)
  }
  record(circuit, generation, 'success')
  return value
}

function instead<F>({ fallback }: Settings<F>, error: unknown): F | PromiseLike<F> {
  if (fallback) return fallback(error)
  throw error
}
