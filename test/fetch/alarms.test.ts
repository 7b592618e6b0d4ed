import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Alarm, Alarms } from '../../src/fetch/alarms.ts'
import { fakeClock } from '../../src/testing/index.ts'
import { holdingClock } from '../harness.ts'

class Bell extends Alarm {
  readonly rings: number[] = []
  readonly #now: () => number
  constructor(now: () => number) {
    super()
    this.#now = now
  }
  ring(): void {
    this.rings.push(this.#now())
  }
}

function make(count: number) {
  const clock = fakeClock()
  const alarms = new Alarms(clock)
  return { clock, alarms, bells: Array.from({ length: count }, () => new Bell(clock.monotonic)) }
}

test('10 000 deadlines stand on one timer, and none is left when all are cleared', () => {
  const { clock, alarms, bells } = make(10_000)
  for (const [index, bell] of bells.entries()) alarms.set(bell, index % 2 === 0 ? 30_000 : 10_000)
  expect(clock.pending).toBe(1)
  for (const bell of bells) alarms.clear(bell)
  expect(clock.pending).toBe(0)
})

test('setting again moves it; clearing twice is harmless', async () => {
  const { clock, alarms, bells } = make(1)
  const bell = bells[0] as Bell
  alarms.set(bell, 100)
  await clock.advance(60)
  alarms.set(bell, 100)
  await clock.advance(99)
  expect(bell.rings).toEqual([])
  await clock.advance(1)
  expect(bell.rings).toEqual([160])
  alarms.clear(bell)
  alarms.clear(bell)
  expect(bell.ringAt).toBe(Number.POSITIVE_INFINITY)
})

test('a bell may set others while it rings', async () => {
  const { clock, alarms, bells } = make(1)
  class Chain extends Alarm {
    ring(): void {
      alarms.set(bells[0] as Bell, 5)
    }
  }
  alarms.set(new Chain(), 10)
  await clock.advance(15)
  expect(bells[0]?.rings).toEqual([15])
  expect(clock.pending).toBe(0)
})

test('a bell that sets another while it rings does not make a third one late', async () => {
  const { clock, alarms, bells } = make(2)
  class Chain extends Alarm {
    ring(): void {
      alarms.set(bells[0] as Bell, 10)
    }
  }
  alarms.set(bells[1] as Bell, 15)
  alarms.set(new Chain(), 10)
  await clock.advance(10)
  expect(clock.pending).toBe(1)
  await clock.advance(10)
  expect(bells.map(({ rings }) => rings)).toEqual([[20], [15]])
})

test('every alarm rings at its instant, whatever is set and cleared in between', async () => {
  const step = fc.record({
    bell: fc.nat(9),
    ms: fc.integer({ min: 1, max: 200 }),
    clear: fc.boolean(),
    advance: fc.nat(60),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      const { clock, alarms, bells } = make(10)
      const due = new Map<number, number>()
      const expected: [number, number][] = []
      for (const { bell, ms, clear, advance } of steps) {
        if (clear) due.delete(bell)
        else due.set(bell, clock.monotonic() + ms)
        if (clear) alarms.clear(bells[bell] as Bell)
        else alarms.set(bells[bell] as Bell, ms)
        const until = clock.monotonic() + advance
        for (const [index, at] of due) if (at <= until) expected.push([index, at])
        for (const [index] of expected) if ((due.get(index) ?? Infinity) <= until) due.delete(index)
        await clock.advance(advance)
      }
      const rung = bells.flatMap((bell, index) =>
        bell.rings.map((at): [number, number] => [index, at]),
      )
      const order = (one: [number, number], other: [number, number]) =>
        one[0] - other[0] || one[1] - other[1]
      expect(rung.toSorted(order)).toEqual(expected.toSorted(order))
      for (const bell of bells) alarms.clear(bell)
      expect(clock.pending).toBe(0)
    }),
    { numRuns: 200 },
  )
})

test('ever new durations do not pile up', async () => {
  const { clock, alarms, bells } = make(1)
  for (let ms = 1; ms < 500; ms++) {
    alarms.set(bells[0] as Bell, ms)
    await clock.advance(ms)
  }
  expect(bells[0]?.rings).toHaveLength(499)
})

test('of ever new durations, those that are set stay, and a short one wakes nobody for ever', async () => {
  const { clock, alarms, bells } = make(3)
  const [passing, first, second] = bells as [Bell, Bell, Bell]
  const timers: number[] = []
  const { setTimer } = clock
  clock.setTimer = (callback, ms) => {
    timers.push(ms)
    return setTimer(callback, ms)
  }
  const pass = (ms: number) => {
    alarms.set(passing, ms)
    alarms.clear(passing)
  }
  for (let ms = 1; ms <= 65; ms++) pass(ms)
  // The timer stands for the shortest duration so far, until the rows of 65 are swept.
  expect(timers).toEqual(Array(65).fill(1))
  pass(7000)
  expect(timers.at(-1)).toBe(7000)

  alarms.set(first, 5000)
  alarms.set(second, 8000)
  for (let ms = 9000; ms <= 9065; ms++) pass(ms)
  await clock.advance(8000)
  expect([first.rings, second.rings]).toEqual([[5000], [8000]])
  pass(9999)
  expect(timers.at(-1)).toBe(5000)
})

function makeHolding(count: number) {
  const { clock, holds } = holdingClock()
  const bells = Array.from({ length: count }, () => new Bell(clock.monotonic))
  return { clock, alarms: new Alarms(clock), bells, holds }
}

test('deadlines keep a process running until nobody waits for what they end', async () => {
  const { alarms, bells, holds, clock } = makeHolding(3)
  const [one, two, three] = bells as [Bell, Bell, Bell]
  alarms.set(one, 1000)
  alarms.set(two, 1000)
  alarms.rest(one)
  expect(holds()).toBe(true)
  alarms.rest(two)
  expect(holds()).toBe(false)
  // The next one stands on the same timer.
  alarms.set(three, 1000)
  expect(holds()).toBe(true)
  alarms.clear(three)
  expect(holds()).toBe(false)
  await clock.advance(500)
  alarms.set(three, 100)
  expect(holds()).toBe(true)
  await clock.advance(100)
  expect(three.rings).toEqual([600])
  expect(holds()).toBe(false)
  await clock.advance(400)
  expect([one.rings, two.rings, holds()]).toEqual([[1000], [1000], false])
})

test('one that rests before it is set holds nothing', () => {
  const { alarms, bells, holds } = makeHolding(1)
  const bell = bells[0] as Bell
  alarms.rest(bell)
  alarms.set(bell, 1000)
  expect(holds()).toBe(false)
  alarms.clear(bell)
})
