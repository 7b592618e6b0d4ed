import { type Clock, type Random, systemClock, systemRandom } from '../clock.ts'
import type { BackoffOptions } from '../machines/backoff.ts'
import type { BreakerOptions } from '../machines/breaker.ts'
import { type CircuitOptions, circuitOptionNames, readCircuitOptions } from '../machines/circuit-options.ts'
import { type RateOptions, rateOptionNames, readRateOptions } from '../machines/rate-limit.ts'
import type { RetryBudgetOptions } from '../machines/retry-budget.ts'
import { type Priority, priorities } from '../machines/waiting-line.ts'
import { duration, known, list, number, of, only, policy, whole } from '../option-checks.ts'

/** What a policy may look at to decide on a key: nothing of the body. */
export type RequestFacts = Readonly<{ url: string; origin: string; method: string; headers: Headers }>

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
  /** First wait, doubled by each further one. Default 1000 ms. */
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
  /** Statuses worth a retry. Default 408, 425, 429 and all of 5xx but 501 and 505. */
  statuses?: readonly number[]
  /** What all retries of a gate may spend together; `false` for no bound. */
  budget?: Partial<RetryBudgetOptions> | false
  /** Asked last; `false` gives the caller what there is. It cannot allow what the rules forbid. */
  shouldRetry?: (failed: FailedAttempt) => boolean
  /** Told before each wait. */
  onRetry?: (failed: FailedAttempt & Readonly<{ delayMs: number }>) => void
}>

export type FetchCircuitOptions = CircuitOptions &
  Readonly<{
    /** `both` (default) keeps one circuit for each endpoint and one for the whole gate. */
    scope?: 'both' | 'endpoint' | 'gate'
  }>

export type FetchRateOptions = RateOptions &
  Readonly<{
    /** Default `refuse`: at once, with `RateLimitedError`. `wait` keeps the call in line. */
    onLimit?: 'refuse' | 'wait'
    /** Whose limit it is: one per key within a gate. Default: one for the gate. */
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
  /** The wire. Default: the platform's `fetch`, looked up at each request. */
  fetch?: typeof globalThis.fetch
  clock?: Clock
  random?: Random
  timeout?: TimeoutOptions | false
  retry?: RetryOptions | false
  circuit?: FetchCircuitOptions | false
  rateLimit?: FetchRateOptions | false
  concurrency?: ConcurrencyOptions | false
  /** Identical GETs and HEADs in flight share one request. Default true. */
  dedupe?: boolean
  /** Which gate a request stands at. Default: its origin. Add the credential to part users. */
  partition?: (request: RequestFacts) => string
}>

/** Settings of one call, under the key `holdfast` of its init. */
export type CallSettings = Readonly<{
  retry?: false
  dedupe?: false
  /** Total for this call. */
  timeoutMs?: number | false
  /** One attempt of this call. */
  attemptTimeoutMs?: number | false
  /** What one attempt of this call costs the rate limit. */
  cost?: number
  /** A gate of its own within the origin, such as `tenant-7`. */
  partition?: string
}>

/** What a call may pass: the platform's own members, and ours under one key. */
export type HoldfastInit = RequestInit & Readonly<{ holdfast?: CallSettings }>

/** All of {@link FetchOptions} with every default filled in and every value checked. */
export type Settings = {
  name: string
  wire: typeof globalThis.fetch
  clock: Clock
  random: Random
  totalMs: number | false
  attemptMs: number | false
  retry: RetrySettings | false
  circuit: (BreakerOptions & { scope: 'both' | 'endpoint' | 'gate' }) | false
  rateLimit: RateSettings | false
  concurrency: { limit: number; maxQueue: number; maxWaitMs: number | false }
  dedupe: boolean
  partition: ((request: RequestFacts) => string) | undefined
}

export type RetrySettings = BackoffOptions &
  Pick<RetryOptions, 'shouldRetry' | 'onRetry'> & {
    limit: number
    methods: readonly string[]
    statuses: readonly number[] | undefined
    budget: RetryBudgetOptions | false
  }

export type RateSettings = Required<RateOptions> &
  Pick<FetchRateOptions, 'key' | 'cost'> & { onLimit: 'refuse' | 'wait' }

const idempotentMethods = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'QUERY']
const unbounded = { limit: Number.POSITIVE_INFINITY, maxQueue: Number.POSITIVE_INFINITY, maxWaitMs: false } as const

