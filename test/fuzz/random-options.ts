import { adaptive } from '../../src/fetch/adaptive.ts'
import { hedge } from '../../src/fetch/hedge.ts'
import type { CallSettings, FetchOptions, RequestFacts } from '../../src/fetch/options.ts'
import type { Dice } from './dice.ts'

/** Options of one episode, and what the fuzz must know of the callbacks among them. */
export type Chosen = {
  options: FetchOptions
  partitionOf: (facts: Pick<RequestFacts, 'url' | 'origin' | 'method'>) => string
  keyOf: (url: string) => string
  costOf: (url: string) => number
}

/** Twice as many gates: below the hundred past which idle ones are forgotten, budgets and all. */
const tenants = 45

export function randomOptions(dice: Dice): Chosen {
  const policy = <T>(make: () => T, off = 0.2): T | false | undefined =>
    dice.chance(off) ? false : dice.chance(0.15) ? undefined : make()
  const rate = policy(() => rateLimit(dice))
  const partitionOf = partition(dice) as Chosen['partitionOf'] | undefined
  const options = {
    timeout: policy(() => timeout(dice), 0.15),
    retry: policy(() => retry(dice)),
    circuit: policy(() => circuit(dice)),
    rateLimit: rate,
    concurrency: policy(() => ({
      limit: dice.pick(1, 1, 2, 3, 10),
      maxQueue: dice.pick(0, 1, 3, 10, 1000),
      maxWaitMs: dice.pick<number | false>(false, false, 1, 100, 2000),
    })),
    hedge: dice.chance(0.3) && hedge(randomHedge(dice)),
    adaptive: dice.chance(0.2) && adaptive(randomAdaptive(dice)),
    dedupe: dice.pick(true, false),
    partition: partitionOf,
  }
  return {
    options: given(options),
    partitionOf: partitionOf ?? (({ origin }) => origin),
    keyOf: (rate && rate.key && ((url) => rate.key?.({ url }) || '')) || (() => ''),
    costOf: (rate && rate.cost && ((url) => rate.cost?.({ url }) ?? 1)) || (() => 1),
  }
}

/** Without the members that are `undefined`. */
const given = (options: object): object =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

const timeout = (dice: Dice) => ({
  totalMs: dice.pick<number | false>(false, 1, 50, 1000, 5000, 30_000, 100_000),
  attemptMs: dice.pick<number | false>(false, 1, 40, 700, 4000, 10_000, 60_000),
})

const retry = (dice: Dice) =>
  given({
    limit: dice.pick(0, 1, 2, 3, 5),
    baseMs: dice.pick(0, 1, 10, 100, 1000),
    maxMs: dice.pick(0, 5, 1000, 30_000),
    jitterRatio: dice.pick(0, 0.5, 1),
    methods: dice.pick(undefined, ['GET'], ['get', 'post', 'PUT'], []),
    statuses: dice.pick(undefined, undefined, [404], [500, 503], []),
    budget: dice.pick<object | false>(
      ...[false as const, {}, {}, { tokens: 0 }, { tokens: 1, refillRatio: 0.5 }],
      { tokens: 3, refillRatio: 0 },
      { tokens: 2.5, refillRatio: 1 },
    ),
  })

const circuit = (dice: Dice) => ({
  failures: dice.int(1, 6),
  openMs: dice.pick<number | object>(1, 100, 5000, { min: 50, max: 400 }, {}),
  successes: dice.int(1, 3),
  window: {
    durationMs: dice.pick(1, 100, 5000, 30_000),
    minimumCalls: dice.int(1, 10),
    failureRatio: dice.pick(0.01, 0.5, 0.9, 1),
  },
  scope: dice.pick('both', 'both', 'endpoint', 'gate'),
  slowMs: dice.pick<number | false>(false, false, 20, 3000),
  observeOnly: dice.chance(0.1),
  maxWaitMs: dice.pick(0, 0, 1, 300, 5000, 10_000),
  ...(dice.chance(0.2) && { healthCheck: () => healthOf(dice) }),
  ...(dice.chance(0.2) && { fallback: (refusal: Error) => fallback(dice, refusal) }),
})

function healthOf(dice: Dice): boolean | Promise<boolean> {
  if (dice.chance(0.1)) throw new Error('no health')
  return dice.chance(0.1) ? new Promise<never>(() => undefined) : dice.chance(0.5)
}

const randomHedge = (dice: Dice) =>
  dice.chance(0.5)
    ? { delayMs: dice.pick(1, 30, 500, 3000) }
    : { quantile: dice.pick(0.5, 0.95), minimumSamples: dice.pick(1, 5) }

const randomAdaptive = (dice: Dice) => ({
  concurrency: dice.chance(0.7) && { initial: dice.int(1, 5), min: 1, minimumSamples: 1 },
  throttle: dice.chance(0.7) && { minimumRequests: dice.pick(1, 10), multiplier: dice.pick(1, 2) },
})

/** Tells an answer of ours from one of the wire. */
export const fallbackText = 'fallback'

function fallback(dice: Dice, refusal: Error): Response | Promise<Response> {
  if (dice.chance(0.2)) throw refusal
  const response = new Response(fallbackText, { statusText: fallbackText })
  return dice.chance(0.5) ? response : Promise.resolve(response)
}

/** Callbacks that look at nothing but the URL. */
type Url = Readonly<{ url: string }>
type OfUrl<T> = ((facts: Url) => T) | undefined

const rateLimit = (dice: Dice) => {
  const limit = dice.pick(1, 2, 2.5, 5, 10, 100)
  return {
    limit,
    windowMs: dice.pick(1, 50, 1000, 5000, 60_000),
    algorithm: dice.pick('sliding-window', 'token-bucket'),
    onLimit: dice.pick('refuse', 'wait'),
    ...(dice.chance(0.4) && { key: ({ url }: Url) => url.slice(-1) }),
    ...(dice.chance(0.4) && {
      cost: ({ url }: Url) => (url.length % 4) * (limit / 4),
    }),
  } as {
    key?: OfUrl<string>
    cost?: OfUrl<number>
  }
}

const partition = (dice: Dice): FetchOptions['partition'] => {
  const kind = dice.weighted({ none: 6, one: 1, method: 1, tenants: 2 })
  if (kind === 'one') return () => 'all'
  if (kind === 'method') return ({ origin, method }) => `${origin} ${method}`
  if (kind === 'tenants') return ({ url }) => url.split('?')[1] ?? 'none'
  return undefined
}

/** Settings of one call, undefined for most. */
export function randomSettings(dice: Dice): CallSettings | undefined {
  if (dice.chance(0.75)) return undefined
  return given({
    retry: dice.pick(undefined, false),
    dedupe: dice.pick(undefined, undefined, false),
    timeoutMs: dice.pick<number | false | undefined>(undefined, undefined, false, 1, 300, 20_000),
    attemptTimeoutMs: dice.pick<number | false | undefined>(undefined, undefined, false, 30, 9000),
    cost: dice.pick(undefined, undefined, undefined, 0, 0.1, 1, 2, 200),
    partition: dice.pick(undefined, undefined, undefined, 'gold'),
  })
}

const paths = ['a', 'b', 'items/1', 'items/2', 'deep/path/to/x']
const origins = ['https://api.test', 'https://api.test', 'https://other.test', 'http://localhost:1']

export const randomUrl = (dice: Dice): string => {
  const query = dice.chance(0.6) ? `?${dice.int(1, tenants)}` : ''
  return `${dice.pick(...origins)}/${dice.pick(...paths)}${query}`
}
