import axios from 'axios'
import axiosRetry, { exponentialDelay } from 'axios-retry'
import CircuitBreaker from 'opossum'
import type { Contender } from './contender.ts'
import { intent, isTransientStatus } from './intent.ts'

/**
 * One breaker around the instance. opossum opens by percentage, so "5 failures" is half of at
 * least 5 calls in a minute; `capacity` is its bulkhead.
 */
export const axiosOpossum: Contender = {
  name: 'axios + axios-retry + opossum',
  hasTimeout: true,
  open(wire) {
    const client = axios.create({
      adapter: 'fetch',
      env: { fetch: wire },
      timeout: intent.totalMs,
    })
    axiosRetry(client, {
      retries: intent.retries,
      // It doubles before the first wait already.
      retryDelay: (retry, error) => exponentialDelay(retry, error, intent.baseMs / 2),
    })
    const get = (url: string, signal: AbortSignal) => client.get<unknown>(url, { signal })
    const breaker = new CircuitBreaker(get, { ...breakerOptions, errorFilter: isNoFailure })
    return {
      get: (url, signal) => breaker.fire(url, signal),
      close: () => breaker.shutdown(),
    }
  },
}

/** Shared with the hand-made composition. */
export const breakerOptions = {
  timeout: intent.totalMs,
  capacity: intent.concurrent,
  errorThresholdPercentage: 50,
  volumeThreshold: intent.breakerFailures,
  rollingCountTimeout: 60_000,
  resetTimeout: intent.breakerOpenMs,
  enableSnapshots: false,
} as const

function isNoFailure(error: unknown): boolean {
  if (axios.isCancel(error)) return true
  const status = axios.isAxiosError(error) ? error.response?.status : undefined
  return status !== undefined && !isTransientStatus(status)
}
