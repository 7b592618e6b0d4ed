import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { requestBatcher, type RequestBatcherOptions } from '../../src/policies/request-batcher.ts'
import { caller, clockOfTest, manual, standing } from './left-behind.ts'
import { badCallOptions } from './bad-call-options.ts'

function batcherOfTest(options: RequestBatcherOptions = {}) {
  const clock = clockOfTest()
  return { clock, batcher: requestBatcher({ clock, ...options }) }
}

describe('calls of one key', () => {
  test('share one run: ten components that ask within 50 ms make one request', async () => {
    const [{ batcher, clock }, user] = [batcherOfTest(), { name: 'Ada' }]
    const fetchUser = vi.fn(() => Promise.resolve(user))
    const answers = []
    for (let component = 0; component < 10; component++) {
      answers.push(batcher.add('user/1', fetchUser))
      await clock.advance(5)
    }
    const users = await Promise.all(answers)
    expect(fetchUser).toHaveBeenCalledTimes(1)
    expect(users.every((one) => one === user)).toBe(true)
    await clock.advance(0)
    expect(batcher.size).toBe(0)
  })

  test('run at once: nobody waits for the window to pass', async () => {
    const { batcher, clock } = batcherOfTest()
    expect(await standing(batcher.add('a', () => 1))).toEqual({ value: 1 })
    await clock.advance(50)
  })

  test('run the function of the first', async () => {
    const { batcher, clock } = batcherOfTest()
    const [first, second] = [vi.fn(() => 'first'), vi.fn(() => 'second')]
    const answers = [batcher.add('a', first), batcher.add('a', second)]
    expect(await Promise.all(answers)).toEqual(['first', 'first'])
    expect(second).not.toHaveBeenCalled()
    await clock.advance(50)
  })

  test('share a settled answer until the window of the first is over, and not longer', async () => {
    const { batcher, clock } = batcherOfTest()
    let run = 0
    const fn = () => Promise.resolve(++run)
    expect(await batcher.add('a', fn)).toBe(1)
    await clock.advance(49)
    expect(await batcher.add('a', fn)).toBe(1)
    await clock.advance(1)
    expect([batcher.size, clock.pending]).toEqual([0, 0])
    expect(await batcher.add('a', fn)).toBe(2)
    await clock.advance(50)
  })

  test('share what is in flight, however long it takes, and then start anew', async () => {
    const [{ batcher, clock }, work] = [batcherOfTest(), manual()]
    const early = batcher.add('a', work.fn)
    await clock.advance(5000)
    const late = batcher.add('a', work.fn)
    work.call(0).resolve('once')
    expect(await Promise.all([early, late])).toEqual(['once', 'once'])
    expect([batcher.size, clock.pending]).toEqual([0, 0])
    const next = batcher.add('a', work.fn)
    await clock.advance(0)
    work.call(1).resolve('twice')
    expect(await next).toBe('twice')
    await clock.advance(50)
  })

  test('share the error too, also one that is thrown at once', async () => {
    const [{ batcher, clock }, error] = [batcherOfTest(), new Error('down')]
    const fn = vi.fn((): string => {
      throw error
    })
    const answers = [batcher.add('a', fn), batcher.add('a', fn)]
    for (const answer of answers) await expect(answer).rejects.toBe(error)
    await clock.advance(20)
    await expect(batcher.add('a', fn)).rejects.toBe(error)
    expect(fn).toHaveBeenCalledTimes(1)
    await clock.advance(30)
    await expect(batcher.add('a', () => 'well')).resolves.toBe('well')
    await clock.advance(50)
  })

  test('share only what is in flight with a window of 0, and set no timer', async () => {
    const { batcher, clock } = batcherOfTest({ windowMs: 0 })
    const fn = vi.fn(() => Promise.resolve('x'))
    await Promise.all([batcher.add('a', fn), batcher.add('a', fn)])
    expect([fn.mock.calls.length, batcher.size, clock.pending]).toEqual([1, 0, 0])
    await batcher.add('a', fn)
    expect(fn).toHaveBeenCalledTimes(2)
  })

  test('do not share with another key', async () => {
    const { batcher, clock } = batcherOfTest()
    const answers = ['a', 'b', '__proto__'].map((key) => batcher.add(key, () => key))
    expect(batcher.size).toBe(3)
    expect(await Promise.all(answers)).toEqual(['a', 'b', '__proto__'])
    await clock.advance(50)
  })

  test('keep the type of the answer', async () => {
    const { batcher, clock } = batcherOfTest()
    expectTypeOf(batcher.add('a', async () => 1)).toEqualTypeOf<Promise<number>>()
    await clock.advance(50)
  })
})

