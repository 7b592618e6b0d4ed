import { number, only, read, type Rows } from '../option-checks.ts'
import {
  emptyWindow,
  type SlidingWindow,
  windowRoom,
  windowTake,
  windowWaitMs,
} from './sliding-window.ts'
import {
  bucketRoom,
  bucketTake,
  bucketWaitMs,
  fullBucket,
  type TokenBucket,
} from './token-bucket.ts'

/** How much may start in how much time. */
export type RateOptions = Readonly<{
  /** Cost that may start in any window. 1 to 1 000 000, default 100. */
  limit?: number
  /** 1 ms or more, default 60 000 ms. */
  windowMs?: number
  /** Default `sliding-window`: exact. `token-bucket` refills evenly and allows a burst of `limit`. */
  algorithm?: 'sliding-window' | 'token-bucket'
}>

export const rateRows: Rows = {
  limit: [100, number, 1, 1e6],
  windowMs: [60_000, number, 1, 1e12],
  algorithm: ['sliding-window', only, ['sliding-window', 'token-bucket']],
}

/** @throws ConfigError */
export const readRateOptions = (path: string, given: RateOptions): Required<RateOptions> =>
  read(path, given, rateRows)

/** One limit for each key. Keys that have been idle for a window are forgotten, in time. */
export type RateLimits = Map<string, SlidingWindow | TokenBucket> & {
  /** The number of keys at which a new one first looks for idle ones to forget. */
  crowd?: number
}

const fresh = (options: Required<RateOptions>, nowMs: number): SlidingWindow | TokenBucket =>
  options.algorithm === 'sliding-window' ? emptyWindow() : fullBucket(options, nowMs)

const smallestCrowd = 100

/** The cost that may start now. */
export function rateRoom(
  limits: RateLimits,
  options: Required<RateOptions>,
  key: string,
  nowMs: number,
): number {
  const limit = limits.get(key) ?? fresh(options, nowMs)
  return 'used' in limit ? windowRoom(limit, options, nowMs) : bucketRoom(limit, options, nowMs)
}

/** Books a start. The caller has looked at the room first. */
export function rateTake(
  limits: RateLimits,
  options: Required<RateOptions>,
  key: string,
  cost: number,
  nowMs: number,
): void {
  let limit = limits.get(key)
  if (limit === undefined) {
    if (limits.size >= (limits.crowd ?? smallestCrowd)) forgetIdle(limits, options, nowMs)
    limits.set(key, (limit = fresh(options, nowMs)))
  }
  if ('used' in limit) windowTake(limit, cost, nowMs)
  else bucketTake(limit, cost)
}

/** Milliseconds until `cost` fits: 0 where it fits now, `Infinity` where it never can. */
export function rateWaitMs(
  limits: RateLimits,
  options: Required<RateOptions>,
  key: string,
  cost: number,
  nowMs: number,
): number {
  const limit = limits.get(key) ?? fresh(options, nowMs)
  return 'used' in limit
    ? windowWaitMs(limit, options, cost, nowMs)
    : bucketWaitMs(limit, options, cost, nowMs)
}

function forgetIdle(limits: RateLimits, options: Required<RateOptions>, nowMs: number): void {
  for (const key of limits.keys()) {
    if (rateRoom(limits, options, key, nowMs) >= options.limit) limits.delete(key)
  }
  // Twice those who are left: looking costs each new key a constant share, however many are active.
  limits.crowd = Math.max(smallestCrowd, limits.size * 2)
}
