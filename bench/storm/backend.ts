import type { VirtualTime } from './virtual-time.ts'

/** What the backend and the way to it are like; a scenario changes it while time passes. */
export type Conditions = {
  /** Requests worked on at once. */
  workers: number
  /** Requests that may wait for a worker; the next one gets 503 at once. */
  queue: number
  /** Service times are multiplied by this. */
  slowdown: number
  /** No connection can be made. */
  isDown: boolean
  /** This share of requests gets 503 at the door, at random. */
  failureRatio: number
  /** So many requests are let in during each window; the others get 429 with `Retry-After`. */
  quota: { limit: number; windowMs: number } | undefined
  /** One endpoint that answers 500 or never. */
  badEndpoint: string | undefined
}

export const healthy: Conditions = {
  workers: 20,
  queue: 200,
  slowdown: 1,
  isDown: false,
  failureRatio: 0,
  quota: undefined,
  badEndpoint: undefined,
}

/** One request at the backend, as long as anybody or any worker has to do with it. */
type Job = {
  url: string
  /** When its client hung up. */
  leftAt: number | undefined
  /** True where the backend finds out that the client hung up, see {@link noticesLeaving}. */
  notices: boolean
  isDropped: boolean
  serviceMs: number
  answer: (status: number, headers?: Record<string, string>) => void
  drop: () => void
}

/** One way: 15 to 25 ms. */
const oneWayMs = (random: () => number): number => 15 + random() * 10
/** 100 ms and an exponential tail of another 100 ms: 20 workers do 100 requests a second. */
const serviceMs = (random: () => number): number => 100 - 100 * Math.log(1 - random())
/** A proxy in front gives up on an endpoint that hangs. */
const proxyTimeoutMs = 60_000

/**
 * Three in ten of the requests whose client hung up are found out (a reset arrives where nothing
 * in between swallows it, and few servers look), half a second late at the earliest, and only when
 * a worker takes them from the queue: work that has begun is done to the end, as most handlers do.
 */
const noticesLeaving = { ratio: 0.3, delayMs: 500 }

/** One backend for the whole fleet: a line, workers, and what a scenario does to them. */
export class Backend {
  conditions: Conditions
  /** Requests sent by all clients, by the second. */
  readonly requests: number[] = []
  /** Milliseconds of work done, and done for nobody. */
  workedMs = 0
  wastedMs = 0
  readonly #time: VirtualTime
  readonly #random: () => number
  readonly #isWanted: (url: string) => boolean
  #line: Job[] = []
  readonly #working = new Set<Job>()
  #quotaWindow = -1
  #quotaUsed = 0

  /** @param isWanted  true while the user who caused this URL still waits */
  constructor(
    time: VirtualTime,
    random: () => number,
    conditions: Conditions,
    isWanted: (url: string) => boolean,
  ) {
    this.#time = time
    this.#random = random
    this.conditions = { ...conditions }
    this.#isWanted = isWanted
  }

  /** The wire of every client: `fetch` in signature and behaviour. */
  readonly fetch = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = input instanceof Request ? input : undefined
    const signal = init?.signal ?? request?.signal
    if (signal?.aborted) return Promise.reject(signal.reason)
    const second = Math.floor(this.#time.nowMs / 1000)
    this.requests[second] = (this.requests[second] ?? 0) + 1
    return new Promise((resolve, reject) => {
      const leave = () => {
        job.leftAt = this.#time.nowMs
        reject(signal?.reason)
      }
      const end = (settle: () => void) =>
        this.#time.after(oneWayMs(this.#random), () => {
          signal?.removeEventListener('abort', leave)
          settle()
        })
      const job: Job = {
        url: urlOf(input),
        leftAt: undefined,
        notices: this.#random() < noticesLeaving.ratio,
        isDropped: false,
        serviceMs: 0,
        answer: (status, headers) => end(() => resolve(responseOf(status, headers))),
        drop: () => end(() => reject(new TypeError('fetch failed'))),
      }
      signal?.addEventListener('abort', leave)
      this.#time.after(oneWayMs(this.#random), () => this.#arrive(job))
    })
  }

  /** From now on. Connections that stand are cut where the backend goes down. */
  change(conditions: Partial<Conditions>): void {
    Object.assign(this.conditions, conditions)
    if (this.conditions.isDown) {
      for (const job of this.#line.splice(0)) job.drop()
      this.cut(1)
    }
    this.#dispatch()
  }

  /** Cuts the connections of this share of the requests that are being worked on. */
  cut(ratio: number): void {
    const jobs = [...this.#working].slice(0, Math.ceil(this.#working.size * ratio))
    for (const job of jobs) {
      job.isDropped = true
      this.#working.delete(job)
      job.drop()
    }
  }

  #arrive(job: Job): void {
    const { isDown, failureRatio, queue } = this.conditions
    if (isDown) return job.drop()
    if (failureRatio > 0 && this.#random() < failureRatio) return job.answer(503)
    const waitMs = this.#quotaWaitMs()
    if (waitMs > 0) return job.answer(429, { 'retry-after': String(Math.ceil(waitMs / 1000)) })
    if (this.#hangs(job)) return void this.#time.after(proxyTimeoutMs, () => job.answer(504))
    if (this.#line.length >= queue) return job.answer(503)
    this.#line.push(job)
    this.#dispatch()
  }

  /** Milliseconds until the quota is renewed; 0 where this request is still within it. */
  #quotaWaitMs(): number {
    const { quota } = this.conditions
    if (!quota) return 0
    const window = Math.floor(this.#time.nowMs / quota.windowMs)
    if (window !== this.#quotaWindow) this.#quotaUsed = 0
    this.#quotaWindow = window
    if (this.#quotaUsed >= quota.limit) return (window + 1) * quota.windowMs - this.#time.nowMs
    this.#quotaUsed += 1
    return 0
  }

  #isBad({ url }: Job): boolean {
    const { badEndpoint } = this.conditions
    return badEndpoint !== undefined && url.includes(`/${badEndpoint}/`)
  }

  /** Every other request of the bad endpoint is never answered; it holds no worker meanwhile. */
  #hangs(job: Job): boolean {
    return this.#isBad(job) && this.#random() < 0.5
  }

  #dispatch(): void {
    while (this.#working.size < this.conditions.workers) {
      const job = this.#line.shift()
      if (!job) return
      if (!this.#knowsItLeft(job)) this.#work(job)
    }
  }

  #knowsItLeft({ notices, leftAt }: Job): boolean {
    return notices && leftAt !== undefined && this.#time.nowMs - leftAt >= noticesLeaving.delayMs
  }

  #work(job: Job): void {
    this.#working.add(job)
    job.serviceMs = serviceMs(this.#random) * this.conditions.slowdown
    this.#time.after(job.serviceMs, () => {
      if (job.isDropped) return
      this.#working.delete(job)
      this.workedMs += job.serviceMs
      if (job.leftAt !== undefined || !this.#isWanted(job.url)) this.wastedMs += job.serviceMs
      job.answer(this.#isBad(job) ? 500 : 200)
      this.#dispatch()
    })
  }
}

const urlOf = (input: RequestInfo | URL): string =>
  input instanceof Request ? input.url : input instanceof URL ? input.href : input

function responseOf(status: number, headers: Record<string, string> = {}): Response {
  const init = { status, headers: { 'content-type': 'application/json', ...headers } }
  return new Response(status === 200 ? '{"ok":true}' : '{"ok":false}', init)
}
