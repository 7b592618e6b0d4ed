import { describe, expect, test } from 'vitest'
import { contendersWith } from '../../bench/storm/contenders/all.ts'
import { scenarios } from '../../bench/storm/scenarios.ts'
import { simulate } from '../../bench/storm/simulate.ts'

const outage = scenarios.filter(({ name }) => name === 'outage')
const small = { untilMs: 70_000 }

describe('bench/storm', () => {
  test.each(contendersWith())('plays $name the same way twice', async (contender) => {
    for (const scenario of outage) {
      const first = await simulate(scenario, contender, 7, small)
      const second = await simulate(scenario, contender, 7, small)
      expect(second).toEqual(first)
      expect(first.requestsPerCall).toBeGreaterThan(0)
    }
  })

  test('leaves the clock and the chance of the platform as they were', async () => {
    const before = [setTimeout, setInterval, Date, Math.random, AbortSignal.timeout]
    const [scenario, contender] = [outage[0], contendersWith()[0]]
    if (scenario && contender) await simulate(scenario, contender, 7, small)
    expect([setTimeout, setInterval, Date, Math.random, AbortSignal.timeout]).toEqual(before)
    expect(Object.hasOwn(performance, 'now')).toBe(false)
  })
})
