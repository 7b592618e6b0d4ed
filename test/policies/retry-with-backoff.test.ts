import { describe, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest'
import { CircuitOpenError, ConfigError, NetworkError, ParseError } from '../../src/errors.ts'
import {
  AGGRESSIVE_RETRY,
  CONSERVATIVE_RETRY,
  type PlannedRetry,
  QUICK_RETRY,
  retryWithBackoff,
  type RetryWithBackoffOptions,
} from '../../src/policies/retry-with-backoff.ts'
import { seededRandom } from '../../src/testing/seeded-random.ts'
import { caller, clockOfTest, manual, standing } from './left-behind.ts'

/** Fails so often, then succeeds with the number of its call. */
function failing(times: number, error: unknown = new Error('down')) {
  let calls = 0
  return vi.fn(() => (++calls > times ? Promise.resolve(calls) : Promise.reject(error)))
}

/** Retries in virtual time, in the middle of every spread, and writes down the waits. */
async function waits<F>(error: unknown, options: RetryWithBackoffOptions<F> = {}) {
  const [clock, delays] = [clockOfTest(), [] as number[]]
  const fn = failing(99, error)
  const onRetry = ({ delayMs }: PlannedRetry) => void delays.push(delayMs)
  const end = retryWithBackoff(fn, { clock, random: () => 0.5, onRetry, ...options }).catch(
    (last: unknown) => last,
  )
  await clock.advance(100_000_000)
  return { delays, calls: fn.mock.calls.length, end: await end }
}

describe('retryWithBackoff', () => {
  test('calls again after 1, 2, 4 s, then gives the last error', async () => {
    const error = new Error('down')
    expect(await waits(error)).toEqual({ delays: [1000, 2000, 4000], calls: 4, end: error })
  })

  test('stops at the first success', async () => {
    const [clock, fn] = [clockOfTest(), failing(2)]
    const answer = retryWithBackoff(fn, { clock, random: () => 0.5 })
    await clock.advance(2999)
    expect(fn).toHaveBeenCalledTimes(2)
    await clock.advance(1)
    expect(await answer).toBe(3)
  })

  test('calls at once, in the same turn', () => {
    const fn = vi.fn(() => 'now')
    void retryWithBackoff(fn)
    expect(fn).toHaveBeenCalledTimes(1)
  })

  test('tells the function its attempt, from 1, and gives it a signal', async () => {
    const [clock, told] = [clockOfTest(), [] as unknown[]]
    const answer = retryWithBackoff(
      ({ attempt, signal }) => {
        told.push([attempt, signal.aborted])
        if (attempt < 3) throw new Error('not yet')
        return attempt
      },
      { clock },
    )
    await clock.advance(60_000)
    expect(await answer).toBe(3)
    expect(told).toEqual([
      [1, false],
      [2, false],
      [3, false],
    ])
  })

  test('waits no longer than the longest wait, and strays by its jitter', async () => {
    const { delays } = await waits('down', { retries: 7 })
    expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    const random = seededRandom(7)
    const jittered = await waits('down', { retries: 50, maxMs: 2000, random })
    expect(Math.min(...jittered.delays)).toBeGreaterThanOrEqual(500)
    expect(Math.max(...jittered.delays)).toBeLessThanOrEqual(2000)
    expect(new Set(jittered.delays).size).toBeGreaterThan(20)
  })

  test('does not retry with 0 retries', async () => {
    expect(await waits('down', { retries: 0 })).toEqual({ delays: [], calls: 1, end: 'down' })
  })

  test('takes retries and base as plain numbers too', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const fn = failing(9, 'down')
    const end = expect(retryWithBackoff(fn, 2, 10)).rejects.toBe('down')
    await vi.advanceTimersByTimeAsync(45)
    await end
    expect(fn).toHaveBeenCalledTimes(3)
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each([
    ['aggressive', AGGRESSIVE_RETRY, [200, 400, 800, 1600, 3200]],
    ['conservative', CONSERVATIVE_RETRY, [1000, 2000, 4000]],
    ['quick', QUICK_RETRY, [100, 200]],
  ] as const)('has the preset %s', async (_name, preset, delays) => {
    expect((await waits('down', preset)).delays).toEqual(delays)
  })

  test('has presets that end at 10, 5 and 1 s', () => {
    const presets = [AGGRESSIVE_RETRY, CONSERVATIVE_RETRY, QUICK_RETRY]
    expect(presets.map(({ maxMs }) => maxMs)).toEqual([10_000, 5000, 1000])
  })
})

describe('what the error says', () => {
  test('is obeyed where it names a wait, also above the longest', async () => {
    const busy = Object.assign(new Error('busy'), { retryAfterMs: 45_000 })
    const { delays } = await waits(busy, { retries: 2, random: () => 0 })
    expect(delays).toEqual([45_000, 45_000])
  })

  test('is obeyed by no more than an hour, and a wait of nothing is no wait', async () => {
    const never = { retryAfterMs: Number.POSITIVE_INFINITY }
    expect((await waits(never, { retries: 1, random: () => 0 })).delays).toEqual([3_600_000])
    expect((await waits({ retryAfterMs: Number.NaN })).delays).toEqual([1000, 2000, 4000])
    expect((await waits(new CircuitOpenError(0))).delays).toEqual([1000, 2000, 4000])
  })

  test('ends it where one of ours is not worth a retry', async () => {
    const parse = new ParseError({})
    expect(await waits(parse)).toEqual({ delays: [], calls: 1, end: parse })
    expect((await waits(new NetworkError({ retryable: true }))).calls).toBe(4)
  })

  test('does not matter where it only looks like one of ours', async () => {
    expect((await waits({ retryable: false })).calls).toBe(4)
  })
})

const mistake = new Error('my mistake')
const thrower = () => {
  throw mistake
}

describe('the callbacks', () => {
  test('shouldRetry sees the error and the attempt, and can end it', async () => {
    const shouldRetry = vi.fn((_error: unknown, attempt: number) => attempt < 2)
    const { calls, end } = await waits('down', { shouldRetry })
    expect([calls, end]).toEqual([2, 'down'])
    expect(shouldRetry.mock.calls).toEqual([
      ['down', 1],
      ['down', 2],
    ])
  })

  test('shouldRetry cannot allow what the error forbids', async () => {
    expect((await waits(new ParseError({}), { shouldRetry: () => true })).calls).toBe(1)
  })

  test('onRetry is told before each wait', async () => {
    const told: PlannedRetry[] = []
    await waits('down', { retries: 2, onRetry: (retry) => void told.push(retry) })
    expect(told).toEqual([
      { attempt: 1, error: 'down', delayMs: 1000 },
      { attempt: 2, error: 'down', delayMs: 2000 },
    ])
  })

  test.each<[string, () => unknown]>([
    ['throws', thrower],
    ['rejects', async () => thrower()],
  ])('an onRetry that %s ends nothing: the console is told', async (_how, onRetry) => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    expect(await waits('down', { retries: 2, onRetry })).toMatchObject({ calls: 3, end: 'down' })
    expect(log.mock.calls.map(([, told]) => told as unknown)).toEqual([mistake, mistake])
    log.mockRestore()
  })

  test('a shouldRetry that is a promise is refused, not taken for true', async () => {
    const shouldRetry = (async () => false) as never
    expect((await waits('down', { shouldRetry })).end).toMatchObject({
      ...{ code: 'CONFIG', option: 'shouldRetry' },
    })
  })

  test('end it with their own error when they throw', async () => {
    const shouldRetry = () => {
      throw new Error('a mistake in the filter')
    }
    expect((await waits('down', { shouldRetry })).end).toMatchObject({
      message: 'a mistake in the filter',
    })
  })
})

describe('a fallback', () => {
  test('answers instead of the last error: a value, or a function of it', async () => {
    expect((await waits('down', { fallback: 'stale' })).end).toBe('stale')
    expect((await waits('down', { fallback: null })).end).toBeNull()
    const fallback = (error: unknown) => Promise.resolve(`after ${String(error)}`)
    expect((await waits('down', { fallback })).end).toBe('after down')
  })

  test('also answers what is not retried', async () => {
    const { end, calls } = await waits(new ParseError({}), { fallback: [] })
    expect([end, calls]).toEqual([[], 1])
  })

  test.each([
    ['asleep', failing(9)],
    ['in flight', manual().fn],
  ])('does not answer an abort %s, and nobody is asked about it', async (_where, fn) => {
    const [{ signal, leave }, clock, shouldRetry] = [caller(), clockOfTest(), vi.fn(() => true)]
    const answer = retryWithBackoff<string | number, string>(fn, {
      ...{ clock, signal, shouldRetry, fallback: 'stale' },
    })
    await clock.advance(10)
    shouldRetry.mockClear()
    leave('gone')
    await expect(answer).rejects.toBe('gone')
    expect(shouldRetry).not.toHaveBeenCalled()
  })

  test('does not answer an abort of the last attempt', async () => {
    const [{ signal, leave }, work] = [caller(), manual()]
    const answer = retryWithBackoff(work.fn, { signal, retries: 0, fallback: 'stale' })
    leave('gone')
    await expect(answer).rejects.toBe('gone')
  })

  test('widens the type of the answer', () => {
    const options = { fallback: () => null }
    expectTypeOf(retryWithBackoff(() => 1, options)).toEqualTypeOf<Promise<number | null>>()
    expectTypeOf(retryWithBackoff(() => 1, QUICK_RETRY)).toEqualTypeOf<Promise<number>>()
    expectTypeOf(retryWithBackoff(async () => 'x', 2)).toEqualTypeOf<Promise<string>>()
  })
})

describe('an abort', () => {
  test('reaches the sleep: in the same turn, with its own reason, and no call after it', async () => {
    const [{ signal, leave, listeners }, clock, fn] = [caller(), clockOfTest(), failing(9)]
    const answer = retryWithBackoff(fn, { clock, signal })
    await clock.advance(100)
    expect([clock.pending, listeners()]).toEqual([1, 1])
    const reason = { why: 'left the page' }
    leave(reason)
    expect(clock.pending).toBe(0)
    expect(((await standing(answer)) as { error: unknown }).error).toBe(reason)
    await clock.advance(60_000)
    expect(fn).toHaveBeenCalledTimes(1)
  })

  test('reaches a call in flight, even one that does not look at its signal', async () => {
    const [{ signal, leave }, clock, work] = [caller(), clockOfTest(), manual()]
    const answer = retryWithBackoff(work.fn, { clock, signal })
    await clock.advance(0)
    leave('gone')
    expect(await standing(answer)).toEqual({ error: 'gone' })
    expect(work.call(0).signal).toBe(signal)
    work.call(0).reject(new Error('late'))
    await clock.advance(60_000)
    expect(work.calls).toHaveLength(1)
  })

  test('before the call means no call', async () => {
    const fn = failing(0)
    const signal = AbortSignal.abort('before')
    await expect(retryWithBackoff(fn, { signal })).rejects.toBe('before')
    expect(fn).not.toHaveBeenCalled()
  })

  test('is seen in the signal: its reason is never retried, whatever it looks like', async () => {
    const [{ signal, leave }, clock] = [caller(), clockOfTest()]
    const fn = vi.fn(() => {
      leave(new TypeError('fetch failed'))
      throw new TypeError('another one')
    })
    await expect(retryWithBackoff(fn, { clock, signal })).rejects.toBe(signal.reason)
    expect(fn).toHaveBeenCalledTimes(1)
  })

  test('of somebody else is an error like any other', async () => {
    const foreign = new DOMException('aborted elsewhere', 'AbortError')
    expect((await waits(foreign, { signal: caller().signal })).calls).toBe(4)
  })

  test('in onRetry is in time', async () => {
    const [{ signal, leave }, clock, fn] = [caller(), clockOfTest(), failing(9)]
    const answer = retryWithBackoff(fn, { clock, signal, onRetry: () => leave('enough') })
    await expect(answer).rejects.toBe('enough')
    expect([fn.mock.calls.length, clock.pending]).toEqual([1, 0])
  })
})

describe('a bad option', () => {
  test.each<[object, string]>([
    [{ retries: -1 }, 'retries is -1: it must be a whole number from 0 to 1000'],
    [{ retries: 1.5 }, 'retries is 1.5'],
    [{ retries: Number.POSITIVE_INFINITY }, 'retries is Infinity'],
    [{ baseMs: -1 }, 'baseMs is -1'],
    [{ maxMs: Number.NaN }, 'maxMs is NaN'],
    [{ jitterRatio: 2 }, 'jitterRatio is 2: it must be a number from 0 to 1'],
    [{ shouldRetry: 'yes' }, 'shouldRetry is "yes": it must be a function'],
    [{ onRetry: {} }, 'onRetry is an object: it must be a function'],
    [{ clock: 0 }, 'clock is 0'],
    [{ clock: {} }, 'clock.monotonic is undefined: it must be a function'],
    [{ signal: new AbortController() }, 'signal is an object: it must be an AbortSignal'],
    [[3], 'options is an array: it must be a plain object'],
    [{ random: 0.5 }, 'random is 0.5'],
    [{ retrys: 3 }, 'retrys is unknown: it must be left out'],
  ])('%j is refused before the first call', async (options, message) => {
    const fn = failing(0)
    const answer = retryWithBackoff(fn, options)
    await expect(answer).rejects.toThrow(ConfigError)
    await expect(answer).rejects.toThrow(message)
    expect(fn).not.toHaveBeenCalled()
  })

  test('may be a number, or the function itself', async () => {
    await expect(retryWithBackoff(failing(0), -1)).rejects.toThrow('retries is -1')
    await expect(retryWithBackoff(failing(0), 1, -1)).rejects.toThrow('baseMs is -1')
    await expect(retryWithBackoff(null as never)).rejects.toThrow('fn is null')
    await expect(retryWithBackoff(failing(0), null as never)).rejects.toThrow('options is null')
  })
})
