import { describe, expect, test } from 'vitest'
import { freePace, paceRestart, paceTake, paceWaitMs } from '../../src/machines/pace.ts'
import { seededRandom } from '../../src/testing/seeded-random.ts'

/** The instants at which a long line leaves after a standstill that ended at `fromMs`. */
function departures(count: number, fromMs: number, random: () => number): number[] {
  const pace = freePace()
  paceRestart(pace, fromMs)
  let nowMs = fromMs
  return Array.from({ length: count }, () => {
    nowMs += paceWaitMs(pace, nowMs)
    paceTake(pace, nowMs, random())
    return nowMs - fromMs
  })
}

describe('the pace of a line', () => {
  test('is free as long as nothing stood still', () => {
    const pace = freePace()
    paceTake(pace, 0, 0.5)
    expect(paceWaitMs(pace, 0)).toBe(0)
  })

  test('lets the first go at once after a standstill, then one by one with shrinking gaps', () => {
    expect(departures(4, 5000, () => 0.5)).toEqual([0, 200, 350, 462.5])
  })

  test('is free again after 13 departures, within a second', () => {
    const all = departures(40, 0, () => 0.5)
    const last = all.at(-1) ?? 0
    expect(new Set(all).size).toBe(13)
    expect(all.indexOf(last)).toBe(12)
    expect(last).toBeLessThan(1000)
  })

  test('strays by half to both sides, so that two tabs do not march in step', () => {
    expect(departures(2, 0, () => 0)[1]).toBe(100)
    expect(departures(2, 0, () => 0.999_999)[1]).toBeCloseTo(300, 1)
    expect(departures(9, 0, seededRandom(1))).not.toEqual(departures(9, 0, seededRandom(2)))
  })

  test('keeps no distance to one who comes later than the gap', () => {
    const pace = freePace()
    paceRestart(pace, 0)
    paceTake(pace, 0, 0.5)
    expect(paceWaitMs(pace, 60_000)).toBe(0)
  })

  test('starts over after the next standstill', () => {
    const pace = freePace()
    paceRestart(pace, 0)
    for (let one = 0; one < 20; one++) paceTake(pace, 0, 0.5)
    paceRestart(pace, 90_000)
    paceTake(pace, 90_000, 0.5)
    expect(paceWaitMs(pace, 90_000)).toBe(200)
  })
})
