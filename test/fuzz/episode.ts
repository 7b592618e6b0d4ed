import { createFetch, type HoldfastFetch } from '../../src/fetch/create-fetch.ts'
import type { HoldfastEvent } from '../../src/events.ts'
import { readFetchOptions } from '../../src/fetch/settings.ts'
import { Callers } from './callers.ts'
import { Dice } from './dice.ts'
import type { FuzzCall } from './fuzz-call.ts'
import { CircuitRule, ConcurrencyRule, PauseRule, RateRule } from './gate-rules.ts'
import { HostileWire } from './hostile-wire.ts'
import { type Chosen, randomOptions } from './random-options.ts'
import { EventsRule, LeftoversRule, StatsRule } from './rest-rules.ts'
import { AttemptsRule, BudgetRule } from './retry-rules.ts'
import type { Rule, Watch } from './rules.ts'
import { Trace } from './trace.ts'
import { VirtualTime } from './virtual-time.ts'
import { World } from './world.ts'

/** What came of one episode. */
export type Story = {
  seed: number
  calls: number
  requests: number
  /** The fuzz also acted in the middle of callbacks. */
  meddled: boolean
  /** Laws that were broken, in the order in which it was seen. */
  broken: { rule: string; text: string; atMs: number }[]
  chosen: Chosen
}

const mostSteps = 300_000
const hour = 3_600_000

/**
 * One client from its making to its end: random options, callers, faults and clocks.
 * @param tell  gets what happens, a line each
 */
export async function episode(seed: number, tell?: (line: string) => void): Promise<Story> {
  const dice = new Dice(seed)
  const chosen = randomOptions(dice)
  const story: Story = { seed, calls: 0, requests: 0, meddled: false, broken: [], chosen }
  const world = new World()
  try {
    await new Episode(dice, story, world, tell).run()
  } catch (error) {
    story.broken.push({ rule: 'crash', text: String((error as Error).stack), atMs: 0 })
  } finally {
    world.leave()
  }
  return story
}

class Episode {
  readonly #dice: Dice
  readonly #story: Story
  readonly #time = new VirtualTime()
  readonly #world: World
  readonly #watch: Watch
  readonly #wire: HostileWire
  readonly #callers: Callers
  readonly #fetch: HoldfastFetch
  readonly #rules: Rule[]
  readonly #events: EventsRule
  readonly #leftovers: LeftoversRule
  readonly #stats: StatsRule
  /** Share of callbacks in which the fuzz does something itself: in most episodes none. */
  readonly #meddling: number
  #depth = 0

