import { type Clock, systemClock, type Timer } from '../clock.ts'
import { isOffline } from '../fetch/connectivity.ts'
import { healthStep, type HealthStatus, healthUnknown } from '../machines/health.ts'
import { aClock, number, of, read, type Rows, whole } from '../option-checks.ts'
import { safely } from '../user-code.ts'
import type { BackendHealth } from './check-backend-health.ts'

/** What a check may say: the backend's own report, or whether it is well; nothing means yes. */
export type HealthResult = BackendHealth | boolean | void

export type HealthMonitorOptions = Readonly<{
  /** Asks the backend. A rejection is a failure; the signal aborts at `timeoutMs` and on `stop()`. */
  check: (signal: AbortSignal) => HealthResult | Promise<HealthResult>
  /** From the end of a check to the next one. 100 ms to a day, default 30 000. */
  intervalMs?: number
  /** Failures in a row that turn `degraded` into `unhealthy`. 1 to 1000, default 3. */
  failures?: number
  /** Longest time for a check. 1 ms to a day, default 5000. */
  timeoutMs?: number
  /** For tests. Default the platform's. */
  clock?: Clock
}>

/** A snapshot; the same object until something changes. */
export type Health = Readonly<{
  status: HealthStatus
  failuresInARow: number
  /** When the last result came, in milliseconds since the epoch. */
  checkedAt: number | undefined
  /** How long the last check took. */
  latencyMs: number | undefined
  /** The backend's services, where its report names them. */
  services: Readonly<Record<string, boolean>>
}>

/** All methods are free of `this`. */
export interface HealthMonitor {
  /** Checks now and then at every interval while the page is seen. A second start does nothing. */
  readonly start: () => void
  /** Aborts a check under way, whose result counts for nothing, and leaves no timer and listener. */
  readonly stop: () => void
  /** Checks at once, or waits for the check under way. @returns what is known after it */
  readonly checkNow: () => Promise<Health>
  readonly snapshot: () => Health
  /** @returns the function that stops listening */
  readonly subscribe: (listener: () => void) => () => void
}

const day = 86_400_000
const rows: Rows = {
  check: [undefined, of, 'function'],
  intervalMs: [30_000, number, 100, day],
  failures: [3, whole, 1, 1_000],
  timeoutMs: [5_000, number, 1, day],
  clock: [systemClock, aClock],
}

/** What is known before the first check. */
export const unknownHealth: Health = {
  ...healthUnknown,
  ...{ checkedAt: undefined, latencyMs: undefined, services: {} },
}

/**
 * Watches a backend by asking it at intervals. Two checks are never under way together; a hidden
 * page asks nothing and asks at once when it is seen again, also out of the back/forward cache. A
 * check that fails while the browser is offline says nothing of the backend.
 *
 * @throws ConfigError where an option is unknown, missing or out of range
 */
export function createHealthMonitor(options: HealthMonitorOptions): HealthMonitor {
  const settings = read<Required<HealthMonitorOptions>>('', options, rows)
  of('check', settings.check, 'function')
  const { check, intervalMs, failures, timeoutMs, clock } = settings
  const listeners = new Set<() => void>()
  let health = unknownHealth
  let isStarted = false
  let next: Timer
  let running: { abort: () => void; result: Promise<Health> } | undefined

  const take = (answer: HealthResult | 'failed', latencyMs: number) => {
    const report = typeof answer === 'object' ? answer : undefined
    const isWell = report ? report.healthy : answer !== false && answer !== 'failed'
    if (!isWell && isOffline()) return
    const services = report?.services ?? {}
    const isPartly = !isWell && Object.values(services).includes(true)
    const state = healthStep(health, isWell ? 'passed' : isPartly ? 'partly' : 'failed', failures)
    health = { ...state, checkedAt: clock.wall(), latencyMs, services }
    for (const listener of listeners) safely(listener)
  }

  const run = () => {
    const abort = new AbortController()
    const startedAt = clock.monotonic()
    const timer = clock.setTimer(() => abort.abort(), timeoutMs)
    let isWanted = true
    const settle = (answer: HealthResult | 'failed'): Health => {
      clock.clearTimer(timer)
      if (running === own) running = undefined
      if (isWanted) take(answer, clock.monotonic() - startedAt)
      if (isWanted) plan()
      return health
    }
    const left = new Promise<'failed'>((resolve) => {
      abort.signal.addEventListener('abort', () => resolve('failed'))
    })
    const asked = (async () => check(abort.signal))().catch(() => 'failed' as const)
    const own = {
      abort: () => {
        isWanted = false
        clock.clearTimer(timer)
        running = undefined
        abort.abort()
      },
      result: Promise.race([asked, left]).then(settle),
    }
    return (running = own)
  }

  const checkNow = (): Promise<Health> => {
    clock.clearTimer(next)
    return (running ?? run()).result
  }
  const plan = () => {
    clock.clearTimer(next)
    if (isStarted && isSeen()) next = clock.setTimer(() => void checkNow(), intervalMs)
  }
  const look = () => {
    clock.clearTimer(next)
    // A check that a frozen page has slept through says nothing.
    running?.abort()
    if (isSeen()) void checkNow()
  }
  const onPageShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) look()
  }

  return {
    start() {
      if (isStarted) return
      isStarted = true
      globalThis.addEventListener?.('visibilitychange', look)
      globalThis.addEventListener?.('pageshow', onPageShow)
      if (isSeen()) void checkNow()
    },
    stop() {
      isStarted = false
      globalThis.removeEventListener?.('visibilitychange', look)
      globalThis.removeEventListener?.('pageshow', onPageShow)
      clock.clearTimer(next)
      running?.abort()
    },
    checkNow,
    snapshot: () => health,
    subscribe(listener) {
      of('listener', listener, 'function')
      const own = () => listener()
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}

const isSeen = (): boolean => globalThis.document?.visibilityState !== 'hidden'
