import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../src/testing/fake-clock.ts'

describe('a fake clock', () => {
  test('stands still until it is moved', async () => {
    const clock = fakeClock()
    await new Promise((resolve) => setImmediate(resolve))
    expect([clock.monotonic(), clock.wall()]).toEqual([0, Date.UTC(2026, 0, 1)])
    await clock.advance(1500)
    expect([clock.monotonic(), clock.wall()]).toEqual([1500, Date.UTC(2026, 0, 1) + 1500])
  })

  test('runs what falls due in order, each at its own time', async () => {
    const [clock, ran] = [fakeClock(), [] as [string, number][]]
    const note = (name: string) => () => void ran.push([name, clock.monotonic()])
    clock.setTimer(note('late'), 300)
    clock.setTimer(note('early'), 100)
    clock.setTimer(note('early too'), 100)
    clock.setTimer(note('after'), 301)
    await clock.advance(300)
    expect(ran).toEqual([
      ['early', 100],
      ['early too', 100],
      ['late', 300],
    ])
    expect(clock.pending).toBe(1)
  })

  test('runs timers that others set on the way', async () => {
    const [clock, ran] = [fakeClock(), [] as number[]]
    const again = () => {
      ran.push(clock.monotonic())
      clock.setTimer(again, 100)
    }
    clock.setTimer(again, 100)
    await clock.advance(350)
    expect(ran).toEqual([100, 200, 300])
  })

  test('lets promises settle before and after each timer', async () => {
    const [clock, seen] = [fakeClock(), [] as string[]]
    const chain = async (name: string) => {
      for (let turn = 0; turn < 10; turn++) await Promise.resolve()
      seen.push(name)
    }
    void chain('before').then(() => clock.setTimer(() => void chain('between'), 50))
    clock.setTimer(() => seen.push('last'), 60)
    await clock.advance(60)
    expect(seen).toEqual(['before', 'between', 'last'])
  })

  test('forgets a cleared timer', async () => {
    const [clock, ran] = [fakeClock(), [] as string[]]
    const timer = clock.setTimer(() => ran.push('cleared'), 10)
    expect(clock.pending).toBe(1)
    clock.clearTimer(timer)
    clock.clearTimer(timer)
    await clock.advance(10)
    expect([ran, clock.pending]).toEqual([[], 0])
  })

  test('runs a timer of no time, or less, at the next advance', async () => {
    const [clock, ran] = [fakeClock(), [] as number[]]
    clock.setTimer(() => ran.push(0), 0)
    clock.setTimer(() => ran.push(-5), -5)
    await clock.advance(0)
    expect([ran, clock.monotonic()]).toEqual([[0, -5], 0])
  })

  test('sets the wall clock alone', async () => {
    const clock = fakeClock(1000)
    await clock.advance(500)
    clock.setWall(99)
    expect([clock.wall(), clock.monotonic()]).toEqual([99, 500])
    await clock.advance(1)
    expect([clock.wall(), clock.monotonic()]).toEqual([100, 501])
  })
})
