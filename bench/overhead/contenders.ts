import axios from 'axios'
import {
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel'
import { createClient, createFetch } from 'holdfast'
import ky from 'ky'
import CircuitBreaker from 'opossum'
import PQueue from 'p-queue'

/** A way to make one request and read its answer as text. */
export type Contender = Readonly<{
  name: string
  /** True where it has a line of its own in which calls wait. */
  hasLine: boolean
  /** @param atOnce  how many calls it may have in flight; all other limits are lifted */
  open: (wire: typeof fetch, atOnce: number) => () => Promise<unknown>
}>

const url = 'https://api.test/items/42'
const many = 1_000_000
/** The most that all of them allow. */
export const unlimited = 10_000

/**
 * Nothing refuses and nothing is shared; everything else stands as by default. The window is short,
 * so that the limit has about as many starts to remember as it has by default.
 */
const lifted = (wire: typeof fetch, atOnce: number) => ({
  fetch: wire,
  dedupe: false,
  rateLimit: { limit: many, windowMs: 10 },
  concurrency: { limit: atOnce, maxQueue: many },
})
const off = {
  timeout: false,
  retry: false,
  circuit: false,
  rateLimit: false,
  concurrency: false,
  dedupe: false,
} as const

const text = (answer: Response) => answer.text()

const native: Contender = {
  name: 'stub alone',
  hasLine: false,
  open: (wire) => () => wire(url).then(text),
}

const bareFetch: Contender = {
  name: 'createFetch, policies off',
  hasLine: false,
  open(wire) {
    const fetch = createFetch({ fetch: wire, ...off })
    return () => fetch(url).then(text)
  },
}

const heldFetch: Contender = {
  name: 'createFetch',
  hasLine: true,
  open(wire, atOnce) {
    const fetch = createFetch(lifted(wire, atOnce))
    return () => fetch(url).then(text)
  },
}

const client: Contender = {
  name: 'createClient',
  hasLine: true,
  open(wire, atOnce) {
    const made = createClient(lifted(wire, atOnce))
    return () => made.get(url).text()
  },
}

const kyAlone: Contender = {
  name: 'ky',
  hasLine: false,
  open(wire) {
    const made = ky.create({ fetch: wire })
    return () => made.get(url).text()
  },
}

const kyCockatiel: Contender = {
  name: 'ky + cockatiel',
  hasLine: true,
  open(wire, atOnce) {
    const made = ky.create({ fetch: wire, retry: 0, timeout: false })
    const policy = wrap(
      timeout(30_000, TimeoutStrategy.Aggressive),
      retry(handleAll, { maxAttempts: 3, backoff: new ExponentialBackoff() }),
      circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(5) }),
      bulkhead(atOnce, many),
    )
    return () => policy.execute(({ signal }) => made.get(url, { signal }).text())
  },
}

const breakerOptions = {
  ...{ errorThresholdPercentage: 50, volumeThreshold: 5, resetTimeout: 60_000, capacity: many },
  enableSnapshots: false,
} as const

const axiosOpossum: Contender = {
  name: 'axios + opossum',
  hasLine: false,
  open(wire) {
    const made = axios.create({ adapter: 'fetch', env: { fetch: wire }, responseType: 'text' })
    const get = (signal: AbortSignal) => made.get<string>(url, { signal })
    const breaker = new CircuitBreaker(get, { ...breakerOptions, timeout: 30_000 })
    return () => breaker.fire(AbortSignal.timeout(10_000)).then(({ data }) => data)
  },
}

/** A line, a total timeout, a retry loop, a breaker, an attempt timeout: what a careful team writes. */
const byHand: Contender = {
  name: 'by hand (p-queue, opossum)',
  hasLine: true,
  open(wire, atOnce) {
    const queue = new PQueue({ concurrency: atOnce })
    const send = (signal: AbortSignal) => wire(url, { signal })
    const breaker = new CircuitBreaker(send, { ...breakerOptions, timeout: false })
    const attempt = () => breaker.fire(AbortSignal.timeout(10_000))
    return () => {
      const signal = AbortSignal.timeout(30_000)
      return retried(() => queue.add(attempt, { signal }), signal).then(text)
    }
  },
}

async function retried(send: () => Promise<Response>, signal: AbortSignal): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await send()
      if (answer.status < 500 || attempt > 3) return answer
    } catch (error) {
      if (signal.aborted || attempt > 3) throw error
    }
    const waitMs = 1000 * 2 ** (attempt - 1) * (0.5 + Math.random())
    await new Promise((wake) => setTimeout(wake, waitMs))
  }
}

export const contenders: readonly Contender[] = [
  ...[native, bareFetch, heldFetch, client],
  ...[kyAlone, kyCockatiel, axiosOpossum, byHand],
]

export function contender(name: string): Contender {
  const found = contenders.find((one) => one.name === name)
  if (!found) throw new Error(`There is no contender '${name}'`)
  return found
}
