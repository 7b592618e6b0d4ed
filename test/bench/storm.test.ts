import { describe, expect, test } from 'vitest'
import { contendersWith } from '../../bench/storm/contenders/all.ts'
import { scenarios } from '../../bench/storm/scenarios.ts'
import { simulate } from '../../bench/storm/simulate.ts'

/** A few seconds about the beginning of the fault. */
const small = { fromMs: 59_000, untilMs: 62_000 }
const outage = scenarios.find(({ name }) => name === 'outage')

describe('bench/storm', () => {
  test.each(contendersWith())('plays $name the same way twice', async (contender) => {
    if (!outage) throw new Error('There is no such scenario')
    const first = await simulate(outage, contender, 7, small)
    expect(first.requestsPerCall).toBeGreaterThanOrEqual(1)
    expect(await simulate(outage, contender, 7, small)).toEqual(first)
  })

  test('leaves the clock and the chance of the platform as they were', async () => {
    const globals = () => [setTimeout, setInterval, Date, Math.random, AbortSignal.timeout]
    const before = globals()
    const [contender] = contendersWith()
    if (outage && contender) await simulate(outage, contender, 7, small)
    expect(globals()).toEqual(before)
    expect(Object.hasOwn(performance, 'now')).toBe(false)
  })
})
