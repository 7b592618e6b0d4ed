import { isHoldfastError } from '../../src/errors.ts'
import type { HoldfastInit } from '../../src/fetch/options.ts'
import type { Dice } from './dice.ts'
import { type CallerSignal, callerSignal, type FuzzCall } from './fuzz-call.ts'
import { type Chosen, fallbackText, randomSettings, randomUrl } from './random-options.ts'
import { Reading } from './reading.ts'
import type { Watch } from './rules.ts'

/** All callers of one episode: they call, leave, read or do not read. */
export class Callers {
  /** Calls that wait, or whose body has not come to its end. */
  readonly live = new Set<FuzzCall>()
  /** The call that is being made, for events that come while it is. */
  beginning: FuzzCall | undefined
  closed = false
  /** By the header that tells calls apart and never answers. */
  readonly #byId = new Map<string | null, FuzzCall>()
  readonly #causes = new Map<FuzzCall, { reason: unknown }>()
  readonly #readings = new Map<FuzzCall, Reading>()
  /** Those who got more time. */
  readonly #slept = new Set<FuzzCall>()
  readonly #handed = new Set<FuzzCall>()
  readonly #answeredAt = new Map<FuzzCall, number>()
  readonly #dice: Dice
  readonly #watch: Watch
  readonly #chosen: Chosen
  #shared: CallerSignal | undefined

  constructor(dice: Dice, watch: Watch, chosen: Chosen) {
    this.#dice = dice
    this.#watch = watch
    this.#chosen = chosen
  }

  whose(init: RequestInit | undefined): FuzzCall | undefined {
    return this.#byId.get(new Headers(init?.headers).get('x-request-id'))
  }