  constructor(dice: Dice, story: Story, world: World, tell: ((line: string) => void) | undefined) {
    const { options } = story.chosen
    const time = this.#time
    this.#dice = dice
    this.#story = story
    this.#world = world
    this.#meddling = dice.chance(0.3) ? 0.01 : 0
    const requests: HostileWire['requests'] = []
    this.#watch = {
      ...{ time, settings: readFetchOptions(options), requests, calls: [], fetch: undefined },
      ...{ heard: dice.chance(0.95), online: true, onlineListeners: 0, starting: new Map(), tell },
      meddles: this.#meddling > 0,
      complain: (rule, text) => {
        story.broken.push({ rule, text, atMs: time.nowMs })
        tell?.(`${time.nowMs} BROKEN ${rule}: ${text}`)
      },
    }
    this.#wire = new HostileWire(dice, time, requests, {
      departed: (request) => this.#rules.forEach((rule) => rule.departed?.(request)),
      closed: (request) => this.#rules.forEach((rule) => rule.closed?.(request)),
    })
    this.#callers = new Callers(dice, this.#watch, story.chosen)
    const [rates, concurrency] = [new RateRule(this.#watch), new ConcurrencyRule(this.#watch)]
    this.#events = new EventsRule(this.#watch)
    this.#leftovers = new LeftoversRule(this.#watch)
    this.#stats = new StatsRule(this.#watch, rates, concurrency)
    this.#rules = [
      ...(tell ? [new Trace(this.#watch, tell)] : []),
      ...[rates, concurrency, new PauseRule(this.#watch), new CircuitRule(this.#watch)],
      ...[new AttemptsRule(this.#watch), new BudgetRule(this.#watch), this.#events],
    ]
    const random = new Dice(story.seed ^ 0x9e37_79b9).random
    this.#fetch = createFetch({ ...options, clock: time, random, fetch: this.#wire.fetch })
    this.#watch.fetch = this.#fetch
    this.#wire.whose = (init) => this.#callers.whose(init)
  }

  async run(): Promise<void> {
    const [dice, time] = [this.#dice, this.#time]
    if (this.#watch.heard) this.#fetch.on((event) => this.#heard(event))
    this.#wire.meddle = (call) => this.#meddle(call)
    time.onRest = () => this.#rest()
    this.#plan()
    const together = () => dice.chance(0.3)
    await time.run(together, mostSteps)
    this.#world.set(true)
    for (let round = 0; round < 3 && this.#callers.live.size > 0; round++) {
      this.#wire.mood = 'fine'
      if (round === 1) this.#callers.letGo()
      if (round === 1)
        for (const { signal } of this.#watch.calls) if (signal) this.#callers.abort(signal, true)
      if (round === 2) this.#callers.close(false)
      await time.settle()
      await time.run(together, mostSteps)
    }
    if (this.#callers.live.size > 0) this.#watch.complain('end', 'a call outlives the client')
    if (!this.#callers.closed && dice.chance(0.5)) this.#callers.close(false)
    await time.settle()
    this.#leftovers.end()
    this.#story.meddled = this.#meddling > 0
    this.#story.calls = this.#watch.calls.length
    this.#story.requests = this.#watch.requests.length
    for (const text of this.#world.unhandled) this.#watch.complain('unhandled', text)
  }

  /** When the callers come, how the backend feels, and what the clocks do. */
  #plan(): void {
    const [dice, time] = [this.#dice, this.#time]
    const count = dice.int(50, dice.pick(60, 200, 500))
    const gapMs = dice.pick(0, 2, 50, 1000)
    let atMs = 0
    for (let call = 0; call < count; call++) {
      time.at(atMs, () => this.#callers.call())
      if (!dice.chance(0.5)) atMs += dice.int(0, gapMs * 2)
      if (dice.chance(0.01)) this.#plot(atMs)
      if (dice.chance(0.005)) atMs += dice.pick(1000, 60_000, 9 * hour)
    }
    this.#plot(0)
    const closes = dice.chance(0.15)
    if (closes) time.at(dice.random() * atMs, () => this.#callers.close(false))
  }

  #plot(atMs: number): void {
    const [dice, time] = [this.#dice, this.#time]
    const what = dice.weighted({ mood: 6, wall: 2, offline: 1, sleep: 1 })
    time.at(atMs, () => {
      if (what === 'mood') this.#wire.mood = dice.pick('fine', 'flaky', 'dead', 'refusing')
      if (what === 'wall') time.skew(dice.pick(-8 * hour, -2000, 3000, 24 * hour))
      if (what === 'sleep') time.freeze(dice.pick(100, 5000, 8 * hour))
      if (what === 'offline') this.#goOffline(dice.pick(0, 10, 3000, 90_000))
    })
  }

  #goOffline(ms: number): void {
    this.#online(false)
    this.#time.in(ms, () => this.#online(true))
  }

  #online(online: boolean): void {
    this.#watch.online = online
    this.#world.set(online)
  }

  #heard(event: HoldfastEvent): void {
    const { beginning } = this.#callers
    const isBegin = event.type === 'call-started' || event.type === 'call-shared'
    if (isBegin && beginning) beginning.number = event.call
    if (event.type === 'attempt-started') this.#watch.starting.set(event.call, event)
    for (const rule of this.#rules) rule.event?.(event)
    const calls = this.#watch.calls
    if ('call' in event && this.#meddling > 0) {
      const call = calls.find(({ number }) => number === event.call)
      if (call) this.#meddle(call)
    }
    if (this.#dice.chance(0.01)) throw new Error('a listener threw')
  }

  /** In the middle of something: the caller leaves, another one comes, the client is closed. */
  #meddle(call: FuzzCall): void {
    if (this.#depth > 2 || !this.#dice.chance(this.#meddling)) return
    this.#depth += 1
    const what = this.#dice.weighted({ abort: 10, call: 5, close: 1 })
    if (what === 'abort' && call.signal) this.#callers.abort(call.signal, true)
    if (what === 'call') this.#callers.call()
    if (what === 'close') this.#callers.close(true)
    this.#depth -= 1
  }

  #rest(): void {
    this.#watch.onlineListeners = this.#world.listeners
    for (const rule of this.#rules) rule.rest?.()
    if (this.#callers.live.size === 0) {
      this.#leftovers.idle()
      this.#events.idle()
    }
    if (this.#dice.chance(0.01)) this.#stats.look()
  }
}
