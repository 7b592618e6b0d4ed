import { type Clock, type Random, systemClock, systemRandom } from '../clock.ts'
import { isHoldfastError } from '../errors.ts'
import { backoff, type BackoffOptions } from '../machines/backoff.ts'
import { aClock, number, of, read, type Rows, whole } from '../option-checks.ts'
import { atOnce, safely } from '../user-code.ts'
import { abortable, type CallerSignal, signalOf, signalRows, sleep } from './abortable.ts'
import { serverWaitMs } from './server-wait.ts'

/** What one attempt is told. */
export type AttemptContext = Readonly<{
  /** Counts from 1. */
  attempt: number
  /** The caller's signal, or one that never aborts. */
  signal: AbortSignal
}>

/** A retry that is about to wait. */
export type PlannedRetry = Readonly<{
  /** The attempt that failed; counts from 1. */
  attempt: number
  error: unknown
  /** Milliseconds until the next attempt. */
  delayMs: number
}>

export type RetryWithBackoffOptions<F = never> = Readonly<{
  /** Retries, not attempts: 3 means at most 4 calls. 0 to 1000, default 3. */
  retries?: number
  /** First wait, doubled by each further one. 0 or more, default 1000 ms. */
  baseMs?: number
  /** No wait of ours is longer; one that the error names may be. 0 or more, default 30 000 ms. */
  maxMs?: number
  /** A wait strays by this share to both sides. 0 to 1, default 0.5. */
  jitterRatio?: number
  /** Ends attempts and waits at once; the call rejects with its `reason`. */
  signal?: CallerSignal
  /** `false` ends the retries. It cannot allow one of an error whose `retryable` is false. */
  shouldRetry?: (error: unknown, attempt: number) => boolean
  /** Told before each wait. What it throws goes to the console and ends nothing. */
  onRetry?: (retry: PlannedRetry) => void
  /** Answers instead of the last error: a value, or a function of that error. Not after an abort. */
  fallback?: F | ((error: unknown) => F | PromiseLike<F>)
  clock?: Clock
  random?: Random
}>

type Preset = Readonly<{ retries: number; baseMs: number; maxMs: number }>

/** For what a user is waiting for and costs the server little. */
export const AGGRESSIVE_RETRY: Preset = { retries: 5, baseMs: 200, maxMs: 10_000 }
/** For a backend that is better left in peace. */
export const CONSERVATIVE_RETRY: Preset = { retries: 3, baseMs: 1000, maxMs: 5000 }
/** For what is worth nothing if it comes late. */
export const QUICK_RETRY: Preset = { retries: 2, baseMs: 100, maxMs: 1000 }

/**
 * Calls `fn` until it succeeds, with growing, jittered waits in between.
 *
 * Every error is retried but those of Holdfast whose `retryable` is false. A wait that the error
 * names (`retryAfterMs`) wins over ours: never shorter, at most an hour. An abort, seen in
 * `signal.aborted` and not in any error's name, ends it in the same turn, also while asleep.
 *
 * @throws what `fn` threw last, `signal.reason` after an abort, `ConfigError` for a bad option
 * @see "Exponential Backoff And Jitter", AWS blog, 2015
 */
export function retryWithBackoff<T>(
  fn: (context: AttemptContext) => T | PromiseLike<T>,
  retries?: number,
  baseMs?: number,
): Promise<T>
export function retryWithBackoff<T, F = never>(
  fn: (context: AttemptContext) => T | PromiseLike<T>,
  options: RetryWithBackoffOptions<F>,
): Promise<T | F>
export async function retryWithBackoff<T, F>(
  fn: (context: AttemptContext) => T | PromiseLike<T>,
  given: number | RetryWithBackoffOptions<F> = {},
  baseMs = 1000,
): Promise<T | F> {
  const asked = typeof given === 'number' ? { retries: given, baseMs } : given
  // What has no default may be `null`: an answer of a fallback.
  const options: Settings<F> = { ...asked, ...read<Checked>('', asked, rows) }
  const { retries, signal, clock } = options
  of('fn', fn, 'function')
  for (let attempt = 1; ; attempt++) {
    try {
      return await abortable(() => fn({ attempt, signal: signalOf(signal) }), signal)
    } catch (error) {
      signal?.throwIfAborted()
      if (attempt > retries || !isWorthRetry(error, attempt, options)) return give(error, options)
      const failure = { retry: attempt, serverMs: serverWaitMs(error), random: options.random() }
      const delayMs = backoff(failure, options)
      safely(() => options.onRetry?.({ attempt, error, delayMs }))
      await sleep(clock, delayMs, signal)
    }
  }
}

type Checked = BackoffOptions & { retries: number; clock: Clock; random: Random }

type Settings<F> = Omit<RetryWithBackoffOptions<F>, keyof Checked> & Checked

const rows: Rows = {
  retries: [3, whole, 0, 1000],
  baseMs: [1000, number, 0, 1e12],
  maxMs: [30_000, number, 0, 1e12],
  jitterRatio: [0.5, number, 0, 1],
  shouldRetry: [undefined, of, 'function'],
  onRetry: [undefined, of, 'function'],
  clock: [systemClock, aClock],
  random: [systemRandom, of, 'function'],
  ...signalRows,
  fallback: [undefined],
}

function isWorthRetry<F>(error: unknown, attempt: number, { shouldRetry }: Settings<F>): boolean {
  if (isHoldfastError(error) && error.retryable === false) return false
  return atOnce('shouldRetry', shouldRetry?.(error, attempt)) !== false
}

function give<F>(error: unknown, { fallback }: Settings<F>): F | PromiseLike<F> {
  if (fallback === undefined) throw error
  return typeof fallback === 'function'
    ? (fallback as (error: unknown) => F | PromiseLike<F>)(error)
    : fallback
}
