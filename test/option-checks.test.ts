import { afterEach, describe, expect, test, vi } from 'vitest'
import { ConfigError } from '../src/errors.ts'
import * as check from '../src/option-checks.ts'
import { fakeClock } from '../src/testing/index.ts'

afterEach(() => void vi.unstubAllEnvs())

/** The message with which a bad value is refused. */
function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).message
  }
  return 'accepted'
}

describe('known', () => {
  test('accepts known names and refuses others, naming them all', () => {
    expect(refusal(() => check.known('', { limit: 1 }, ['limit', 'key']))).toBe('accepted')
    expect(refusal(() => check.known('rate.', { limt: 1 }, ['limit', 'key']))).toBe(
      'rate.limt is unknown: it must be left out: did you mean limit? the options are limit, key',
    )
  })

  test.each([
    ['retires', 'retry'],
    ['baseURL', 'baseUrl'],
    ['params', 'searchParams'],
    ['timeoutt', 'timeout'],
    ['heders', 'headers'],
    ['zzz', undefined],
  ])('guesses what %s was meant to be: %s', (name, meant) => {
    const names = ['headers', 'partition', 'retry', 'baseUrl', 'timeout', 'searchParams']
    const message = refusal(() => check.known('', { [name]: 1 }, names))
    expect(/did you mean (\w+)\?/.exec(message)?.[1]).toBe(meant)
  })

  test('guesses nothing in production, nor where no process says what the build is', () => {
    const guessed = () => refusal(() => check.known('', { limt: 1 }, ['limit']))
    vi.stubEnv('NODE_ENV', 'production')
    expect(guessed()).toBe('limt is unknown: it must be left out: the options are limit')
    vi.stubGlobal('process', {})
    const message = guessed()
    vi.unstubAllGlobals()
    expect(message).toBe('limt is unknown: it must be left out: the options are limit')
  })

  test('refuses what is no object, by the name of the whole', () => {
    expect(refusal(() => check.known('rate.', null as never, []))).toBe(
      'rate is null: it must be a plain object',
    )
    expect(refusal(() => check.known('', 'fast' as never, []))).toBe(
      'options is "fast": it must be a plain object',
    )
  })

  test.each<[string, unknown]>([
    ['an array', ['limit']],
    ['an empty array', []],
    ['a Map', new Map([['limit', 1]])],
    ['a FormData', new FormData()],
    ['a Headers', new Headers()],
    ['a Date', new Date(0)],
    ['a signal', new AbortController().signal],
    ['a promise', Promise.resolve({ limit: 1 })],
    ['a function', () => ({ limit: 1 })],
    ['a class without options', new (class Settings {})()],
  ])('refuses %s: its options would be silently without effect', (_, given) => {
    const message = refusal(() => check.known('', given as object, ['limit', 'keys']))
    expect(message).toMatch(/^options is an? (array|object|function): it must be a plain object$/)
    expect(refusal(() => check.known('rate.', given as object, ['limit']))).toMatch(/^rate is /)
  })

  test.each<[string, object]>([
    ['nothing', {}],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { limit: 1 })],
    ['an empty one without a prototype', Object.create(null) as object],
    ['a module', check],
    [
      'getters of a class',
      new (class Settings {
        get limit() {
          return 1
        }
      })(),
    ],
    [
      'members of a class',
      new (class Settings {
        limit = 1
      })(),
    ],
  ])('accepts %s', (_, given) => {
    const names = ['limit', ...Object.keys(check)]
    expect(refusal(() => check.known('', given, names))).toBe('accepted')
  })

  test('does not show the value of what it does not know: it may be secret', () => {
    const message = refusal(() => check.known('', { apiKye: 'secret' }, ['apiKey']))
    expect(message).toContain('apiKye is unknown')
    expect(message).not.toContain('secret')
  })
})

describe('read', () => {
  const inner: check.Rows = { size: [1, check.whole, 1, 9] }
  const rows: check.Rows = {
    limit: [3, check.number, 0, 5],
    key: [undefined, check.of, 'string'],
    inner: [{}, check.group, inner],
    off: [{}, check.policy, inner],
  }

  test('fills in defaults, in objects within objects too, and leaves out what has none', () => {
    const defaults = { limit: 3, inner: { size: 1 }, off: { size: 1 } }
    expect(check.read('', {}, rows)).toEqual(defaults)
    expect(check.read('', { key: 'k', off: false, inner: { size: 4 } }, rows)).toEqual({
      ...{ limit: 3, key: 'k', off: false, inner: { size: 4 } },
    })
  })

  test('names the whole path of what it refuses', () => {
    expect(refusal(() => check.read('rate.', { limit: 6 }, rows))).toBe(
      'rate.limit is 6: it must be a number from 0 to 5',
    )
    expect(refusal(() => check.read('rate.', { inner: { size: 0 } }, rows))).toContain(
      'rate.inner.size is 0',
    )
    expect(refusal(() => check.read('', { off: { sise: 1 } }, rows))).toContain(
      'off.sise is unknown',
    )
  })

  test('a policy is an object or false, a group an object', () => {
    for (const value of [true, 3]) {
      expect(refusal(() => check.read('', { off: value }, rows))).toBe(
        `off is ${value}: it must be an object, or false`,
      )
      expect(refusal(() => check.read('', { inner: value }, rows))).toBe(
        `inner is ${value}: it must be a plain object`,
      )
    }
  })
})

