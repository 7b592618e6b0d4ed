import type { Clock, Timer } from '../clock.ts'
import { aSignal, read, type Rows } from '../option-checks.ts'

/** A caller's signal, where it gave one. */
export type CallerSignal = AbortSignal | null | undefined

/**
 * Settles as `work` does, or at once with `signal.reason` when the signal aborts first.
 *
 * The work itself is not stopped: whoever does it looks at the signal too. A synchronous throw of
 * `work` is a rejection, a rejection that comes after the abort is swallowed, no listener is left.
 *
 * @param onAbort  told the reason, after the rejection; `work` has begun by then
 */
export function abortable<T>(
  work: () => T | PromiseLike<T>,
  signal: CallerSignal,
  onAbort?: (reason: unknown) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const leave = () => {
      stay()
      reject(signal?.reason)
      onAbort?.(signal?.reason)
    }
    signal?.addEventListener('abort', leave)
    const stay = () => signal?.removeEventListener('abort', leave)
    const worked = new Promise<T>((settle) => settle(work()))
    worked.then(stay, stay)
    worked.then(resolve, reject)
  })
}

/**
 * Waits, and leaves no timer or listener behind.
 *
 * @param ms  milliseconds, 0 or more
 * @throws `signal.reason`, in the turn in which the signal aborts
 */
export function sleep(clock: Clock, ms: number, signal?: CallerSignal): Promise<void> {
  let timer: Timer
  const begin = () => new Promise<void>((wake) => void (timer = clock.setTimer(wake, ms)))
  return abortable(begin, signal, () => clock.clearTimer(timer))
}

/** What every call may be given. */
export type CallOptions = Readonly<{ signal?: CallerSignal }>

/** Of a call that may be given a signal and nothing else. */
export const signalRows: Rows = { signal: [undefined, aSignal] }

/**
 * Begins a call with its own options. What is wrong with these is a rejection, as all that goes
 * wrong in a call.
 *
 * @throws nothing: it rejects with `ConfigError`
 */
export function withOptions<O extends CallOptions, T>(
  given: O | undefined,
  begin: (options: Partial<O>) => Promise<T>,
  rows: Rows = signalRows,
): Promise<T> {
  try {
    return begin(given === undefined ? {} : read('', given, rows))
  } catch (error) {
    return Promise.reject(error)
  }
}

/** The caller's signal, or one that never aborts, so that a function can rely on having one. */
export const signalOf = (signal: CallerSignal): AbortSignal =>
  signal ?? new AbortController().signal

/** The first signal among a call's arguments: bare, or the `signal` of an object. */
export const signalAmong = (args: readonly unknown[]): CallerSignal =>
  args
    .flatMap((one) => [one, (one as { signal?: unknown } | null | undefined)?.signal])
    .find(isSignal)

const isSignal = (value: unknown): value is AbortSignal =>
  typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value