describe('an abort', () => {
  test('rejects its own caller in the same turn, with its reason, and nobody else', async () => {
    const [{ batcher, clock }, work, reason] = [batcherOfTest(), manual(), { left: true }]
    const [one, other] = [caller(), caller()]
    const answers = [
      batcher.add('a', work.fn, { signal: one.signal }),
      batcher.add('a', work.fn, { signal: other.signal }),
    ] as const
    await clock.advance(0)
    one.leave(reason)
    expect(((await standing(answers[0])) as { error: unknown }).error).toBe(reason)
    expect(work.call(0).signal.aborted).toBe(false)
    work.call(0).resolve('still there')
    expect(await answers[1]).toBe('still there')
    await clock.advance(50)
  })

  test('of the last caller aborts the run; the next call starts anew', async () => {
    const [{ batcher, clock }, work] = [batcherOfTest(), manual()]
    const all = [caller(), caller()]
    const answers = all.map(({ signal }) => batcher.add('a', work.fn, { signal }))
    await clock.advance(0)
    for (const { leave } of all) leave('gone')
    expect(await Promise.all(answers.map(standing))).toEqual([{ error: 'gone' }, { error: 'gone' }])
    expect(work.call(0).signal.reason).toBe('gone')
    expect(batcher.size).toBe(0)
    const next = batcher.add('a', work.fn)
    await clock.advance(0)
    work.call(0).reject(new Error('late'))
    work.call(1).resolve('new')
    expect(await next).toBe('new')
    await clock.advance(50)
  })

  test('leaves nothing of the run it ended, whenever that settles', async () => {
    const [{ batcher, clock }, work, { signal, leave }] = [batcherOfTest(), manual(), caller()]
    const answer = batcher.add('a', work.fn, { signal })
    await clock.advance(10)
    leave('gone')
    await expect(answer).rejects.toBe('gone')
    work.call(0).resolve('late')
    await clock.advance(0)
    expect([batcher.size, clock.pending]).toEqual([0, 0])
  })

  test('does not let the run it ended take the next one with it', async () => {
    const [{ batcher, clock }, work, { signal, leave }] = [batcherOfTest(), manual(), caller()]
    const ended = batcher.add('a', work.fn, { signal })
    await clock.advance(0)
    leave('gone')
    await expect(ended).rejects.toBe('gone')
    const second = batcher.add('a', work.fn)
    await clock.advance(100)
    work.call(0).reject(new Error('late'))
    await clock.advance(0)
    const third = batcher.add('a', work.fn)
    work.call(1).resolve('shared')
    expect(await Promise.all([second, third])).toEqual(['shared', 'shared'])
    expect(work.calls).toHaveLength(2)
  })

  test('does not end the run of those who gave no signal', async () => {
    const [{ batcher, clock }, work, { signal, leave }] = [batcherOfTest(), manual(), caller()]
    const stays = batcher.add('a', work.fn)
    const leaves = batcher.add('a', work.fn, { signal })
    await clock.advance(0)
    leave('gone')
    await expect(leaves).rejects.toBe('gone')
    work.call(0).resolve('here')
    expect(await stays).toBe('here')
    await clock.advance(50)
  })

  test('in the same breath costs no request', async () => {
    const [{ batcher, clock }, fn, { signal, leave }] = [batcherOfTest(), vi.fn(), caller()]
    const answer = batcher.add('a', fn, { signal })
    leave('unmounted')
    await expect(answer).rejects.toBe('unmounted')
    await clock.advance(100)
    expect(fn).not.toHaveBeenCalled()
  })

  test('before the call means no call, and joins nothing', async () => {
    const [{ batcher }, fn] = [batcherOfTest(), vi.fn()]
    const signal = AbortSignal.abort('before')
    await expect(batcher.add('a', fn, { signal })).rejects.toBe('before')
    expect([fn.mock.calls.length, batcher.size]).toEqual([0, 0])
  })

  test('after the answer changes nothing', async () => {
    const [{ batcher, clock }, { signal, leave }] = [batcherOfTest(), caller()]
    const fn = vi.fn(() => 'x')
    await batcher.add('a', fn, { signal })
    leave('late')
    expect(await batcher.add('a', fn)).toBe('x')
    expect(fn).toHaveBeenCalledTimes(1)
    await clock.advance(50)
  })
})

describe('a bad option', () => {
  test.each<[object, string]>([
    [{ windowMs: -1 }, 'windowMs is -1: it must be a number from 0'],
    [{ windowMs: Number.NaN }, 'windowMs is NaN'],
    [{ window: 50 }, 'window is unknown: it must be left out'],
    [{ clock: { now: Date.now } }, 'clock.monotonic is undefined: it must be a function'],
  ])('%j is refused at construction', (options, message) => {
    expect(() => requestBatcher(options)).toThrow(ConfigError)
    expect(() => requestBatcher(options)).toThrow(message)
  })

  test('may be a key or the function', async () => {
    const { batcher } = batcherOfTest()
    await expect(batcher.add(1 as never, () => 1)).rejects.toThrow('key is 1: it must be a string')
    await expect(batcher.add('a', 1 as never)).rejects.toThrow('fn is 1: it must be a function')
    expect(batcher.size).toBe(0)
  })
})

describe('a bad option of one call', () => {
  test.each(badCallOptions)('%o rejects that call, which is not made', async (options, message) => {
    const { batcher } = batcherOfTest()
    const fn = vi.fn(() => 1)
    const answer = batcher.add('a', fn, options as never)
    await expect(answer).rejects.toThrow(ConfigError)
    await expect(answer).rejects.toThrow(message)
    expect(fn).not.toHaveBeenCalled()
  })
})
