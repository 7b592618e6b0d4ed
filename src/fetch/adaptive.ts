import {
  adaptiveDefaults,
  adaptiveLimit,
  type AdaptiveOptions,
  adaptiveSample,
} from '../machines/adaptive-limit.ts'
import { rollingAdd } from '../machines/rolling-window.ts'
import {
  idleThrottle,
  throttleAsk,
  throttleDefaults,
  type ThrottleOptions,
  throttleRecord,
} from '../machines/throttle.ts'
import { number, policy, read, type Rows, whole } from '../option-checks.ts'
import type { Verdict } from '../events.ts'

/** One attempt that has ended, as an adaptive limit sees it. */
export type Ended = Readonly<{
  verdict: Verdict
  isTimeout: boolean
  /** From departure to headers. */
  latencyMs: number
  /** Attempts in flight while it ran, itself included. */
  inFlight: number
}>

/** Moves the limits of one gate with what the backend shows. */
export interface Adaptive {
  /** Attempts at once; `Infinity` where it has no say. */
  readonly limit: number
  /** Counts this attempt; false where it is better not sent. `random` in [0, 1). */
  admits(random: number, nowMs: number): boolean
  /** One that was admitted stands in line, and counts no more (-1), or leaves it, and counts (1). */
  count(by: 1 | -1, nowMs: number): void
  settle(ended: Ended, nowMs: number): void
}

export type AdaptivePolicyOptions = Readonly<{
  /** Attempts at once follow the latency. */
  concurrency?: Partial<AdaptiveOptions> | false
  /** A share of the calls is refused here while the backend accepts too few. */
  throttle?: Partial<ThrottleOptions> | false
}>

const limitRows: Rows = {
  initial: [adaptiveDefaults.initial, whole, 1, 10_000],
  min: [adaptiveDefaults.min, whole, 1, 10_000],
  max: [adaptiveDefaults.max, whole, 1, 10_000],
  windowMs: [adaptiveDefaults.windowMs, number, 1, 1e12],
  minimumSamples: [adaptiveDefaults.minimumSamples, whole, 1, 10_000],
  toleranceRatio: [adaptiveDefaults.toleranceRatio, number, 1, 100],
  timeoutRatio: [adaptiveDefaults.timeoutRatio, number, 0, 1],
}

const throttleRows: Rows = {
  durationMs: [throttleDefaults.durationMs, number, 1, 1e12],
  multiplier: [throttleDefaults.multiplier, number, 1, 100],
  minimumRequests: [throttleDefaults.minimumRequests, whole, 1, 1e6],
  mostRatio: [throttleDefaults.mostRatio, number, 0, 1],
}

/**
 * Limits that follow the backend, for `createFetch({ adaptive: adaptive() })`: how many attempts may
 * be in flight moves with latency and throughput, and while the backend accepts too few a share of
 * the calls is refused here. An import of its own, so that only those who use it load it.
 *
 * @throws ConfigError
 */
export function adaptive(options: AdaptivePolicyOptions = {}): () => Adaptive {
  const { concurrency: bounds, throttle } = read<{
    concurrency: AdaptiveOptions | false
    throttle: ThrottleOptions | false
  }>('adaptive.', options, {
    concurrency: [{}, policy, limitRows],
    throttle: [{}, policy, throttleRows],
  })
  const concurrency = bounds && inBounds(bounds, options.concurrency || {})
  return () => {
    const limit = concurrency && adaptiveLimit(concurrency)
    const asked = throttle && idleThrottle()
    return {
      get limit() {
        return limit ? limit.limit : Number.POSITIVE_INFINITY
      },
      admits: (random, nowMs) => !asked || throttleAsk(asked, throttle, random, nowMs),
      count(by, nowMs) {
        if (asked) rollingAdd(asked, throttle, true, nowMs, by)
      },
      settle({ verdict, isTimeout, latencyMs, inFlight }, nowMs) {
        // A connection that fails at once says nothing of the backend's pace.
        const paced = verdict === 'success' ? 'answered' : isTimeout ? 'timed-out' : 'ignored'
        if (limit) adaptiveSample(limit, concurrency, { result: paced, latencyMs, inFlight }, nowMs)
        const said = verdict === 'success' ? 'accepted' : verdict
        if (asked && (said === 'accepted' || said === 'ignored')) {
          throttleRecord(asked, throttle, said, nowMs)
        }
      },
    }
  }
}

/** A default gives way to what was given; what contradicts itself is refused. */
function inBounds(filled: AdaptiveOptions, given: Partial<AdaptiveOptions>): AdaptiveOptions {
  const { min } = filled
  const max = given.max ?? Math.max(filled.max, min, given.initial ?? 0)
  const initial = given.initial ?? Math.min(max, Math.max(min, filled.initial))
  number('adaptive.concurrency.max', max, min, 10_000)
  number('adaptive.concurrency.initial', initial, min, max)
  return { ...filled, max, initial }
}
