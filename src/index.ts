export type { ClientOptions, RequestOptions } from './client/client-options.ts'
export { type Client, createClient } from './client/create-client.ts'
export type { CorrelationOptions } from './client/correlation.ts'
export { type FieldErrors, fieldErrors } from './client/field-errors.ts'
export type { ResponsePromise } from './client/trip.ts'
export type { Clock, Random, Timer } from './clock.ts'
export {
  AbortedError,
  CircuitOpenError,
  ConfigError,
  type ErrorCode,
  type HoldfastError,
  HttpError,
  isHoldfastError,
  NetworkError,
  OfflineError,
  ParseError,
  type ProblemDetails,
  ProblemError,
  QueueFullError,
  RateLimitedError,
  TimeoutError,
  type TimeoutPhase,
  ValidationError,
  type ValidationIssue,
} from './errors.ts'
export type { CircuitPhase, HoldfastEvent, Listener, Verdict } from './events.ts'
export {
  type Adaptive,
  adaptive,
  type AdaptivePolicyOptions,
  type Ended,
} from './fetch/adaptive.ts'
export { createFetch, type HoldfastFetch } from './fetch/create-fetch.ts'
export type { BudgetStats, CircuitStats, QueueStats, RateStats, Stats } from './fetch/engine.ts'
export type { HealthCheck } from './fetch/health-check.ts'
export { hedge, type HedgeDelay, type HedgeOptions } from './fetch/hedge.ts'
export type {
  CallSettings,
  ConcurrencyOptions,
  FailedAttempt,
  FetchCircuitOptions,
  FetchOptions,
  FetchRateOptions,
  HoldfastInit,
  RequestFacts,
  RestoredCircuits,
  RetryOptions,
  TimeoutOptions,
} from './fetch/options.ts'
export { circuitSnapshot, restoredCircuits } from './fetch/restored-circuits.ts'
export {
  type BackendHealth,
  type BackendHealthOptions,
  checkBackendHealth,
} from './health/check-backend-health.ts'
export {
  createHealthMonitor,
  type Health,
  type HealthMonitor,
  type HealthMonitorOptions,
  type HealthResult,
} from './health/health-monitor.ts'
export type { CircuitOptions } from './machines/circuit-options.ts'
export type { CircuitSnapshot, FetchSnapshot } from './machines/circuit-snapshot.ts'
export type { HealthStatus } from './machines/health.ts'
export type { RateOptions } from './machines/rate-limit.ts'
export {
  type CircuitBreaker,
  circuitBreaker,
  type CircuitBreakerOptions,
  type CircuitBreakerStats,
} from './policies/circuit-breaker.ts'
export {
  type Answers,
  createLoader,
  type Loader,
  type LoaderOptions,
} from './policies/create-loader.ts'
export type { CircuitChange, CircuitState } from './policies/named-circuit.ts'
export {
  RATE_TIERS,
  type RateCheck,
  type RateLimiter,
  rateLimiter,
  type RateLimiterOptions,
  type RateLimiterStats,
} from './policies/rate-limiter.ts'
export {
  type RequestBatcher,
  requestBatcher,
  type RequestBatcherOptions,
  type SharedContext,
} from './policies/request-batcher.ts'
export {
  AGGRESSIVE_RETRY,
  type AttemptContext,
  CONSERVATIVE_RETRY,
  type PlannedRetry,
  QUICK_RETRY,
  retryWithBackoff,
  type RetryWithBackoffOptions,
} from './policies/retry-with-backoff.ts'
export {
  type TaskOptions,
  type TaskQueue,
  taskQueue,
  type TaskQueueOptions,
  type TaskQueueStats,
} from './policies/task-queue.ts'
export { createRedactor, type Redact, redact, type RedactorOptions } from './redact.ts'
export {
  type ConsoleLike,
  consoleLogger,
  type ConsoleLoggerOptions,
  type LogLevel,
} from './telemetry/console-logger.ts'
export type { ReportContext, Reporter } from './telemetry/reporter.ts'