  call(): void {
    const { time, fetch, calls, complain } = this.#watch
    if (!fetch) return
    const call = this.#plan()
    const init = this.#initOf(call)
    const asRequest = this.#dice.chance(0.03)
    const { body, method, duplex } = init as RequestInit & { duplex?: 'half' }
    const input = asRequest ? new Request(call.url, given({ body, method, duplex })) : call.url
    const { body: _body, ...rest } = init
    const isTooCostly = call.cost > call.mostCost
    calls.push(call)
    this.live.add(call)
    if (call.signal) call.signal.users += 1
    const before = this.beginning
    this.beginning = call
    let answer: Promise<Response>
    try {
      answer = fetch(input, asRequest ? rest : init)
    } catch (error) {
      return complain('outcome', `call ${call.id} threw at once: ${String(error)}`)
    } finally {
      this.beginning = before
    }
    answer.then(
      (response) => this.#answered(call, response),
      (error: unknown) => this.#rejected(call, error, isTooCostly),
    )
    if (call.deadlineAt < Infinity) this.#checkAt(call.deadlineAt, call)
    if (call.signal && this.#dice.chance(0.7)) {
      const { signal } = call
      time.in(this.#dice.pick(0, 0, 1, 30, 500, 5000, 20_000), () => this.abort(signal, false))
    }
  }

  /** @param meddling  true in the middle of something: then it may have been decided already */
  abort(signal: CallerSignal, meddling: boolean): void {
    const { time, complain } = this.#watch
    if (signal.controller.signal.aborted) return
    const isFinal = time.quiet && !meddling
    const reason = this.#dice.pick<unknown>('left', undefined, new Error('left'), { left: true })
    const concerned = [...this.live].filter((call) => call.signal === signal)
    signal.controller.abort(reason)
    const given: unknown = signal.controller.signal.reason
    for (const call of concerned) {
      if (!this.#causes.has(call)) this.#causes.set(call, { reason: given })
    }
    time.afterwards(() => {
      for (const call of concerned) {
        if (call.state === 'waiting') complain('abort', `call ${call.id} waits after its abort`)
        if (isFinal) this.#mustHaveEnded(call, 'abort')
      }
    })
  }

  close(meddling: boolean): void {
    const { fetch, time, complain } = this.#watch
    if (this.closed || !fetch) return
    const isFinal = time.quiet && !meddling
    const concerned = [...this.live]
    this.closed = true
    fetch.close()
    this.#watch.heard = false
    time.afterwards(() => {
      for (const call of concerned) {
        if (call.state === 'waiting') complain('close', `call ${call.id} waits after close`)
        if (isFinal) this.#mustHaveEnded(call, 'close')
      }
    })
  }

  /** Lets go of every body that nobody has read yet. */
  letGo(): void {
    for (const call of this.live) this.#readings.get(call)?.letGo()
  }

  #plan(): FuzzCall {
    const dice = this.#dice
    const { settings, time, calls } = this.#watch
    const { timeout, retry, rateLimit } = settings
    const own = randomSettings(dice)
    const url = randomUrl(dice)
    const method = dice.pick('GET', 'GET', 'GET', 'GET', 'HEAD', 'PUT', 'POST')
    const base = this.#chosen.partitionOf({ url, method, origin: new URL(url).origin })
    const totalMs = own?.timeoutMs ?? timeout.totalMs
    return {
      ...{ id: calls.length, url, method, own, startedAt: time.nowMs },
      gate: own?.partition === undefined ? base : `${base} ${own.partition}`,
      deadlineAt: totalMs === false ? Infinity : time.nowMs + totalMs,
      mostAttempts: 1 + (retry && own?.retry !== false ? retry.limit : 0),
      cost: own?.cost ?? (rateLimit ? this.#chosen.costOf(url) : 1),
      mostCost: rateLimit ? rateLimit.limit : Infinity,
      rateKey: rateLimit ? this.#chosen.keyOf(url) : '',
      signal: this.#signal(),
      number: undefined,
      state: 'waiting',
    }
  }

  /** None, its own, or one that many calls share. */
  #signal(): CallerSignal | undefined {
    const kind = this.#dice.weighted({ none: 6, own: 4, shared: 1 })
    if (kind === 'none') return undefined
    if (kind === 'own') return callerSignal()
    if (!this.#shared || this.#dice.chance(0.05)) this.#shared = callerSignal()
    return this.#shared
  }

  #initOf(call: FuzzCall): HoldfastInit {
    const dice = this.#dice
    const headers = { 'x-request-id': `${call.id}` }
    this.#byId.set(`${call.id}`, call)
    const writes = call.method === 'PUT' || call.method === 'POST'
    const stream = writes && dice.chance(0.1)
    return given({
      headers,
      method: call.method === 'GET' ? undefined : call.method,
      body: stream ? new ReadableStream() : writes ? '{}' : undefined,
      duplex: stream ? 'half' : undefined,
      priority: dice.pick(undefined, undefined, undefined, 'high', 'low'),
      holdfast: call.own,
      signal: call.signal?.controller.signal,
    })
  }

  #answered(call: FuzzCall, response: Response): void {
    const { complain, requests } = this.#watch
    const request = requests[Number(response.statusText)]
    if (response.statusText === fallbackText) return this.#read(call, response)
    if (!request || request.call.url !== call.url || response.status !== request.status) {
      return complain('outcome', `call ${call.id} got an answer that is not its own`)
    }
    if (this.#watch.heard && request.call.number !== call.number) {
      complain('outcome', `call ${call.id} got the answer of call ${request.call.id}`)
    }
    request.delivered = true
    this.#read(call, response)
  }

  #read(call: FuzzCall, response: Response): void {
    call.state = 'answered'
    this.#answeredAt.set(call, this.#watch.time.nowMs)
    const cause = () => this.#causes.get(call)
    const codes = () => [
      ...(this.closed ? ['ABORTED'] : []),
      ...(this.#watch.time.nowMs >= call.deadlineAt - 1e-3 ? ['TIMEOUT'] : []),
    ]
    const end = (wrong?: string) => this.#finish(call, wrong)
    const reading = new Reading(response, this.#dice, this.#watch, cause, codes, end)
    this.#readings.set(call, reading)
    reading.begin()
  }

  #finish(call: FuzzCall, wrong: string | undefined): void {
    if (wrong !== undefined) this.#watch.complain('body', `call ${call.id}: ${wrong}`)
    if (call.state === 'done') return
    call.state = 'done'
    this.#end(call)
  }

