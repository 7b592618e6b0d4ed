import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/testing/seeded-random.ts'

const draws = (seed: number, count: number) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, random)
}

describe('seeded random numbers', () => {
  test('are the same for the same seed and others for another', () => {
    expect(draws(1, 50)).toEqual(draws(1, 50))
    expect(draws(1, 50)).not.toEqual(draws(2, 50))
  })

  test('stay the same in later versions', () => {
    expect(draws(42, 2)).toEqual([0.601_103_751_920_163_6, 0.448_290_558_997_541_67])
  })

  test.each([0, 1, -1, 2 ** 32, 123_456_789])('lie evenly in [0, 1), seed %i', (seed) => {
    const all = draws(seed, 10_000)
    expect(all.every((one) => one >= 0 && one < 1)).toBe(true)
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = all.filter((one) => Math.floor(one * 10) === tenth).length
      expect(share).toBeGreaterThan(850)
      expect(share).toBeLessThan(1150)
    }
  })
})
