import { type Clock, type Random, systemClock, systemRandom } from '../clock.ts'
import type { BackoffOptions } from '../machines/backoff.ts'
import type { BreakerOptions } from '../machines/breaker.ts'
import { circuitOptionNames, readCircuitOptions } from '../machines/circuit-options.ts'
import { rateOptionNames, type RateOptions, readRateOptions } from '../machines/rate-limit.ts'
import type { RetryBudgetOptions } from '../machines/retry-budget.ts'
import { priorities, type Priority } from '../machines/waiting-line.ts'
import { duration, known, list, number, of, only, policy, whole } from '../option-checks.ts'
import type {
  CallSettings,
  ConcurrencyOptions,
  FetchCircuitOptions,
  FetchOptions,
  FetchRateOptions,
  RequestFacts,
  RetryOptions,
} from './options.ts'

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
const unbounded = {
  limit: Number.POSITIVE_INFINITY,
  maxQueue: Number.POSITIVE_INFINITY,
  maxWaitMs: false,
} as const

export const fetchOptionNames: readonly string[] = [
  ...['name', 'fetch', 'clock', 'random', 'timeout', 'retry', 'circuit', 'rateLimit'],
  ...['concurrency', 'dedupe', 'partition'],
]

/** @throws ConfigError that names the option, its value and its legal range */
export function readFetchOptions(options: FetchOptions): Settings {
  known('', options, fetchOptionNames)
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
    ...(retry.shouldRetry && {
      shouldRetry: of('retry.shouldRetry', retry.shouldRetry, 'function'),
    }),
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