  #rejected(call: FuzzCall, error: unknown, isTooCostly: boolean): void {
    call.state = 'rejected'
    const wrong = this.#whyWrong(call, error, isTooCostly)
    if (wrong) this.#watch.complain('outcome', `call ${call.id}: ${wrong}`)
    this.#end(call)
  }

  #end(call: FuzzCall): void {
    this.live.delete(call)
    const { signal } = call
    if (!signal) return
    signal.users -= 1
    this.#watch.time.afterwards(() => {
      if (signal.listeners > signal.users) {
        this.#watch.complain('leftovers', `call ${call.id} left a listener on its signal`)
      }
    })
  }

  #whyWrong(call: FuzzCall, error: unknown, isTooCostly: boolean): string | undefined {
    const { settings, requests, time } = this.#watch
    const cause = this.#causes.get(call)
    if (cause && error === cause.reason) return undefined
    const signal = call.signal?.controller.signal
    if (signal?.aborted && error === signal.reason) return undefined
    if (!isHoldfastError(error)) {
      if (requests.some((request) => request.error !== undefined && request.error === error)) return
      return `rejects with ${String(error)}`
    }
    const { code } = error
    const limited = settings.rateLimit !== false || settings.adaptive !== undefined
    const isDue = time.nowMs >= call.deadlineAt - 1e-3
    const expected =
      (code === 'ABORTED' && this.closed) ||
      (code === 'CONFIG' && isTooCostly) ||
      (code === 'TIMEOUT' && (isDue || error.phase === 'attempt')) ||
      (code === 'OFFLINE' && isDue) ||
      (code === 'CIRCUIT_OPEN' && settings.circuit !== false) ||
      (code === 'QUEUE_FULL' && settings.concurrency.limit < Infinity) ||
      (code === 'RATE_LIMITED' && (error.by === 'server' || limited))
    return expected ? undefined : `rejects with ${String(error)}`
  }

  #checkAt(ms: number, call: FuzzCall): void {
    const { time } = this.#watch
    time.at(ms + 0.001, () => time.afterwards(() => this.#deadline(call)))
  }

  #deadline(call: FuzzCall): void {
    const { complain, time, settings } = this.#watch
    // Asleep at its deadline, or answered at it with what was in hand: as long as one more attempt.
    const slept = time.nowMs - call.deadlineAt > 5001 && !this.#slept.has(call)
    const handed = (this.#answeredAt.get(call) ?? 0) >= call.deadlineAt && !this.#handed.has(call)
    if (slept || handed) {
      ;(slept ? this.#slept : this.#handed).add(call)
      const { attemptMs } = settings.timeout
      const { timeoutMs = 0, attemptTimeoutMs } = call.own ?? {}
      const raisedMs = attemptMs && timeoutMs !== false && Math.max(timeoutMs, attemptMs)
      const graceMs = (attemptTimeoutMs ?? raisedMs) || 10_000
      return this.#checkAt(time.nowMs + graceMs, call)
    }
    if (call.state === 'waiting') return complain('deadline', `call ${call.id} waits past it`)
    const reading = this.#readings.get(call)
    if (call.state !== 'answered' || !reading || reading.isOpenEnded) return
    if (reading.isUnderWay) complain('deadline', `call ${call.id} reads past it`)
    else reading.mustBeCut()
  }

  #mustHaveEnded(call: FuzzCall, rule: string): void {
    if (call.state !== 'answered') return
    const reading = this.#readings.get(call)
    if (reading?.isUnderWay) this.#watch.complain(rule, `call ${call.id} still reads`)
    else reading?.mustBeCut()
  }
}

const given = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
