import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  idleThrottle,
  type Throttle,
  throttleAsk,
  throttleDefaults,
  type ThrottleOptions,
  throttleRatio,
  throttleRecord,
} from '../../src/machines/throttle.ts'
import { always, anyRandom } from '../property.ts'

const options: ThrottleOptions = { ...throttleDefaults, minimumRequests: 10, durationMs: 10_000 }
const hour = 3_600_000

/** Sends so many; of these so many are accepted. */
function sends(throttle: Throttle, requests: number, accepted: number, nowMs = 0): void {
  for (let index = 0; index < requests; index++) throttleAsk(throttle, options, 0.999, nowMs)
  for (let index = 0; index < accepted; index++)
    throttleRecord(throttle, options, 'accepted', nowMs)
}

const ratioAfter = (requests: number, accepted: number) => {
  const throttle = idleThrottle()
  sends(throttle, requests, accepted)
  return throttleRatio(throttle, options, 0)
}

describe('a throttle', () => {
  test('refuses nothing while at least half is accepted', () => {
    expect([ratioAfter(100, 100), ratioAfter(100, 50)]).toEqual([0, 0])
    expect(ratioAfter(101, 50)).toBeCloseTo(1 / 102)
  })

  test('refuses the more the less is accepted, and never everything', () => {
    expect(ratioAfter(100, 25)).toBeCloseTo(50 / 101)
    expect(ratioAfter(100, 10)).toBeCloseTo(80 / 101)
    expect(ratioAfter(100, 0)).toBe(0.9)
  })

  test('refuses nothing with fewer requests than its minimum', () => {
    expect(ratioAfter(9, 0)).toBe(0)
    expect(ratioAfter(10, 0)).toBe(0.9)
  })

  test('leaves a burst alone that is half the minimum, and waits for its answers', () => {
    const throttle = idleThrottle()
    for (let burst = 0; burst < 20; burst++) {
      sends(throttle, 5, 0, burst * 100)
      expect(throttleRatio(throttle, options, burst * 100)).toBe(0)
      for (let index = 0; index < 5; index++) {
        throttleRecord(throttle, options, 'accepted', burst * 100 + 50)
      }
    }
  })

  test('decides by the number it is given', () => {
    const [throttle, other] = [idleThrottle(), idleThrottle()]
    for (const one of [throttle, other]) sends(one, 100, 25)
    expect(throttleAsk(throttle, options, 0.49, 0)).toBe(false)
    expect(throttleAsk(other, options, 0.5, 0)).toBe(true)
  })

  test('counts what it refuses, and so notices when everything is refused', () => {
    const throttle = idleThrottle()
    sends(throttle, 40, 15)
    const before = throttleRatio(throttle, options, 0)
    for (let index = 0; index < 10; index++) throttleAsk(throttle, options, 0, 0)
    expect(throttleRatio(throttle, options, 0)).toBeGreaterThan(before)
  })

  test('sees an outage whose requests are still in flight', () => {
    const throttle = idleThrottle()
    sends(throttle, 10, 10, 0)
    sends(throttle, 40, 0, 5000)
    expect(throttleRatio(throttle, options, 5000)).toBeCloseTo(30 / 51)
  })

  test('takes back a request that nobody waited for', () => {
    const throttle = idleThrottle()
    sends(throttle, 100, 0)
    for (let index = 0; index < 100; index++) throttleRecord(throttle, options, 'ignored', 0)
    expect(throttleRatio(throttle, options, 0)).toBe(0)
  })

  test('forgets by time, also while it is only read', () => {
    const throttle = idleThrottle()
    sends(throttle, 100, 0)
    expect(throttleRatio(throttle, options, 8999)).toBe(0.9)
    expect(throttleRatio(throttle, options, 10_000)).toBe(0)
  })

  test('after an idle hour lets the first through', () => {
    const throttle = idleThrottle()
    sends(throttle, 100, 0)
    expect(throttleAsk(throttle, options, 0, hour)).toBe(true)
  })

  test('owes nothing to answers that come after their requests were forgotten', () => {
    const throttle = idleThrottle()
    sends(throttle, 20, 0, 0)
    for (let index = 0; index < 20; index++) throttleRecord(throttle, options, 'accepted', 10_000)
    expect(throttleRatio(throttle, options, 10_000)).toBe(0)
    sends(throttle, 100, 0, 10_000)
    // 20 accepted, 80 that are not: the debt of the forgotten 20 is the only thing in its favour.
    expect(throttleRatio(throttle, options, 10_000)).toBeCloseTo(60 / 101)
  })

  test('recovers with the backend', () => {
    const throttle = idleThrottle()
    let nowMs = 0
    let sent = 0
    for (let step = 0; step < 300; step++) {
      nowMs += 100
      const admitted = throttleAsk(throttle, options, (step * 0.37) % 1, nowMs)
      if (admitted && nowMs > 10_000) throttleRecord(throttle, options, 'accepted', nowMs)
      if (admitted && nowMs > 25_000) sent += 1
    }
    expect(sent).toBeGreaterThan(40)
    expect(throttleRatio(throttle, options, nowMs)).toBe(0)
  })

  test('is plain data', () => {
    const throttle = idleThrottle()
    sends(throttle, 3, 1)
    expect(JSON.parse(JSON.stringify(throttle))).toEqual(throttle)
  })
})

test('for any requests at any times it is what counting the recent ones would give', () => {
  const anyOptions = fc.record({
    durationMs: fc.constant(1000),
    multiplier: fc.double({ min: 1, max: 5, noNaN: true }),
    minimumRequests: fc.integer({ min: 1, max: 8 }),
    mostRatio: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  // In whole steps of the window, so that the model need not know where they lie.
  const step = fc.record({
    elapsedSteps: fc.oneof(fc.nat({ max: 3 }), fc.constant(36_000)),
    random: anyRandom,
    result: fc.constantFrom('accepted', 'ignored', 'failed'),
  })
  always(
    fc.property(anyOptions, fc.array(step, { maxLength: 60 }), (given, steps) => {
      const throttle = idleThrottle()
      const all: { step: number; accepted: boolean }[] = []
      let now = 0
      for (const { elapsedSteps, random, result } of steps) {
        now += elapsedSteps
        const recent = all.filter((one) => one.step > now - 10)
        const accepted = recent.filter((one) => one.accepted).length
        const ratio = (recent.length - given.multiplier * accepted) / (recent.length + 1)
        const bounded = Math.max(0, Math.min(given.mostRatio, ratio))
        const expected = recent.length < given.minimumRequests ? 0 : bounded
        expect(throttleRatio(throttle, given, now * 100)).toBeCloseTo(expected, 10)
        const admitted = throttleAsk(throttle, given, random, now * 100)
        expect(admitted).toBe(random >= expected)
        if (admitted && result !== 'failed') throttleRecord(throttle, given, result, now * 100)
        if (admitted && result === 'ignored') continue
        all.push({ step: now, accepted: admitted && result === 'accepted' })
      }
    }),
  )
})
