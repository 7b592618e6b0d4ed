import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rateLimiter, type RateLimiter } from '../../src/policies/rate-limiter.ts'
import { type FakeClock, fakeClock } from '../../src/testing/index.ts'
import { alwaysLater } from '../property.ts'

type Rules = Readonly<{ limit: number; windowMs: number; algorithm: Algorithm }>
type Algorithm = 'sliding-window' | 'token-bucket'
type Waiter = Readonly<{ id: number; cost: number }>

/** One key as a person would explain it: every start is kept, and all of them are counted each time. */
class KeyModel {
  starts: { at: number; cost: number }[] = []
  line: Waiter[] = []
  readonly #rules: Rules

  constructor(rules: Rules) {
    this.#rules = rules
  }

  get ahead(): number {
    return this.line.reduce((sum, { cost }) => sum + cost, 0)
  }

  room(nowMs: number): number {
    const { limit, windowMs, algorithm } = this.#rules
    if (algorithm === 'sliding-window') {
      const counting = this.starts.filter(({ at }) => at + windowMs > nowMs)
      return limit - counting.reduce((sum, { cost }) => sum + cost, 0)
    }
    let [tokens, since] = [limit, 0]
    for (const { at, cost } of [...this.starts, { at: nowMs, cost: 0 }]) {
      tokens = Math.min(limit, tokens + ((at - since) * limit) / windowMs) - cost
      since = at
    }
    return tokens
  }
}

class Model {
  nowMs = 0
  allowed = 0
  refused = 0
  /** Those who waited, in the order in which they went, and when. */
  readonly gone: { id: number; at: number }[] = []
  waiters = 0
  readonly keys = new Map<string, KeyModel>()
  readonly rules: Rules

  constructor(rules: Rules) {
    this.rules = rules
  }

  key(name: string): KeyModel {
    const key = this.keys.get(name) ?? new KeyModel(this.rules)
    this.keys.set(name, key)
    return key
  }

  check(name: string, cost: number): boolean {
    const key = this.key(name)
    const fits = cost <= this.rules.limit && cost + key.ahead <= key.room(this.nowMs)
    // A cost beyond what is left of the limit behind those who wait is as good as the limit.
    const isMost = Math.min(this.rules.limit, cost + key.ahead) <= key.room(this.nowMs)
    const allowed = fits || (cost <= this.rules.limit && isMost)
    if (allowed) this.#start(key, cost)
    else this.refused += 1
    return allowed
  }

  /** Lets those through whose turn it is. */
  advance(): void {
    for (const key of this.keys.values()) {
      for (let [head] = key.line; head && head.cost <= key.room(this.nowMs); [head] = key.line) {
        key.line.shift()
        this.gone.push({ id: head.id, at: this.nowMs })
        this.#start(key, head.cost)
      }
    }
  }

  pass(ms: number): void {
    const until = this.nowMs + ms
    while (this.nowMs < until && [...this.keys.values()].some(({ line }) => line.length > 0)) {
      this.nowMs += 1
      this.advance()
    }
    this.nowMs = until
  }

  #start(key: KeyModel, cost: number): void {
    this.allowed += 1
    key.starts.push({ at: this.nowMs, cost })
  }
}

type Real = {
  limiter: RateLimiter
  clock: FakeClock
  callers: AbortController[]
  gone: { id: number; at: number }[]
}
type Step = fc.AsyncCommand<Model, Real>

async function compare(model: Model, { limiter, clock, gone }: Real): Promise<void> {
  await clock.advance(0)
  const order = (one: { id: number; at: number }, other: { id: number; at: number }) =>
    one.at - other.at || one.id - other.id
  expect(gone.toSorted(order)).toEqual(model.gone.toSorted(order))
  const { waiting, allowed, refused } = limiter.stats()
  const inLine = [...model.keys.values()].reduce((sum, { line }) => sum + line.length, 0)
  expect({ waiting, allowed, refused }).toEqual({
    waiting: inLine,
    allowed: model.allowed,
    refused: model.refused,
  })
  const lines = [...model.keys.values()].filter(({ line }) => line.length > 0)
  expect(clock.pending, 'a timer for each line').toBe(lines.length)
  for (const [name, key] of model.keys) {
    const remaining = Math.max(0, key.room(model.nowMs) - key.ahead)
    expect(limiter.remaining(name)).toBeCloseTo(remaining, 6)
  }
}

const step = (name: string, run: (model: Model, real: Real) => Promise<void> | void): Step => ({
  check: () => true,
  async run(model, real) {
    await run(model, real)
    await compare(model, real)
  },
  toString: () => name,
})

const check = (key: string, cost: number): Step =>
  step(`check ${key} ${cost}`, (model, { limiter }) => {
    expect(limiter.check(key, cost).allowed).toBe(model.check(key, cost))
  })

const wait = (key: string, cost: number): Step =>
  step(`wait ${key} ${cost}`, (model, { limiter, clock, callers, gone }) => {
    const id = callers.length
    const caller = new AbortController()
    callers.push(caller)
    limiter.wait(key, cost, { signal: caller.signal }).then(
      () => gone.push({ id, at: clock.monotonic() }),
      (reason: unknown) => expect(reason).toBe(caller.signal.reason),
    )
    model.key(key).line.push({ id, cost })
    model.advance()
  })

const abort = (which: number): Step =>
  step(`abort ${which}`, (model, { callers }) => {
    const id = callers.length === 0 ? -1 : which % callers.length
    callers[id]?.abort({ left: true })
    for (const key of model.keys.values()) key.line = key.line.filter((one) => one.id !== id)
    model.advance()
  })

const reset = (key: string | undefined): Step =>
  step(`reset ${key}`, (model, { limiter }) => {
    limiter.reset(key)
    for (const [name, one] of model.keys) if (key === undefined || key === name) one.starts = []
    model.advance()
  })

const pass = (ms: number): Step =>
  step(`pass ${ms}`, async (model, { clock }) => {
    await clock.advance(ms)
    model.pass(ms)
  })

const skew = (ms: number): Step =>
  step(`skew ${ms}`, (_model, { clock }) => clock.setWall(clock.wall() + ms))

const key = fc.constantFrom('', 'ada', 'grace')
const steps = fc.commands(
  [
    fc.tuple(key, fc.integer({ min: 0, max: 6 })).map(([name, cost]) => check(name, cost)),
    fc.tuple(key, fc.integer({ min: 0, max: 4 })).map(([name, cost]) => wait(name, cost)),
    fc.nat(30).map(abort),
    fc.oneof(fc.constantFrom(0, 1023, 1024, 3_600_000), fc.nat(1500)).map(pass),
    fc.option(key, { nil: undefined }).map(reset),
    fc.constantFrom(-3_600_000, 3_600_000).map(skew),
  ],
  { maxCommands: 80, size: '+1' },
)

test.each<Algorithm>(['sliding-window', 'token-bucket'])(
  'for any story a limit by %s does what the model does',
  async (algorithm) => {
    const limits = fc.constantFrom(4, 5, 8)
    await alwaysLater(
      fc.asyncProperty(limits, steps, async (limit, story) => {
        const clock = fakeClock()
        // A power of two, so that fractions of a token are exact in both.
        const rules = { limit, windowMs: 1024, algorithm }
        const real = { limiter: rateLimiter({ ...rules, clock }), clock, callers: [], gone: [] }
        await fc.asyncModelRun(() => ({ model: new Model(rules), real }), story)
        await clock.advance(3_600_000)
        expect(clock.pending).toBe(0)
      }),
      300,
    )
  },
  60_000,
)
