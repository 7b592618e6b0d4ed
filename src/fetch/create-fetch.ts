import { AbortedError, ConfigError } from '../errors.ts'
import { EventStream, type Listener } from '../events.ts'
import { of } from '../option-checks.ts'
import { atOnce, safely } from '../user-code.ts'
import { Alarms } from './alarms.ts'
import { Call } from './call.ts'
import type { Engine, Stats } from './engine.ts'
import { Gate } from './gate.ts'
import { isKept, keptMs } from './is-kept.ts'
import type { CallSettings, FetchOptions, HoldfastInit, RestoredCircuit } from './options.ts'
import { initMembers, membersOf } from './members-of.ts'
import { type CallRequest, endpointOf, factsOf, isMalformed, readRequest } from './request.ts'
import { Schedule } from './schedule.ts'
import { readCallSettings, readFetchOptions, readPriority, type Settings } from './settings.ts'
import { sharingKey } from './sharing-key.ts'
import { reasonOf } from './stand-in.ts'
import type { Order } from './ticket.ts'
import { wireUnder } from './wire.ts'
import { writesOver } from './write-count.ts'

/** A `fetch` that holds. Usable wherever the platform's `fetch` is, detached from anything. */
export interface HoldfastFetch {
  (input: string | URL | Request, init?: HoldfastInit): Promise<Response>
  /** Listens to everything that happens. @returns the function that stops listening */
  on(listener: Listener): () => void
  /** A snapshot of circuits, limits, lines and budgets; plain data. */
  stats(): Stats
  /**
   * Opens the circuit of a gate by hand, for maintenance or a kill switch: its calls are refused
   * until every hold is released. A gate is an origin, or what `partition` made of it.
   *
   * @returns the function that releases this hold; calling it again does nothing
   * @throws ConfigError where circuits are off
   */
  isolate(gate: string): () => void
  /** Ends every call with `AbortedError` and lets go of everything; later calls are refused. */
  close(): void
}

/** Past this many gates idle ones are forgotten: next when those kept have doubled, or are old. */
const mostGates = 100

/**
 * Makes a function with the signature and the behaviour of `fetch`, over which every request is
 * paced, queued, shared, timed, retried and cut off by one law.
 *
 * It resolves on any HTTP status with an unread body, rejects with the caller's own
 * `signal.reason`, and leaves the platform's errors as they are. What it adds are the refusals
 * (`RateLimitedError`, `QueueFullError`, `CircuitOpenError`), `TimeoutError` and `OfflineError`.
 *
 * @throws ConfigError where an option is unknown or out of range
 */
export function createFetch(options: FetchOptions = {}): HoldfastFetch {
  const settings = readFetchOptions(options)
  const client = new FetchClient(settings)
  // oxlint-disable-next-line typescript/no-useless-default-assignment -- its length is 1, as the platform's
  const fetch = (input: string | URL | Request, init: HoldfastInit | undefined = undefined) =>
    client.fetch(input, init)
  const { engine } = client
  return (engine.self = Object.assign(fetch, {
    on: (listener: Listener) => engine.events.on(listener),
    stats: () => client.stats(),
    isolate: (gate: string) => client.isolate(gate),
    close: () => client.close(),
  }))
}

class FetchClient {
  readonly engine: Engine
  readonly #gates = new Map<string, Gate>()
  /** Requests in flight that another caller may join, by the name of their answer. */
  readonly #shared = new Map<string, Schedule>()
  #sweepAt = mostGates
  #sweptAt = 0
  #calls = 0
  #closed = false

  constructor(settings: Settings) {
    const { clock, circuit } = settings
    const now = () => clock.monotonic()
    const aheadMs = clock.wall() - now()
    // A whole number that is never -0, which V8 keeps within the attempt.
    const sleptMs = (nowMs: number) => Math.round(clock.wall() - nowMs - aheadMs) || 0
    const [alarms, events] = [new Alarms(clock), new EventStream()]
    const writes = writesOver(wireUnder(settings.fetch))
    this.engine = { now, sleptMs, settings, alarms, events, live: new Set(), writes }
    // At once, so that they are shown, and saved again, before anyone calls.
    const restored = circuit && circuit.initialState?.(circuit, now(), clock.wall())
    const circuits = atOnce('circuit.initialState', restored) || []
    if (
      !Array.isArray(circuits) ||
      !circuits.every((one) => (Object(one) as Partial<RestoredCircuit>).breaker)
    ) {
      throw new ConfigError(
        'the answer of circuit.initialState',
        circuits,
        'circuits, as of restoredCircuits',
      )
    }
    for (const { gate, endpoint, breaker } of circuits as readonly RestoredCircuit[]) {
      this.#gate(gate, gate).circuits?.restore(endpoint, breaker)
    }
  }