describe('numbers', () => {
  test('are accepted up to both ends of their range', () => {
    expect([check.number('n', 1, 1, 5), check.number('n', 5, 1, 5)]).toEqual([1, 5])
    expect([check.whole('n', 1, 1, 5), check.whole('n', 5, 1, 5)]).toEqual([1, 5])
    expect([check.duration('n', 0.5), check.duration('n', false)]).toEqual([0.5, false])
  })

  test.each([0.999, 5.001, Number.NaN, Number.POSITIVE_INFINITY, '3', null, undefined, 3n])(
    'are refused out of it: %s',
    (value) => {
      const message = refusal(() => check.number('rate.limit', value as never, 1, 5))
      expect(message).toMatch(/^rate\.limit is .+: it must be a number from 1 to 5$/)
    },
  )

  test.each([0, 6, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '3'])(
    'that should be whole are refused otherwise: %s',
    (value) => {
      const message = refusal(() => check.whole('retry.limit', value as never, 1, 5))
      expect(message).toMatch(/^retry\.limit is .+: it must be a whole number from 1 to 5$/)
    },
  )

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '3', true, null])(
    'of milliseconds are above 0: %s',
    (value) => {
      expect(refusal(() => check.duration('maxWaitMs', value as never))).toMatch(
        /^maxWaitMs is .+: it must be a number of milliseconds above 0, or false$/,
      )
    },
  )
})

describe('a clock and a signal', () => {
  const clock = fakeClock()

  test('are accepted', () => {
    const { signal } = new AbortController()
    expect(check.aClock('clock', clock)).toBe(clock)
    expect(check.aSignal('signal', signal)).toBe(signal)
  })

  test.each(['monotonic', 'wall', 'setTimer', 'clearTimer'] as const)(
    'a clock without %s is refused by that name',
    (name) => {
      const { [name]: _, ...rest } = clock
      expect(refusal(() => check.aClock('clock', rest as never))).toBe(
        `clock.${name} is undefined: it must be a function`,
      )
    },
  )

  test('a clock or a signal of another kind is refused', () => {
    expect(refusal(() => check.aClock('clock', 5 as never))).toBe('clock is 5: it must be a object')
    for (const given of [new AbortController(), {}, 'now', 5]) {
      expect(refusal(() => check.aSignal('signal', given as never))).toMatch(
        /^signal is .+: it must be an AbortSignal$/,
      )
    }
  })
})

describe('kinds, choices and lists', () => {
  test('are accepted', () => {
    const fn = () => 1
    expect(check.of('key', fn, 'function')).toBe(fn)
    expect(check.only('onLimit', 'wait', ['refuse', 'wait'])).toBe('wait')
    expect(check.list('methods', ['GET'], 'string')).toEqual(['GET'])
    expect(check.list('statuses', [], 'number')).toEqual([])
  })

  test('are refused otherwise', async () => {
    expect(refusal(() => check.of('key', 3 as never, 'function'))).toBe(
      'key is 3: it must be a function',
    )
    expect(refusal(() => check.of('clock', null as never, 'object'))).toContain('clock is null')
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const promise = Promise.reject(new Error('mine'))
    expect(refusal(() => check.of('key', promise as never, 'string'))).toBe(
      'key is an object: it must be a string',
    )
    // What it rejects with is told on the console, and is no unhandled rejection.
    await Promise.resolve()
    expect(log).toHaveBeenCalledTimes(1)
    log.mockRestore()
    expect(refusal(() => check.only('onLimit', 'drop', ['refuse', 'wait']))).toBe(
      'onLimit is "drop": it must be refuse or wait',
    )
    expect(refusal(() => check.list('methods', 'GET' as never, 'string'))).toContain(
      'methods is "GET": it must be an array of strings',
    )
    expect(refusal(() => check.list('statuses', [500, '503' as never], 'number'))).toBe(
      'statuses is an array: it must be an array of numbers',
    )
  })
})