/** @throws ConfigError that names the option, its value and its legal range */
export function readFetchOptions(options: FetchOptions): Settings {
  known('', options, [
    ...['name', 'fetch', 'clock', 'random', 'timeout', 'retry', 'circuit', 'rateLimit'],
    ...['concurrency', 'dedupe', 'partition'],
  ])
  const timeout = policy('timeout', options.timeout, ['totalMs', 'attemptMs'])
  const attemptMs = timeout && duration('timeout.attemptMs', timeout.attemptMs ?? 10_000)
  return {
    name: of('name', options.name ?? 'default', 'string'),
    wire: options.fetch
      ? of('fetch', options.fetch, 'function')
      : (input, init) => globalThis.fetch(input, init),
    clock: of('clock', options.clock ?? systemClock, 'object'),
    random: of('random', options.random ?? systemRandom, 'function'),
    totalMs: timeout && duration('timeout.totalMs', timeout.totalMs ?? 30_000),
    attemptMs,
    retry: readRetry(policy('retry', options.retry, retryKeys)),
    circuit: readCircuit(
      policy('circuit', options.circuit, [...circuitOptionNames, 'scope']),
      attemptMs,
    ),
    rateLimit: readRate(
      policy('rateLimit', options.rateLimit, [...rateOptionNames, 'onLimit', 'key', 'cost']),
    ),
    concurrency: readConcurrency(
      policy('concurrency', options.concurrency, ['limit', 'maxQueue', 'maxWaitMs']),
    ),
    dedupe: of('dedupe', options.dedupe ?? true, 'boolean'),
    partition: options.partition && of('partition', options.partition, 'function'),
  }
}

/** @throws ConfigError, as for the options of the whole fetch */
export function readCallSettings(settings: CallSettings): CallSettings {
  const { retry, dedupe, timeoutMs, attemptTimeoutMs, cost, partition } = settings
  known('holdfast.', settings, [
    ...['retry', 'dedupe', 'timeoutMs', 'attemptTimeoutMs', 'cost', 'partition'],
  ])
  if (retry !== undefined) only('holdfast.retry', retry, [false])
  if (dedupe !== undefined) only('holdfast.dedupe', dedupe, [false])
  if (timeoutMs !== undefined) duration('holdfast.timeoutMs', timeoutMs)
  if (attemptTimeoutMs !== undefined) duration('holdfast.attemptTimeoutMs', attemptTimeoutMs)
  if (cost !== undefined) number('holdfast.cost', cost, 0, 1e6)
  if (partition !== undefined) of('holdfast.partition', partition, 'string')
  return settings
}

/** @throws ConfigError */
export const readPriority = (priority: unknown): Priority =>
  priority === undefined ? 'auto' : only('priority', priority as Priority, priorities)

const retryKeys = [
  ...['limit', 'baseMs', 'maxMs', 'jitterRatio', 'methods', 'statuses', 'budget'],
  ...['shouldRetry', 'onRetry'],
]

function readRetry(retry: RetryOptions | false): RetrySettings | false {
  if (!retry) return false
  const budget = policy('retry.budget', retry.budget, ['tokens', 'refillRatio'])
  return {
    limit: whole('retry.limit', retry.limit ?? 3, 0, 100),
    baseMs: number('retry.baseMs', retry.baseMs ?? 1000, 0, 1e12),
    maxMs: number('retry.maxMs', retry.maxMs ?? 30_000, 0, 1e12),
    jitterRatio: number('retry.jitterRatio', retry.jitterRatio ?? 0.5, 0, 1),
    methods: list('retry.methods', retry.methods ?? idempotentMethods, 'string').map((method) =>
      method.toUpperCase(),
    ),
    statuses: retry.statuses && list('retry.statuses', retry.statuses, 'number'),
    budget: budget && {
      tokens: number('retry.budget.tokens', budget.tokens ?? 10, 0, 1e6),
      refillRatio: number('retry.budget.refillRatio', budget.refillRatio ?? 0.1, 0, 1),
    },
    ...(retry.shouldRetry && { shouldRetry: of('retry.shouldRetry', retry.shouldRetry, 'function') }),
    ...(retry.onRetry && { onRetry: of('retry.onRetry', retry.onRetry, 'function') }),
  }
}

const scopes = ['both', 'endpoint', 'gate'] as const

function readCircuit(
  circuit: FetchCircuitOptions | false,
  attemptMs: number | false,
): Settings['circuit'] {
  if (!circuit) return false
  return {
    ...readCircuitOptions('circuit.', circuit, attemptMs || 60_000),
    scope: only('circuit.scope', circuit.scope ?? 'both', scopes),
  }
}

function readRate(rate: FetchRateOptions | false): RateSettings | false {
  if (!rate) return false
  return {
    ...readRateOptions('rateLimit.', rate),
    onLimit: only('rateLimit.onLimit', rate.onLimit ?? 'refuse', ['refuse', 'wait']),
    ...(rate.key && { key: of('rateLimit.key', rate.key, 'function') }),
    ...(rate.cost && { cost: of('rateLimit.cost', rate.cost, 'function') }),
  }
}

function readConcurrency(concurrency: ConcurrencyOptions | false): Settings['concurrency'] {
  if (!concurrency) return unbounded
  return {
    limit: whole('concurrency.limit', concurrency.limit ?? 10, 1, 10_000),
    maxQueue: whole('concurrency.maxQueue', concurrency.maxQueue ?? 1000, 0, 1e6),
    maxWaitMs: duration('concurrency.maxWaitMs', concurrency.maxWaitMs ?? false),
  }
}
