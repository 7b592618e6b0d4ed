import { type Clock, systemClock } from '../clock.ts'
import { aClock, number, of, read } from '../option-checks.ts'
import { abortable, type CallOptions, withOptions } from './abortable.ts'

export type RequestBatcherOptions = Readonly<{
  /** How long after the first call of a key others get the same answer. 0 or more, default 50 ms. */
  windowMs?: number
  clock?: Clock
}>

/** What the shared function is told: its signal aborts when the last caller has left. */
export type SharedContext = Readonly<{ signal: AbortSignal }>

export interface RequestBatcher {
  /**
   * Joins the run that this key has, or starts one with `fn`; all who share it get the very same
   * value or error, so nobody should change it.
   *
   * @throws what the shared `fn` threw; `signal.reason`, at once, for the caller that aborted alone
   */
  add<T>(
    key: string,
    fn: (context: SharedContext) => T | PromiseLike<T>,
    options?: CallOptions,
  ): Promise<T>
  /** Keys that have a run, or an answer that is still handed out. */
  readonly size: number
}

/**
 * Ten components that ask for the same user within 50 ms make one request.
 *
 * The first call of a key runs its function in the same turn, without waiting for the window to
 * pass. Calls of that key share the run for `windowMs` from its start, even when it is settled
 * already, and for as long as it is in flight: a key never has two runs at once. When every caller
 * has aborted, the run's signal aborts and the next call starts anew.
 *
 * @throws ConfigError
 */
export function requestBatcher(options: RequestBatcherOptions = {}): RequestBatcher {
  const { windowMs, clock } = read<Required<RequestBatcherOptions>>('', options, {
    windowMs: [50, number, 0, 1e12],
    clock: [systemClock, aClock],
  })
  const runs = new Map<string, Run>()

  const start = (key: string, fn: (context: SharedContext) => unknown): Run => {
    const run = begin(fn)
    runs.set(key, run)
    const startedAt = clock.monotonic()
    const forget = () => {
      if (runs.get(key) === run) runs.delete(key)
    }
    const settled = () => {
      const leftMs = startedAt + windowMs - clock.monotonic()
      if (leftMs > 0 && runs.get(key) === run) clock.setTimer(forget, leftMs)
      else forget()
    }
    run.result.then(settled, settled)
    return run
  }

  return {
    add<T>(key: string, fn: (context: SharedContext) => T | PromiseLike<T>, options?: CallOptions) {
      let run: Run | undefined
      const join = () => {
        run = runs.get(of('key', key, 'string')) ?? start(key, of('fn', fn, 'function'))
        run.callers += 1
        return run.result as Promise<T>
      }
      const leave = (reason: unknown) => {
        if (!run || --run.callers > 0) return
        if (runs.get(key) === run) runs.delete(key)
        run.controller.abort(reason)
      }
      return withOptions(options, ({ signal }) => abortable(join, signal, leave))
    },
    get size() {
      return runs.size
    },
  }
}

type Run = {
  readonly controller: AbortController
  readonly result: Promise<unknown>
  /** Those who wait for it: none left, none needed. */
  callers: number
}

/** In the next microtask, so that one who asks and leaves in the same breath costs no request. */
function begin(fn: (context: SharedContext) => unknown): Run {
  const controller = new AbortController()
  const { signal } = controller
  const result = Promise.resolve().then(() => {
    signal.throwIfAborted()
    return fn({ signal })
  })
  return { controller, result, callers: 0 }
}
