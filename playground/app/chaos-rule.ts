/** What the backend breaks for the paths below one prefix; zeros and `false` are off. */
export type ChaosRule = Readonly<{
  prefix: string
  latencyMs: number
  jitterMs: number
  /** 0 to 1. */
  errorRatio: number
  errorStatus: number
  outage: boolean
  stallBody: boolean
  rateLimit: Readonly<{ limit: number; windowMs: number }> | null
}>

/** A rule under which nothing is broken. */
export const healthy = (prefix: string): ChaosRule => ({
  prefix,
  latencyMs: 0,
  jitterMs: 0,
  errorRatio: 0,
  errorStatus: 503,
  outage: false,
  stallBody: false,
  rateLimit: null,
})

export const isHealthy = (rule: ChaosRule): boolean => faults(rule).length === 0

/** What a rule breaks, in words. */
export function faults(rule: ChaosRule): string[] {
  const { latencyMs, jitterMs, errorRatio, errorStatus, outage, stallBody, rateLimit } = rule
  if (outage) return ['connections dropped']
  const upTo = jitterMs > 0 ? `–${latencyMs + jitterMs}` : ''
  return [
    latencyMs + jitterMs > 0 && `${latencyMs}${upTo} ms late`,
    errorRatio > 0 && `${Math.round(errorRatio * 100)} % answer ${errorStatus}`,
    rateLimit && `${rateLimit.limit} requests in ${rateLimit.windowMs / 1_000} s`,
    stallBody && 'bodies stop half-way',
  ].filter((fault) => typeof fault === 'string')
}

export const PREFIXES = [
  { prefix: '/', label: 'All routes' },
  { prefix: '/api/v1/projects', label: 'Projects' },
  { prefix: '/health', label: 'Health' },
] as const

export const prefixLabel = (prefix: string): string =>
  PREFIXES.find((known) => known.prefix === prefix)?.label ?? prefix

/** The big buttons. */
export const PRESETS: readonly Readonly<{
  name: string
  hint: string
  rule: Partial<ChaosRule>
}>[] = [
  { name: 'Healthy', hint: 'all is well', rule: {} },
  { name: 'Slow', hint: '1.2–2 s late', rule: { latencyMs: 1_200, jitterMs: 800 } },
  { name: 'Flaky 30 %', hint: 'answers 503', rule: { errorRatio: 0.3 } },
  { name: 'Outage', hint: 'no answer', rule: { outage: true } },
  {
    name: 'Rate limited',
    hint: '5 in 10 s',
    rule: { rateLimit: { limit: 5, windowMs: 10_000 } },
  },
  { name: 'Stall', hint: 'half a body', rule: { stallBody: true } },
]

export const fits = (rule: ChaosRule, preset: Partial<ChaosRule>): boolean =>
  JSON.stringify(rule) === JSON.stringify({ ...healthy(rule.prefix), ...preset })
