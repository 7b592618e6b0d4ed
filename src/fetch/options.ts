import type { Clock, Random } from '../clock.ts'
import type { CircuitOpenError } from '../errors.ts'
import type { Breaker, BreakerOptions } from '../machines/breaker.ts'
import type { CircuitOptions } from '../machines/circuit-options.ts'
import type { RateOptions } from '../machines/rate-limit.ts'
import type { RetryBudgetOptions } from '../machines/retry-budget.ts'
import type { Priority } from '../machines/waiting-line.ts'
import type { Adaptive } from './adaptive.ts'
import type { HealthCheck } from './health-check.ts'
import type { HedgeDelay } from './hedge.ts'

/** What a policy may look at to decide on a key: nothing of the body. */
export type RequestFacts = Readonly<{
  url: string
  origin: string
  method: string
  headers: Headers
}>

/** An attempt that failed, as {@link RetryOptions.shouldRetry} and `onRetry` see it. */
export type FailedAttempt = Readonly<{
  /** Counts from 1. */
  attempt: number
  method: string
  url: string
  /** The answer, if there was one; its body belongs to the caller. */
  response: Response | undefined
  /** Why there was no answer. */
  error: unknown
}>

export type TimeoutOptions = Readonly<{
  /** From the call to the end of the body: line, sleeps and attempts included. Default 30 000 ms. */
  totalMs?: number | false
  /** One attempt, from its departure to its headers. Default 10 000 ms. */
  attemptMs?: number | false
}>

export type RetryOptions = Readonly<{
  /** Retries, not attempts: 3 means at most 4 requests. 0 to 100, default 3. */
  limit?: number
  /** First wait, doubled by each further one. Default 300 ms. */
  baseMs?: number
  /** No wait of ours is longer. Default 30 000 ms. */
  maxMs?: number
  /** A wait strays by this share to both sides. 0 to 1, default 0.5. */
  jitterRatio?: number
  /**
   * Methods that may be repeated. Default GET, HEAD, OPTIONS, TRACE, PUT, DELETE, QUERY.
   * A request with an `Idempotency-Key` may be repeated whatever its method (IETF draft).
   */
  methods?: readonly string[]
  /** Statuses worth a retry. Default 408, 425, 429, a 403 that is a limit, and 5xx but 501 and 505. */
  statuses?: readonly number[]
  /** What all retries of a gate may spend together; `false` for no bound. */
  budget?: Partial<RetryBudgetOptions> | false
  /** Asked once the rules, the deadline and the circuit allow a retry; `false` gives the caller what there is. It cannot allow what the rules forbid. */
  shouldRetry?: (failed: FailedAttempt) => boolean
  /** Told before each wait. What it throws goes to the console and ends nothing. */
  onRetry?: (failed: FailedAttempt & Readonly<{ delayMs: number }>) => void
}>

/** A circuit to begin with; without an endpoint that of the whole gate. */
export type RestoredCircuit = Readonly<{ gate: string; endpoint?: string; breaker: Breaker }>

/** Says which circuits are not closed when a fetch begins; `restoredCircuits()` makes one. */
export type RestoredCircuits = (
  options: Pick<BreakerOptions, 'openMs'>,
  nowMs: number,
  wallMs: number,
) => readonly RestoredCircuit[]

/** `undefined` where there is no other answer. */
export type Fallback = (
  refusal: CircuitOpenError,
) => Response | undefined | PromiseLike<Response | undefined>

export type FetchCircuitOptions = CircuitOptions &
  Readonly<{
    /** `both` (default) keeps one circuit for each endpoint and one for the whole gate. */
    scope?: 'both' | 'endpoint' | 'gate'
    /** An answer that took longer counts as `slow` in the window. Milliseconds; default `false`. */
    slowMs?: number | false
    /** Counts and tells, and refuses nobody: to try values out. Default false. */
    observeOnly?: boolean
    /**
     * A call waits in line at an open circuit where its probe is due within this, anew for each
     * attempt; else it is refused at once, and so it is at an isolated gate. Milliseconds, 0 or
     * more, 0 for always at once. Default 10 000, with a `fallback` 0.
     */
    maxWaitMs?: number
    /** Answers in place of `CircuitOpenError`; where it gives none, the error stands. What it throws is what the caller gets. */
    fallback?: Fallback
    /**
     * Probes an open gate in place of a user's call, once its time has come and somebody waits:
     * one request of your own over another fetch. `false` or an error opens it again. Endpoints are
     * still probed by calls. The signal aborts when nobody waits, or after `timeout.attemptMs`.
     */
    healthCheck?: HealthCheck
    /** Circuits that were open before a reload: `restoredCircuits()`, an import of its own. */
    initialState?: RestoredCircuits
  }>

