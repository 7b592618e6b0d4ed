import type { HoldfastEvent } from '../../src/events.ts'
import type { WireRequest } from './hostile-wire.ts'
import { entry, type Rule, tolerance, type Watch } from './rules.ts'

type Start = { at: number; cost: number }

/** Never more than the limit in any window, for each gate and key; a bucket never gives what it has not. */
export class RateRule implements Rule {
  readonly starts = new Map<string, Start[]>()
  readonly #watch: Watch

  constructor(watch: Watch) {
    this.#watch = watch
  }

  departed({ call, id }: WireRequest): void {
    const { time, complain } = this.#watch
    const starts = entry(this.starts, `${call.gate} ${call.rateKey}`, () => [])
    const room = this.room(starts, time.nowMs)
    if (call.cost > room + tolerance) {
      complain('rate', `request ${id} costs ${call.cost}, room was ${room}`)
    }
    starts.push({ at: time.nowMs, cost: call.cost })
  }

  room(starts: readonly Start[], nowMs: number): number {
    const { rateLimit } = this.#watch.settings
    if (!rateLimit) return Number.POSITIVE_INFINITY
    const { limit, windowMs, algorithm } = rateLimit
    if (algorithm === 'sliding-window') {
      let room = limit
      for (let index = starts.length - 1; index >= 0; index--) {
        const start = starts[index]
        if (!start || start.at + windowMs <= nowMs) break
        room -= start.cost
      }
      return room
    }
    let [tokens, since] = [limit, 0]
    for (const { at, cost } of starts) {
      tokens = Math.min(limit, tokens + ((at - since) * limit) / windowMs) - cost
      since = at
    }
    return Math.min(limit, tokens + ((nowMs - since) * limit) / windowMs)
  }
}

/** Never more attempts between departure and headers than the limit, for each gate. */
export class ConcurrencyRule implements Rule {
  readonly open = new Map<string, number>()
  readonly #watch: Watch

  constructor(watch: Watch) {
    this.#watch = watch
  }

  departed({ call: { gate }, id }: WireRequest): void {
    const open = (this.open.get(gate) ?? 0) + 1
    this.open.set(gate, open)
    const { limit } = this.#watch.settings.concurrency
    if (open > limit) this.#watch.complain('concurrency', `request ${id} is number ${open} at once`)
  }

  closed({ call: { gate } }: WireRequest): void {
    this.open.set(gate, (this.open.get(gate) ?? 0) - 1)
  }
}

const longestWaitMs = 3_600_000

/** The server's word wins: nobody departs before it said so, the browser being offline neither. */
export class PauseRule implements Rule {
  readonly #until = new Map<string, number>()
  readonly #watch: Watch

  constructor(watch: Watch) {
    this.#watch = watch
  }

  departed({ call, id }: WireRequest): void {
    const { time, complain, online } = this.#watch
    const until = this.#until.get(call.gate) ?? 0
    if (time.nowMs < until - tolerance) {
      complain('pause', `request ${id} left ${until - time.nowMs} ms too early`)
    }
    // A gate is offline as the origin of its first call is, so one that stands for many is left out.
    if (!online && call.gate.startsWith('https://'))
      complain('offline', `request ${id} left offline`)
  }

  closed(request: WireRequest): void {
    const { time } = this.#watch
    const { call } = request
    const at = time.nowMs
    time.afterwards(() => {
      const { retryAfter, status, letGo } = request
      if (letGo || retryAfter === undefined || (status !== 429 && status !== 503)) return
      const until = at + Math.min(retryAfter * 1000, longestWaitMs)
      this.#until.set(call.gate, Math.max(until, this.#until.get(call.gate) ?? 0))
    })
  }
}

type Circuit = { state: string; until: number; probes: Set<WireRequest> }

/** An open circuit lets nobody through, a half-open one a single probe. */
export class CircuitRule implements Rule {
  readonly #circuits = new Map<string, Circuit>()
  readonly #watch: Watch

  constructor(watch: Watch) {
    this.#watch = watch
  }

  event(event: HoldfastEvent): void {
    if (event.type !== 'circuit-changed') return
    const { gate, endpoint, from, to, retryAfterMs } = event
    const { time, complain } = this.#watch
    const circuit = this.#of(gate, endpoint)
    const name = `${gate} ${endpoint ?? ''}`
    if (circuit.state !== from)
      complain('circuit', `${name} went from ${from}, was ${circuit.state}`)
    if (to === 'half-open' && time.nowMs < circuit.until - tolerance) {
      complain('circuit', `${name} probes ${circuit.until - time.nowMs} ms too early`)
    }
    Object.assign(circuit, { state: to, until: time.nowMs + (retryAfterMs ?? 0) })
    circuit.probes.clear()
  }

  departed(request: WireRequest): void {
    const { complain, settings } = this.#watch
    const starting = this.#watch.starting.get(request.call.number)
    if (!starting || !settings.circuit || settings.circuit.observeOnly) return
    for (const endpoint of [undefined, `${starting.method} ${starting.route}`]) {
      const { state, probes } = this.#of(starting.gate, endpoint)
      if (state === 'open') complain('circuit', `request ${request.id} left while it is open`)
      if (state !== 'half-open') continue
      probes.add(request)
      if (probes.size > 1) complain('circuit', `request ${request.id} is a second probe`)
    }
  }

  closed(request: WireRequest): void {
    for (const { probes } of this.#circuits.values()) probes.delete(request)
  }

  #of(gate: string, endpoint: string | undefined): Circuit {
    const name = `${gate}\n${endpoint ?? ''}`
    return entry(this.#circuits, name, () => ({ state: 'closed', until: 0, probes: new Set() }))
  }
}
