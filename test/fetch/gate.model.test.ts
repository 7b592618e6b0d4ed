import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFetch, type HoldfastFetch } from '../../src/fetch/create-fetch.ts'
import type { Priority } from '../../src/machines/waiting-line.ts'
import { type FakeClock, fakeClock } from '../../src/testing/index.ts'
import { alwaysLater } from '../property.ts'
import { type Departure, GateModel, type GateRules } from './gate-model.ts'

/** The gate behind a fetch, and a wire that answers when a command says so. */
type Real = {
  fetch: HoldfastFetch
  clock: FakeClock
  left: Departure[]
  callers: AbortController[]
  answers: Map<number, (response: Response) => void>
  refused: Map<number, string>
  answered: number[]
}

const seen = new Set<string>()

function realGate(rules: GateRules): Real {
  const clock = fakeClock()
  const real: Omit<Real, 'fetch'> = {
    ...{ clock, left: [], callers: [], answers: new Map(), refused: new Map(), answered: [] },
  }
  const { atOnce, mostWaiting, rate, windowMs, onLimit } = rules
  const wire = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const id = Number((input as string).split('#')[1])
    real.left.push({ id, at: clock.monotonic() })
    return new Promise((resolve, reject) => {
      real.answers.set(id, resolve)
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
    })
  }
  const fetch = createFetch({
    ...{ fetch: wire, clock, random: () => 0, retry: false, timeout: false, circuit: false },
    concurrency: { limit: atOnce, maxQueue: mostWaiting },
    rateLimit: { limit: rate, windowMs, onLimit },
    dedupe: false,
  })
  return { ...real, fetch }
}

async function compare(model: GateModel, { fetch, left, refused, clock }: Real): Promise<void> {
  await clock.advance(0)
  expect(left, 'departures').toEqual(model.left)
  expect(refused, 'refusals').toEqual(model.refused)
  const { waiting, inFlight } = fetch.stats().queue[0] ?? { waiting: 0, inFlight: 0 }
  expect({ waiting, inFlight }).toEqual({
    waiting: model.line.length,
    inFlight: model.flying.length,
  })
}

type Step = fc.AsyncCommand<GateModel, Real>

/** A step of both, and the comparison after it. */
const step = (
  name: string,
  check: (model: GateModel) => boolean,
  run: (model: GateModel, real: Real) => Promise<void> | void,
): Step => ({
  check,
  async run(model, real) {
    await run(model, real)
    await compare(model, real)
    seen.add(name.split(' ')[0] ?? '')
  },
  toString: () => name,
})

const call = (priority: Priority, cost: number): Step =>
  step(
    `call ${priority} ${cost}`,
    () => true,
    (model, { fetch, callers, refused, answered }) => {
      const id = callers.length
      const caller = new AbortController()
      callers.push(caller)
      const { signal } = caller
      const init = { signal, priority, holdfast: { cost } }
      fetch(`https://api.test/#${id}`, init).then(
        () => answered.push(id),
        (error: { code?: string }) => error.code && refused.set(id, error.code),
      )
      model.call(id, priority, cost)
    },
  )

/** The one of these that a number points at. */
const at = (ids: readonly number[], which: number): number => ids[which % ids.length] ?? 0

const answer = (which: number, seconds: number): Step =>
  step(
    `answer ${which} ${seconds}`,
    ({ flying }) => flying.length > 0,
    async (model, { answers, clock, answered }) => {
      const id = at(model.flying, which)
      const headers = { 'retry-after': String(seconds) }
      answers.get(id)?.(new Response(null, seconds > 0 ? { status: 503, headers } : {}))
      await clock.advance(0)
      expect(answered).toContain(id)
      model.answer(id, seconds * 1000)
    },
  )

const abort = (which: number): Step =>
  step(
    `abort ${which}`,
    ({ line, flying }) => line.length + flying.length > 0,
    (model, { callers }) => {
      const id = at([...model.line.map((waiter) => waiter.id), ...model.flying], which)
      callers[id]?.abort({ left: true })
      model.leave(id)
    },
  )

/** An answer to one whose caller has gone says nothing, whatever it says. */
const answerLate = (which: number): Step =>
  step(
    `late ${which}`,
    ({ left, flying }) => left.length > flying.length,
    ({ left, flying }, { answers }) => {
      const gone = left.flatMap(({ id }) => (flying.includes(id) ? [] : [id]))
      answers.get(at(gone, which))?.(
        new Response(null, { status: 503, headers: { 'retry-after': '9' } }),
      )
    },
  )

const pass = (ms: number): Step =>
  step(
    `pass ${ms}`,
    () => true,
    async (model, { clock }) => {
      await clock.advance(ms)
      model.pass(ms)
    },
  )

const skew = (ms: number): Step =>
  step(
    `skew ${ms}`,
    () => true,
    (_model, { clock }) => clock.setWall(clock.wall() + ms),
  )

const rules: fc.Arbitrary<GateRules> = fc.record({
  atOnce: fc.integer({ min: 1, max: 4 }),
  mostWaiting: fc.constantFrom(0, 1, 3, 100),
  rate: fc.constantFrom(3, 4, 10),
  windowMs: fc.constantFrom(1000, 5000),
  onLimit: fc.constantFrom<'refuse' | 'wait'>('refuse', 'wait'),
})

const steps = fc.commands(
  [
    fc
      .tuple(fc.constantFrom<Priority>('high', 'auto', 'low'), fc.constantFrom(0, 1, 1, 2, 3))
      .map(([priority, cost]) => call(priority, cost)),
    fc.tuple(fc.nat(50), fc.constantFrom(0, 0, 0, 1, 3)).map(([which, s]) => answer(which, s)),
    fc.nat(50).map(abort),
    fc.nat(50).map(answerLate),
    fc.oneof(fc.constantFrom(0, 1000, 5000, 10_000, 3_600_000), fc.nat(6000)).map(pass),
    fc.constantFrom(-3_600_000, 3_600_000).map(skew),
  ],
  { maxCommands: 100, size: '+1' },
)

test('for any story the gate does what the model does', async () => {
  await alwaysLater(
    fc.asyncProperty(rules, steps, async (given, story) => {
      const real = realGate(given)
      await fc.asyncModelRun(() => ({ model: new GateModel(given), real }), story)
      real.fetch.close()
      await real.clock.advance(0)
      expect(real.clock.pending).toBe(0)
    }),
    1000,
  )
  expect([...seen].sort()).toEqual(['abort', 'answer', 'call', 'late', 'pass', 'skew'])
}, 60_000)