export type FetchRateOptions = RateOptions &
  Readonly<{
    /** Default `refuse`: at once, with `RateLimitedError`. `wait` keeps the call in line. */
    onLimit?: 'refuse' | 'wait'
    /** Whose limit it is: one per key within a gate, shown in `stats()`. Default: one for the gate. */
    key?: (request: RequestFacts) => string
    /** What one attempt costs, 0 or more. Default 1. */
    cost?: (request: RequestFacts) => number
  }>

export type ConcurrencyOptions = Readonly<{
  /** Attempts at once, from departure to headers. 1 to 10 000, default 10. */
  limit?: number
  /** Calls that may wait in line; the next one gets `QueueFullError`. Default 1000. */
  maxQueue?: number
  /** Longest wait in line; `QueueFullError` after it. Default: bounded by the deadline alone. */
  maxWaitMs?: number | false
}>

/** Options of `createFetch`. Each policy is an object, or `false` for none. */
export type FetchOptions = Readonly<{
  /** Shown in events. Default `default`. */
  name?: string
  /**
   * The wire. Default: the platform's `fetch`, looked up at each request. What it throws reaches the
   * caller at once, unless it says that the network failed: the platform's own error does. What it
   * adds by itself, such as a token or a signature, is seen by nobody before it: say `user`, or two
   * users share answers.
   */
  fetch?: typeof globalThis.fetch
  clock?: Clock
  random?: Random
  timeout?: TimeoutOptions | false
  retry?: RetryOptions | false
  circuit?: FetchCircuitOptions | false
  rateLimit?: FetchRateOptions | false
  concurrency?: ConcurrencyOptions | false
  /** A second attempt for slow reads: `hedge()`, an import of its own. Default `false`. */
  hedge?: (() => HedgeDelay) | false
  /** Limits that follow the backend: `adaptive()`, an import of its own. Default `false`. */
  adaptive?: (() => Adaptive) | false
  /**
   * Identical GETs and HEADs in flight share one request, until a write over the same wire departs or
   * ends. What the browser or the wire adds, cookies say, makes no difference: that is what `user`,
   * `partition` and `dedupe: false` are for. Default true.
   */
  dedupe?: boolean
  /**
   * Who asks, such as a user's id; a function is asked at each call, and what it throws is what that
   * call rejects with. Requests of two users never share an answer. Stays on the page: never sent,
   * never told. Default: nobody, which is also what the empty text says.
   */
  user?: string | (() => string | undefined)
  /**
   * Own origins besides the base's and the page's, such as `https://api.example.com`. What the
   * library adds by itself and what costs a preflight goes across origins to these alone. Default none.
   */
  origins?: readonly string[]
  /**
   * Which gate a request stands at, asked once a call; at two gates no answer is shared. Default: its
   * origin. Add a user's id to part users, never the credential itself: the name is told in events,
   * `stats()` and snapshots.
   */
  partition?: (request: RequestFacts) => string
}>

/** Settings of one call, under the key `holdfast` of its init. */
export type CallSettings = Readonly<{
  retry?: false
  dedupe?: false
  /**
   * Total for this call. One above the attempt's time raises that too, so that a slow report or an
   * upload is not cut at 10 s; `false` takes both away.
   */
  timeoutMs?: number | false
  /** One attempt of this call, whatever its total is. */
  attemptTimeoutMs?: number | false
  /** What one attempt of this call costs the rate limit. */
  cost?: number
  /** A gate of its own within the origin, such as `tenant-7`. */
  partition?: string
}>

/** What a call may pass: the platform's own members, and ours under one key. */
export type HoldfastInit = RequestInit &
  Readonly<{
    holdfast?: CallSettings
    /** The platform's own, which not all of them have: the place in line. Default `auto`. */
    priority?: Priority
  }>
