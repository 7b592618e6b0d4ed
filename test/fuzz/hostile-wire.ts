import type { Dice } from './dice.ts'
import type { FuzzCall } from './fuzz-call.ts'
import type { VirtualTime } from './virtual-time.ts'
import { randomBody, randomHeaders, type WireBody } from './wire-body.ts'

/** One request as the wire sees it. */
export type WireRequest = {
  readonly id: number
  readonly call: FuzzCall
  readonly startedAt: number
  /** Neither answered, nor failed, nor aborted. */
  open: boolean
  /** False for a wire that goes on, whatever the signal says. */
  readonly honours: boolean
  /** Its signal fired before there was an answer. */
  aborted: boolean
  /** Its signal fired, ever. */
  letGo: boolean
  status: number | undefined
  /** Seconds that the answer named, where it named them plainly. */
  retryAfter: number | undefined
  response: Response | undefined
  body: WireBody | undefined
  /** A caller has got the answer, or a copy. */
  delivered: boolean
  error: unknown
}

/** How the backend feels: the weights of what it does. */
const moods = {
  fine: { ok: 30, client: 2, server: 1, broken: 1, never: 0, throttled: 0, thrown: 0 },
  flaky: { ok: 6, client: 2, server: 3, broken: 2, never: 1, throttled: 1, thrown: 1 },
  dead: { ok: 0, client: 0, server: 3, broken: 4, never: 3, throttled: 0, thrown: 1 },
  refusing: { ok: 1, client: 6, server: 0, broken: 0, never: 0, throttled: 6, thrown: 0 },
} as const

const statuses = {
  ok: [200, 200, 200, 201, 204, 304],
  client: [404, 404, 400, 408, 425, 302],
  server: [500, 500, 502, 503, 503, 504, 501, 505],
  throttled: [429],
} as const

type Watcher = {
  departed(request: WireRequest): void
  closed(request: WireRequest): void
}

/** A backend and a network that do whatever backends and networks do. */
export class HostileWire {
  readonly requests: WireRequest[]
  /** Requests that wait for an answer. */
  open = 0
  mood: keyof typeof moods = 'fine'
  /** Which call a request belongs to. */
  whose: (init: RequestInit | undefined) => FuzzCall | undefined = () => undefined
  /** Called in the middle of `fetch`. */
  meddle: (call: FuzzCall) => void = () => undefined
  readonly #dice: Dice
  readonly #time: VirtualTime
  readonly #watcher: Watcher

  constructor(dice: Dice, time: VirtualTime, requests: WireRequest[], watcher: Watcher) {
    this.requests = requests
    this.#dice = dice
    this.#time = time
    this.#watcher = watcher
  }

  readonly fetch = (_input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const call = this.whose(init)
    const signal = init?.signal
    if (!call || !signal) throw new Error('the wire lost the members of the init')
    const dice = this.#dice
    const request: WireRequest = {
      ...{ id: this.requests.length, call, startedAt: this.#time.nowMs, open: true },
      ...{ honours: dice.chance(0.93), aborted: false, letGo: false, delivered: false },
      ...{
        status: undefined,
        retryAfter: undefined,
        response: undefined,
        body: undefined,
        error: undefined,
      },
    }
    this.requests.push(request)
    this.open += 1
    this.#watcher.departed(request)
    const manner = dice.weighted<keyof (typeof moods)['flaky']>(moods[this.mood])
    if (manner === 'thrown') {
      this.#close(request)
      this.meddle(call)
      throw this.#broken(request)
    }
    return new Promise((resolve, reject) => {
      const leave = () => this.#abort(request, signal, reject)
      if (signal.aborted) return leave()
      signal.addEventListener('abort', leave)
      this.meddle(call)
      if (manner === 'never') return
      const answer = () => {
        if (request.aborted && request.honours) return
        if (manner === 'broken') reject(this.#broken(request))
        else resolve(this.#answer(request, dice.pick(...statuses[manner])))
        this.#close(request)
      }
      const latencyMs = this.#latency()
      if (latencyMs === 0) answer()
      else this.#time.in(latencyMs, answer)
    })
  }

  #latency(): number {
    const dice = this.#dice
    const kind = dice.weighted({ none: 5, quick: 10, slow: 2, 'very slow': 1 })
    if (kind === 'none') return 0
    if (kind === 'quick') return dice.int(1, 200)
    return kind === 'slow' ? dice.int(200, 5000) : dice.int(5000, 60_000)
  }

  #broken(request: WireRequest): TypeError {
    const error = new TypeError('fetch failed')
    request.error = error
    return error
  }

  #answer(request: WireRequest, status: number): Response {
    request.status = status
    const { headers, retryAfter } = randomHeaders(this.#dice, status, this.#time.wall())
    request.retryAfter = retryAfter
    request.body = randomBody(this.#dice, this.#time, status)
    if (request.body.type !== '') headers['content-type'] = request.body.type
    const statusText = String(request.id)
    request.response = new Response(request.body.init, { status, headers, statusText })
    return request.response
  }

  #abort(request: WireRequest, { reason }: AbortSignal, reject: (reason: unknown) => void): void {
    request.letGo = true
    if (request.open) request.aborted = true
    this.#close(request)
    if (!request.honours) return
    request.body?.abort(reason)
    reject(reason)
  }

  #close(request: WireRequest): void {
    if (!request.open) return
    request.open = false
    this.open -= 1
    this.#watcher.closed(request)
  }
}
