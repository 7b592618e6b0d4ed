import { type Clock, type Random, systemClock, systemRandom } from '../clock.ts'
import { ConfigError } from '../errors.ts'
import type { BackoffOptions } from '../machines/backoff.ts'
import type { BreakerOptions } from '../machines/breaker.ts'
import { circuitRows } from '../machines/circuit-options.ts'
import { type RateOptions, rateRows } from '../machines/rate-limit.ts'
import type { RetryBudgetOptions } from '../machines/retry-budget.ts'
import { priorities, type Priority } from '../machines/waiting-line.ts'
import {
  aClock,
  duration,
  list,
  number,
  of,
  only,
  policy,
  read,
  type Rows,
  whole,
} from '../option-checks.ts'
import type {
  CallSettings,
  FetchCircuitOptions,
  FetchOptions,
  FetchRateOptions,
  RequestFacts,
  RetryOptions,
} from './options.ts'
import { platformFetch } from './wire.ts'

/** All of {@link FetchOptions} with every default filled in and every value checked. */
export type Settings = {
  name: string
  fetch: typeof globalThis.fetch
  clock: Clock
  random: Random
  timeout: { totalMs: number | false; attemptMs: number | false }
  retry: RetrySettings | false
  circuit: CircuitSettings | false
  rateLimit: RateSettings | false
  concurrency: { limit: number; maxQueue: number; maxWaitMs: number | false }
  hedge: Exclude<FetchOptions['hedge'], false>
  adaptive: Exclude<FetchOptions['adaptive'], false>
  dedupe: boolean
  /** Who asks just now; empty for nobody. @throws ConfigError where that is no text */
  user: (() => string) | undefined
  origins: readonly string[]
  partition: ((request: RequestFacts) => string) | undefined
}

export type CircuitSettings = BreakerOptions &
  Required<Pick<FetchCircuitOptions, 'scope' | 'slowMs' | 'observeOnly' | 'maxWaitMs'>> &
  Pick<FetchCircuitOptions, 'fallback' | 'healthCheck' | 'initialState'>

export type RetrySettings = BackoffOptions &
  Pick<RetryOptions, 'shouldRetry' | 'onRetry'> & {
    limit: number
    methods: readonly string[]
    statuses: readonly number[] | undefined
    budget: RetryBudgetOptions | false
  }

export type RateSettings = Required<RateOptions> &
  Pick<FetchRateOptions, 'key' | 'cost'> & { onLimit: 'refuse' | 'wait' }

const budgetRows: Rows = {
  tokens: [5, number, 0, 1e6],
  refillRatio: [0.5, number, 0, 1],
}

const retryRows: Rows = {
  limit: [3, whole, 0, 100],
  baseMs: [300, number, 0, 1e12],
  maxMs: [30_000, number, 0, 1e12],
  jitterRatio: [0.5, number, 0, 1],
  methods: [['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'QUERY'], methods],
  statuses: [undefined, list, 'number'],
  budget: [{}, policy, budgetRows],
  shouldRetry: [undefined, of, 'function'],
  onRetry: [undefined, of, 'function'],
}

/** Asked where nothing may throw: what fails, or is no number from 0 to 1, is told of, and the platform's stands in. */
function chance(path: string, given: Random): Random {
  of(path, given, 'function')
  return () => {
    const value: unknown = safely(given)
    return typeof value === 'number' && value >= 0 && value <= 1 ? value : systemRandom()
  }
}

/** Every option of a fetch: its default and what is legal. */
const fetchRows: Rows = {
  name: ['default', of, 'string'],
  fetch: [platformFetch, of, 'function'],
  clock: [systemClock, aClock],
  random: [systemRandom, chance],
  timeout: [{}, policy, { totalMs: [30_000, duration], attemptMs: [10_000, duration] }],
  retry: [{}, policy, retryRows],
  circuit: [
    {},
    policy,
    {
      ...circuitRows,
      scope: ['both', only, ['both', 'endpoint', 'gate']],
      slowMs: [false, duration],
      observeOnly: [false, of, 'boolean'],
      maxWaitMs: [undefined, number, 0, 1e12],
      fallback: [undefined, of, 'function'],
      healthCheck: [undefined, of, 'function'],
      initialState: [undefined, of, 'function'],
    },
  ],
  rateLimit: [
    {},
    policy,
    {
      ...rateRows,
      onLimit: ['refuse', only, ['refuse', 'wait']],
      key: [undefined, of, 'function'],
      cost: [undefined, of, 'function'],
    },
  ],
  concurrency: [
    {},
    policy,
    {
      limit: [10, whole, 1, 10_000],
      maxQueue: [1000, whole, 0, 1e6],
      maxWaitMs: [false, duration],
    },
  ],
  hedge: [undefined, made],
  adaptive: [undefined, made],
  dedupe: [true, of, 'boolean'],
  user: [undefined, asked],
  origins: [[], origins],
  partition: [undefined, of, 'function'],
}

const callRows: Rows = {
  retry: [undefined, only, [false]],
  dedupe: [undefined, only, [false]],
  timeoutMs: [undefined, duration],
  attemptTimeoutMs: [undefined, duration],
  cost: [undefined, number, 0, 1e6],
  partition: [undefined, of, 'string'],
}

export const fetchOptionNames: readonly string[] = Object.keys(fetchRows)

const unbounded = { limit: Infinity, maxQueue: Infinity, maxWaitMs: false } as const

/** @throws ConfigError that names the option, its value and its legal range */
export function readFetchOptions(options: FetchOptions): Settings {
  const settings = read<Settings & Off>('', options, fetchRows)
  const timeout = settings.timeout || { totalMs: false, attemptMs: false }
  const circuit = settings.circuit && {
    ...settings.circuit,
    probeMs: timeout.attemptMs || 60_000,
    // Where there is an answer instead, nobody waits for a better one unless told to.
    maxWaitMs: settings.circuit.maxWaitMs ?? (settings.circuit.fallback ? 0 : 10_000),
  }
  return { ...settings, timeout, circuit, concurrency: settings.concurrency || unbounded }
}

/** Policies without which the rooms still need their values. */
type Off = { timeout: Settings['timeout'] | false; concurrency: Settings['concurrency'] | false }

/** @throws ConfigError, as for the options of the whole fetch */
export const readCallSettings = (settings: CallSettings): CallSettings =>
  read('holdfast.', settings, callRows)

/** One that is none is the platform's to refuse, where it knows of priorities at all. */
export const readPriority = (priority: unknown): Priority =>
  priorities.includes(priority as Priority) ? (priority as Priority) : 'auto'

/** A policy that comes as an import: what its function returns. */
function made<T>(path: string, given: (() => T) | false): (() => T) | undefined {
  if (given === false) return undefined
  // The import itself, not called, makes a function and no policy.
  if (typeof given !== 'function' || typeof given() !== 'object') {
    throw new ConfigError(path, given, `${path}(), or false`)
  }
  return given
}
import { safely } from '../user-code.ts'

/** A value, or a function that gives it. */
function asked(path: string, given: string | (() => string | undefined)): Settings['user'] {
  const text = (user = '') => of(path, user, 'string')
  if (typeof given === 'function') return () => text(given())
  const user = text(given)
  return () => user
}

function origins(path: string, given: readonly string[]): readonly string[] {
  for (const origin of list(path, given, 'string')) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new ConfigError(path, origin, 'an origin such as https://api.example.com')
    }
  }
  return given
}

function methods(path: string, given: readonly string[]): string[] {
  return list(path, given, 'string').map((method) => method.toUpperCase())
}
