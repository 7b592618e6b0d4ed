import { describe, expect, onTestFinished, test } from 'vitest'
import { contendersWith } from '../../bench/storm/contenders/all.ts'
import type { Contender } from '../../bench/storm/contenders/contender.ts'
import type { Figures } from '../../bench/storm/measure.ts'
import { scenarios } from '../../bench/storm/scenarios.ts'
import { simulate } from '../../bench/storm/simulate.ts'
import { outcomeOf } from '../harness.ts'

/** A few seconds about the beginning of the fault. */
const small = { fromMs: 59_000, untilMs: 62_000 }
const outage = scenarios.find(({ name }) => name === 'outage')

/** A run that is over when its test is, though the test was cut: it replaces the clock of all. */
function play(contender: Contender | undefined, signal: AbortSignal): Promise<Figures> {
  if (!outage || !contender) throw new Error('There is no such scenario or contender')
  const run = simulate(outage, contender, 7, small, signal)
  onTestFinished(async () => void (await outcomeOf(run)))
  return run
}

const globals = () => [
  ...[setTimeout, setInterval, Date, Math.random, AbortSignal.timeout],
  ...[AbortController, Request, Object.hasOwn(performance, 'now')],
]

describe('bench/storm', { timeout: 120_000 }, () => {
  test.for(contendersWith())('plays $name the same way twice', async (contender, { signal }) => {
    const first = await play(contender, signal)
    expect(first.requestsPerCall).toBeGreaterThanOrEqual(1)
    expect(await play(contender, signal)).toEqual(first)
  })

  test('leaves the clock and the chance of the platform as they were', async ({ signal }) => {
    const before = globals()
    await play(contendersWith()[0], signal)
    expect(globals()).toEqual(before)
  })

  test('also where it is cut', async () => {
    const before = globals()
    const cut = new AbortController()
    const run = outcomeOf(play(contendersWith()[0], cut.signal))
    expect(globals()).not.toEqual(before)
    cut.abort('cut')
    expect(await run).toEqual({ error: 'cut' })
    expect(globals()).toEqual(before)
  })
})
