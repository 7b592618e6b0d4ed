import type { HoldfastEvent } from '../../src/events.ts'
import type { ConcurrencyRule, RateRule } from './gate-rules.ts'
import { type Rule, tolerance, type Watch } from './rules.ts'

/** Each beginning that was told has exactly one end. */
export class EventsRule implements Rule {
  readonly #open = new Map<string, number>()
  /** Attempts of which a body may still be told. */
  readonly #answered = new Set<string>()
  readonly #watch: Watch

  constructor(watch: Watch) {
    this.#watch = watch
  }

  event(event: HoldfastEvent): void {
    const { type, gate } = event
    if (type === 'gate-paused' || type === 'gate-resumed' || type === 'circuit-changed') return
    const { complain, settings } = this.#watch
    if (type === 'call-started' || type === 'call-shared') this.#count(`call ${event.call}`, 1)
    if (type === 'call-settled') this.#count(`call ${event.call}`, -1)
    if (type === 'attempt-started') this.#count(`attempt ${event.call}/${event.attempt}`, 1)
    if (type === 'attempt-settled') {
      this.#count(`attempt ${event.call}/${event.attempt}`, -1)
      if (event.verdict === 'success') this.#answered.add(`${event.call}/${event.attempt}`)
    }
    if (type === 'body-settled') this.#bodySettled(event)
    if ('durationMs' in event && !(event.durationMs >= 0)) {
      complain('events', `${type} took ${event.durationMs} ms`)
    }
    if (type === 'call-queued' && event.waiting > settings.concurrency.maxQueue) {
      complain('queue', `${event.waiting} wait at ${gate}`)
    }
  }

  /** Nobody waits and nothing is read. */
  idle(): void {
    const { heard, meddles } = this.#watch
    // Closed in the middle of something, nobody hears the rest.
    for (const [name, open] of heard || !meddles ? this.#open : []) {
      if (open !== 0) this.#watch.complain('events', `${name} has ${open} ends too few`)
    }
    this.#open.clear()
    this.#answered.clear()
  }

  /** Once, after a success; and what came at once and whole has not failed. */
  #bodySettled({ call, attempt, verdict }: Extract<HoldfastEvent, { type: 'body-settled' }>): void {
    const { requests, complain } = this.#watch
    const name = `${call}/${attempt}`
    if (!this.#answered.delete(name)) complain('events', `the body of ${name} was not to come`)
    const bodies = requests.filter((request) => request.call.number === call)
    const isWell = bodies.length > 0 && bodies.every(({ body }) => body?.text === 'an answer')
    if (verdict === 'failure' && isWell) complain('events', `the body of ${name} was well`)
  }

  #count(name: string, change: number): void {
    const open = (this.#open.get(name) ?? 0) + change
    if (open < 0) this.#watch.complain('events', `${name} ended twice`)
    if (open === 0) this.#open.delete(name)
    else this.#open.set(name, open)
  }
}

/** Snapshots hold no nonsense, and say what the wire says. */
export class StatsRule {
  readonly #watch: Watch
  readonly #rates: RateRule
  readonly #concurrency: ConcurrencyRule

  constructor(watch: Watch, rates: RateRule, concurrency: ConcurrencyRule) {
    this.#watch = watch
    this.#rates = rates
    this.#concurrency = concurrency
  }

  look(): void {
    const { fetch, complain, settings, time, meddles } = this.#watch
    if (!fetch) return
    const stats = fetch.stats()
    for (const one of [...stats.queue, ...stats.rate, ...stats.circuits, ...stats.budget]) {
      for (const [name, value] of Object.entries(one)) {
        const isCount = typeof value === 'number' && value >= -tolerance
        if (typeof value === 'number' && !isCount) complain('stats', `${name} is ${value}`)
      }
    }
    for (const { gate, waiting, inFlight } of stats.queue) {
      const open = this.#concurrency.open.get(gate) ?? 0
      if (waiting > settings.concurrency.maxQueue) complain('queue', `${waiting} wait at ${gate}`)
      if (inFlight !== open)
        complain('stats', `${inFlight} in flight, ${open} on the wire: ${gate}`)
    }
    // A listener of `attempt-started` may still call it off: charged, and not sent.
    for (const { gate, key, remaining } of meddles ? [] : stats.rate) {
      const room = this.#rates.room(this.#rates.starts.get(`${gate} ${key}`) ?? [], time.nowMs)
      const differ = Math.abs(room - remaining) > tolerance
      if (differ) complain('stats', `${remaining} of the rate remain, not ${room}: ${gate} ${key}`)
    }
    for (const { tokens, max } of stats.budget) {
      if (tokens > max) complain('stats', `the budget holds ${tokens} of ${max}`)
    }
  }
}

/** Nothing is left behind once nobody waits and nothing is read. */
export class LeftoversRule {
  readonly #watch: Watch

  constructor(watch: Watch) {
    this.#watch = watch
  }

  idle(): void {
    const { time, requests, calls, complain, onlineListeners } = this.#watch
    if (time.pending > 0) complain('leftovers', `${time.pending} timers are left`)
    if (onlineListeners > 0) complain('leftovers', 'a listener for online is left')
    for (const { signal, id } of calls) {
      if (signal && signal.listeners > 0) {
        complain('leftovers', `call ${id}: ${signal.listeners} listeners are left on its signal`)
      }
    }
    const open = requests.filter((request) => request.open)
    if (open.length > 0) complain('leftovers', `request ${open[0]?.id} is still on the wire`)
  }

  /** Answers that nobody got were let go, and those that somebody got came to their end. */
  end(): void {
    const { requests, complain } = this.#watch
    for (const { id, response, body, delivered, honours, letGo } of requests) {
      if (!response || !body) continue
      if (delivered && honours && body.open) complain('leftovers', `the body of ${id} is open`)
      if (delivered || response.body === null) continue
      if (!response.bodyUsed || body.open) complain('discarded', `the body of ${id} was kept`)
      if (!letGo) complain('discarded', `the connection of ${id} was kept`)
    }
  }
}
