import { z } from '@hono/zod-openapi'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** A path prefix, by whole segments; a slash at its end is left out. */
export const prefixSchema = z
  .string({ error: 'prefix must be text.' })
  .max(200, 'prefix must have at most 200 characters.')
  .regex(/^\/[^\s?#]*$/, 'prefix must be a path that begins with "/", such as /api/v1/projects.')
  .transform((path) => path.replace(/\/+$/, '') || '/')
  .refine((path) => !isChaosPath(path), 'The chaos desk itself cannot be broken.')

/**
 * What goes wrong for the paths below one prefix. Durations in milliseconds; what is left out is off.
 *
 * A prefix matches whole segments: `/health` also `/health/detailed`, never `/healthy`.
 */
export const chaosRuleSchema = z
  .strictObject({
    prefix: prefixSchema.default('/'),
    latencyMs: between('latencyMs', 0, MINUTE_MS).default(0),
    jitterMs: between('jitterMs', 0, MINUTE_MS).default(0),
    errorRatio: z
      .number({ error: 'errorRatio must be a number from 0 to 1.' })
      .min(0, 'errorRatio must be at least 0.')
      .max(1, 'errorRatio must be at most 1.')
      .default(0),
    errorStatus: between('errorStatus', 400, 599).default(503),
    outage: flag('outage'),
    stallBody: flag('stallBody'),
    rateLimit: z
      .strictObject(
        {
          limit: between('rateLimit.limit', 1, 1_000_000),
          windowMs: between('rateLimit.windowMs', 10, HOUR_MS),
        },
        { error: 'rateLimit must be null or { limit, windowMs }.' },
      )
      .nullable()
      .default(null),
  })
  .openapi('ChaosRule')

/**
 * What goes wrong for the paths below one prefix.
 *
 * - `latencyMs` + up to `jitterMs` more, drawn evenly, pass before the request is handled
 * - `errorRatio` of requests (0 to 1) get `errorStatus` (400 to 599, default 503) without being handled
 * - `outage`: the connection is dropped without an answer, that of a preflight too
 * - `stallBody`: headers and half of the body arrive, then nothing until the rule goes
 * - `rateLimit`: above `limit` requests in a window of `windowMs`, 429 with `Retry-After`
 */
export type ChaosRule = z.infer<typeof chaosRuleSchema>

/** Whether a path belongs to the chaos desk, which no rule reaches. */
export function isChaosPath(path: string): boolean {
  return isBelow(path, '/chaos')
}

/** Whether a path is the prefix or lies below it, by whole segments. */
export function isBelow(path: string, above: string): boolean {
  return above === '/' || path === above || path.startsWith(`${above}/`)
}

function between(label: string, min: number, max: number) {
  const error = `${label} must be a whole number from ${min} to ${max}.`
  return z.int({ error }).min(min, error).max(max, error)
}

function flag(label: string) {
  return z.boolean({ error: `${label} must be true or false.` }).default(false)
}
