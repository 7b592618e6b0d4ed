import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { atOnce, safely } from '../src/user-code.ts'

const mishap = new Error('my mistake')
let log = vi.spyOn(console, 'error')
beforeEach(() => {
  log = vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => void vi.restoreAllMocks())

const failing: [string, () => unknown][] = [
  [
    'throws',
    () => {
      throw mishap
    },
  ],
  ['rejects', () => Promise.reject(mishap)],
  ['rejects, in a promise of another maker', () => otherMaker(mishap)],
]

/** No promise of the platform. */
const otherMaker = (reason: unknown): unknown => ({
  // oxlint-disable-next-line unicorn/no-thenable -- what other makers' promises have
  then: (_kept: unknown, rejected: (reason: unknown) => void) => rejected(reason),
})

describe('a callback that only listens', () => {
  test('gives its answer', () => {
    expect(safely(() => 7)).toBe(7)
    expect(log).not.toHaveBeenCalled()
  })

  test.each(failing)(
    '%s: the console is told once, and nobody is harmed',
    async (_how, callback) => {
      safely(callback)
      await Promise.resolve()
      expect(log).toHaveBeenCalledExactlyOnceWith(expect.any(String), mishap)
    },
  )

  test.each(failing)('%s: whoever is to be told hears of it instead', async (_how, callback) => {
    const tell = vi.fn()
    safely(callback, tell)
    await Promise.resolve()
    expect(tell).toHaveBeenCalledExactlyOnceWith(mishap)
    expect(log).not.toHaveBeenCalled()
  })
})

describe('an answer that is needed at once', () => {
  test.each([undefined, null, false, 0, '', 'key', {}])('may be %o', (answer) => {
    expect(atOnce('partition', answer)).toBe(answer)
  })

  test.each([Promise.resolve(true), otherMaker(mishap)])('is no promise', (answer) => {
    expect(() => atOnce('retry.shouldRetry', answer)).toThrow(
      'retry.shouldRetry is a promise: it must be known at once',
    )
  })

  test('that is a promise is told of where it rejects, and is no unhandled rejection', async () => {
    expect(() => atOnce('partition', Promise.reject(mishap))).toThrow('partition')
    await Promise.resolve()
    expect(log).toHaveBeenCalledExactlyOnceWith(expect.any(String), mishap)
  })
})
