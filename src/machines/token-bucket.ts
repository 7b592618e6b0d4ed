/** A bucket of `limit` tokens that fills evenly, all of it in `windowMs` milliseconds. */
export type TokenBucketOptions = Readonly<{ limit: number; windowMs: number }>

/** `tokens` as they were at `atMs`. Plain JSON. */
export type TokenBucket = { tokens: number; atMs: number }

export const fullBucket = ({ limit }: TokenBucketOptions, nowMs: number): TokenBucket => ({
  tokens: limit,
  atMs: nowMs,
})

/** The tokens there are now. A clock that stands still or steps back adds and takes nothing. */
export function bucketRoom(
  bucket: TokenBucket,
  { limit, windowMs }: TokenBucketOptions,
  nowMs: number,
): number {
  const elapsedMs = Math.max(0, nowMs - bucket.atMs)
  bucket.tokens = Math.min(limit, bucket.tokens + (elapsedMs * limit) / windowMs)
  bucket.atMs = nowMs
  return bucket.tokens
}

/** Books a start. The caller has looked at the room first. */
export function bucketTake(bucket: TokenBucket, cost: number): void {
  bucket.tokens -= cost
}

/** Milliseconds until `cost` fits: 0 where it fits now, `Infinity` where it never can. */
export function bucketWaitMs(
  bucket: TokenBucket,
  options: TokenBucketOptions,
  cost: number,
  nowMs: number,
): number {
  if (cost > options.limit) return Number.POSITIVE_INFINITY
  const missing = cost - bucketRoom(bucket, options, nowMs)
  return Math.ceil((Math.max(0, missing) * options.windowMs) / options.limit)
}
