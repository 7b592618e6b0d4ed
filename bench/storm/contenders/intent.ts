import { StatusError } from './contender.ts'

/** What all contenders mean to do, as far as their options can say it. */
export const intent = {
  concurrent: 10,
  retries: 3,
  baseMs: 1000,
  maxMs: 30_000,
  totalMs: 30_000,
  breakerFailures: 5,
  breakerOpenMs: 60_000,
} as const

/** 1 s, 2 s, 4 s, each ±50 %. `retry` counts from 1. */
export const backoffMs = (retry: number): number =>
  Math.min(intent.maxMs, intent.baseMs * 2 ** (retry - 1)) * (0.5 + Math.random())

/** What a careful hand retries, and a breaker should count: no answer, 408, 429 and 5xx. */
export function isTransient(error: unknown): boolean {
  if (error instanceof StatusError) return isTransientStatus(error.status)
  return error instanceof Error && error.name !== 'AbortError'
}

export const isTransientStatus = (status: number): boolean =>
  status === 408 || status === 429 || status >= 500

/** The caller's signal, and the total time. */
export const bounded = (signal: AbortSignal): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(intent.totalMs)])