  /** What is thrown before the call has begun rejects, as what the platform throws does. */
  fetch(input: string | URL | Request, given: HoldfastInit | undefined): Promise<Response> {
    return new Promise((resolve, reject) => {
      const { settings, live, writes } = this.engine
      if (this.#closed) throw new AbortedError()
      // A Request shows its members to the platform alone.
      const init: HoldfastInit | undefined =
        given && !(given instanceof Request) ? membersOf(given, initMembers) : given
      const request = readRequest(input, init)
      const signal =
        (init?.signal === undefined ? (input as Partial<Request> | null)?.signal : init.signal) ??
        undefined
      const { priority = 'auto' } = request?.init ?? {}
      const isOdd =
        (signal !== undefined && typeof signal.addEventListener !== 'function') ||
        (request && readPriority(priority) !== priority && isMalformed(request))
      // The platform says best what is wrong with it (a controller for its signal, say), or needs no
      // help of ours; a wire may throw it.
      if (!request || isOdd) return resolve(settings.fetch(input, init))
      if (signal?.aborted) refuse(request, reasonOf(signal))
      const own = init?.holdfast && readCallSettings(init.holdfast)
      const user = settings.user?.()
      const part = this.#partOf(request, own)
      const share = settings.dedupe && own?.dedupe !== false
      const name = share && sharingKey(request, user, part, own)
      // Nobody joins a read from before a write.
      const key = name && `${writes.count} ${name}`
      const joined = key && this.#shared.get(key)
      const schedule = joined || this.#begin(request, part, own, user, key)
      const call = new Call(schedule, resolve, reject, signal)
      schedule.tell({ type: joined ? 'call-shared' : 'call-started' })
      // A callback of the user's may have aborted it already, or closed the client.
      if (signal?.aborted && live.has(call)) call.handleEvent()
      if (!joined && schedule.callers.count > 0) schedule.begin()
    })
  }

  stats(): Stats {
    const all = [...this.#gates.values()].map((gate) => gate.stats())
    return {
      circuits: all.flatMap(({ circuits }) => circuits),
      rate: all.flatMap(({ rate }) => rate),
      queue: all.flatMap(({ queue }) => queue),
      budget: all.flatMap(({ budget }) => budget),
    }
  }

  isolate(gate: string): () => void {
    if (!this.engine.settings.circuit) {
      throw new ConfigError('circuit', false, 'on, so that a gate can be isolated')
    }
    const origin = URL.canParse(gate) ? new URL(gate).origin : gate
    return this.#gate(this.#gates.has(gate) ? gate : origin, origin).isolate()
  }

  close(): void {
    this.#closed = true
    for (const call of this.engine.live) call.close()
    this.engine.events.clear()
  }

  #begin(
    request: CallRequest,
    part: string | undefined,
    own: CallSettings | undefined,
    user: string | undefined,
    key: string | false | undefined,
  ): Schedule {
    const order = this.#orderOf(request, own)
    const { origin } = request.target
    const gate = this.#gate(part ?? origin, origin)
    const schedule = new Schedule(gate, request, order, own, user, ++this.#calls)
    if (key) {
      this.#shared.set(key, schedule)
      schedule.onHeaders = () => {
        // It is told again when its body has been left; by then the name may be another one's.
        if (this.#shared.get(key) === schedule) this.#shared.delete(key)
      }
    }
    return schedule
  }

  #orderOf(request: CallRequest, own: CallSettings | undefined): Order {
    const { rateLimit } = this.engine.settings
    const facts = rateLimit && (rateLimit.key || rateLimit.cost) && factsOf(request)
    const cost = own?.cost ?? (facts ? rateLimit.cost?.(facts) : undefined) ?? 1
    // Two texts would be joined, not added.
    const isCost = typeof cost === 'number' && cost >= 0
    if (rateLimit && !(isCost && cost <= rateLimit.limit)) {
      safely(() => cost)
      throw new ConfigError('cost', cost, `from 0 to rateLimit.limit, which is ${rateLimit.limit}`)
    }
    return {
      endpoint: endpointOf(request),
      priority: readPriority(request.init?.priority),
      cost,
      rateKey: of('rateLimit.key', (facts && rateLimit.key?.(facts)) || '', 'string'),
    }
  }

  /** The name of its gate, where that is not its origin. */
  #partOf(request: CallRequest, own: CallSettings | undefined): string | undefined {
    const { partition } = this.engine.settings
    const part = partition && of('partition', partition(factsOf(request)), 'string')
    return own?.partition === undefined ? part : `${part ?? request.target.origin} ${own.partition}`
  }

  #gate(name: string, origin: string): Gate {
    let gate = this.#gates.get(name)
    if (!gate) {
      if (this.#gates.size >= mostGates) this.#forgetIdle(this.engine.now())
      this.#gates.set(name, (gate = new Gate(this.engine, name, origin)))
    }
    return gate
  }

  #forgetIdle(nowMs: number): void {
    if (this.#gates.size < this.#sweepAt && nowMs < this.#sweptAt + keptMs) return
    for (const [name, gate] of this.#gates) if (!isKept(gate, nowMs)) this.#gates.delete(name)
    this.#sweepAt = Math.max(mostGates, this.#gates.size * 2)
    this.#sweptAt = nowMs
  }
}

/** As the platform: what is malformed throws first, and the body of a Request is taken. */
function refuse({ input, init }: CallRequest, reason: unknown): never {
  const { signal: _own, ...rest } = init ?? {}
  new Request(input, rest)
  // Whoever fills it is told that nobody will read it (Fetch Standard, "abort the fetch() call").
  if (rest.body instanceof ReadableStream) rest.body.cancel(reason).catch(() => undefined)
  throw reason
}
