import { type Clock, systemClock, type Timer } from '../clock.ts'
import { aClock, known } from '../option-checks.ts'
import { safely } from '../user-code.ts'
import { errorIdOf } from './error-id.ts'
import { isNoise, type Stray } from './error-noise.ts'
import { addCrash, type Crashes } from './repeated-errors.ts'
import { checkAudience, type ErrorAudience, tellReporter, tellUser } from './tell-error.ts'

export type GlobalErrorOptions = ErrorAudience &
  Readonly<{
    /** For tests. Default the platform's. */
    clock?: Clock
  }>

/** Those who asked for the errors of the window, the newest last, and what ends the listening. */
type Installed = { options: GlobalErrorOptions[]; end: () => void }

/** A reporter that fails where nobody can see whose failure it is would be told of itself for ever. */
const mostAMinute = 30

let installed: Installed | undefined

/**
 * Tells of errors and rejections that nobody handled: each once to the user, by `notify`, and once
 * to the `reporter`, also where a boundary or a query cache has seen the same one. A boundary that
 * shows it comes first, so both are told one turn later. Left out is what is no fault of the page:
 * extensions, the loop notice of `ResizeObserver`, masked errors of foreign scripts, aborts, and
 * requests lost while the page is hidden or left, and what is above 30 in a minute, as errors are that a
 * `reporter` makes by itself. The console keeps all of it.
 *
 * Installed twice, the newest audience alone is told; when it leaves, the one before it is again.
 * Without a window, as on a server, it does nothing.
 *
 * @returns the function that ends it; what is still to be told is told first
 */
export function installGlobalErrorHandlers(options: GlobalErrorOptions): () => void {
  known('', options, ['notify', 'reporter', 'clock'])
  checkAudience(options)
  if (options.clock) aClock('clock', options.clock)
  if (!globalThis.document) return () => undefined
  const own = { ...options }
  installed ??= listen()
  installed.options.push(own)
  return () => {
    if (!installed?.options.includes(own)) return
    if (installed.options.length === 1) {
      installed.end()
      installed = undefined
    } else {
      installed.options = installed.options.filter((one) => one !== own)
    }
  }
}

function listen(): Installed {
  const pending = new Map<() => void, () => void>()
  let recent: Crashes = []
  let isLeft = false
  const made: Installed = { options: [], end }

  const take = (stray: Stray, kind: string) => {
    const options = made.options.at(-1)
    const isAway = isLeft || document.visibilityState === 'hidden'
    // One that refuses to be looked at is no noise.
    if (!options || safely(() => isNoise(stray, isAway))) return
    const error = stray.error ?? new Error(stray.message || 'Rejected without a reason')
    const { clock = systemClock } = options
    const all = addCrash(recent, clock.monotonic())
    if (all.length > mostAMinute) return
    recent = all
    const tell = () => {
      pending.delete(tell)
      const facts = { source: 'window' as const, kind, errorId: errorIdOf(error) }
      tellReporter(options, error, facts)
      tellUser(options, error, facts)
    }
    const timer: Timer = clock.setTimer(tell, 0)
    pending.set(tell, () => clock.clearTimer(timer))
  }
  const onError = ({ error, message, filename }: ErrorEvent) =>
    take({ error, message, filename }, 'error')
  const onRejection = ({ reason }: PromiseRejectionEvent) =>
    take({ error: reason, message: '', filename: '' }, 'unhandledrejection')
  const onLeave = () => (isLeft = true)
  const onReturn = () => (isLeft = false)

  globalThis.addEventListener('error', onError)
  globalThis.addEventListener('unhandledrejection', onRejection)
  globalThis.addEventListener('pagehide', onLeave)
  globalThis.addEventListener('pageshow', onReturn)

  function end(): void {
    globalThis.removeEventListener('error', onError)
    globalThis.removeEventListener('unhandledrejection', onRejection)
    globalThis.removeEventListener('pagehide', onLeave)
    globalThis.removeEventListener('pageshow', onReturn)
    for (const [tell, cancel] of [...pending]) {
      cancel()
      tell()
    }
  }
  return made
}
