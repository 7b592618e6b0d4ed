import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { randomId, systemClock, systemRandom } from '../src/clock.ts'

describe('the clock of the system', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    expect(vi.getTimerCount(), 'timers left behind').toBe(0)
    vi.useRealTimers()
  })

  test('calls back once, after the time has passed', () => {
    const callback = vi.fn()
    systemClock.setTimer(callback, 1000)
    vi.advanceTimersByTime(999)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(100_000)
    expect(callback).toHaveBeenCalledTimes(1)
  })

  test('does not call back once it is cleared, and clears twice without harm', () => {
    const callback = vi.fn()
    const timer = systemClock.setTimer(callback, 1000)
    systemClock.clearTimer(timer)
    systemClock.clearTimer(timer)
    systemClock.clearTimer(undefined)
    vi.advanceTimersByTime(2000)
    expect(callback).not.toHaveBeenCalled()
  })

  const month = 30 * 86_400_000

  test.each([2 ** 31 - 1, 2 ** 31, month, 3 * month])('waits %i ms, not 1', (ms) => {
    const callback = vi.fn()
    systemClock.setTimer(callback, ms)
    vi.advanceTimersByTime(ms - 1)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledTimes(1)
  })

  test('clears a long timer in each of its pieces', () => {
    const callback = vi.fn()
    const timers = [0, 1, 2].map(() => systemClock.setTimer(callback, 3 * month))
    for (const timer of timers) {
      systemClock.clearTimer(timer)
      vi.advanceTimersByTime(month)
    }
    vi.advanceTimersByTime(3 * month)
    expect(callback).not.toHaveBeenCalled()
  })

  test('never comes to the end of an infinite wait', () => {
    const callback = vi.fn()
    const timer = systemClock.setTimer(callback, Number.POSITIVE_INFINITY)
    vi.advanceTimersByTime(12 * month)
    expect(callback).not.toHaveBeenCalled()
    systemClock.clearTimer(timer)
  })

  test('reads both clocks: the wall’s jumps do not move the monotonic one', () => {
    const before = systemClock.monotonic()
    vi.advanceTimersByTime(250)
    vi.setSystemTime(0)
    expect(systemClock.monotonic() - before).toBe(250)
    expect(systemClock.wall()).toBe(0)
  })
})

describe('chance', () => {
  test('is a number in [0, 1)', () => {
    for (let draw = 0; draw < 1000; draw++) {
      const number = systemRandom()
      expect(number >= 0 && number < 1).toBe(true)
    }
  })

  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

  test('makes ids in the form of a UUID, each another', () => {
    const ids = Array.from({ length: 1000 }, randomId)
    expect(ids.every((id) => uuid.test(id))).toBe(true)
    expect(new Set(ids).size).toBe(1000)
  })

  test('makes them too where the page is not secure and has no randomUUID', () => {
    const getRandomValues = crypto.getRandomValues.bind(crypto)
    vi.stubGlobal('crypto', { getRandomValues })
    const ids = Array.from({ length: 1000 }, randomId)
    vi.unstubAllGlobals()
    expect(ids.every((id) => uuid.test(id))).toBe(true)
    expect(new Set(ids).size).toBe(1000)
  })
})
