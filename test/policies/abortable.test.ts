import { describe, expect, test, vi } from 'vitest'
import {
  abortable,
  signalAmong,
  signalOf,
  sleep,
  withOptions,
} from '../../src/policies/abortable.ts'
import { caller, clockOfTest, manual, standing } from './left-behind.ts'

describe('abortable work', () => {
  test('settles as it does', async () => {
    const { signal } = caller()
    expect(await abortable(() => 1, signal)).toBe(1)
    expect(await abortable(() => Promise.resolve(2), null)).toBe(2)
    await expect(abortable(() => Promise.reject('no'), signal)).rejects.toBe('no')
  })

  test('takes a synchronous throw for a rejection', async () => {
    const thrown = abortable(() => {
      throw new TypeError('at once')
    }, caller().signal)
    await expect(thrown).rejects.toThrow('at once')
  })

  test('rejects with the very reason in the turn of the abort, though the work goes on', async () => {
    const [{ signal, leave, listeners }, work, reason] = [caller(), manual(), { left: true }]
    const answer = abortable(() => work.fn({ signal }), signal)
    leave(reason)
    expect(listeners()).toBe(0)
    const stand = (await standing(answer)) as { error: unknown }
    expect(stand.error).toBe(reason)
  })

  test('swallows what the work says after the abort', async () => {
    const [{ signal, leave }, work] = [caller(), manual()]
    const answer = abortable(() => work.fn({ signal }), signal)
    leave('gone')
    work.call(0).reject(new Error('nobody listens'))
    await expect(answer).rejects.toBe('gone')
  })

  test('is not begun where the signal has aborted before', async () => {
    let begun = false
    const signal = AbortSignal.abort('before')
    await expect(abortable(() => (begun = true), signal)).rejects.toBe('before')
    expect(begun).toBe(false)
  })

  test('tells of the abort once, and of nothing else', async () => {
    let told = 0
    const [early, late] = [caller(), caller()]
    const answer = abortable(
      () => new Promise(() => undefined),
      early.signal,
      () => (told += 1),
    )
    early.leave('gone')
    await expect(answer).rejects.toBe('gone')
    await abortable(
      () => 1,
      late.signal,
      () => (told += 1),
    )
    late.leave()
    expect(told).toBe(1)
  })
})

describe('options of one call', () => {
  test('reach it, and none are none', async () => {
    const { signal } = new AbortController()
    expect(await withOptions({ signal }, (given) => Promise.resolve(given))).toEqual({ signal })
    expect(await withOptions({ signal: null }, (given) => Promise.resolve(given))).toEqual({})
    expect(await withOptions(undefined, (given) => Promise.resolve(given))).toEqual({})
  })

  test('that are wrong, and a call that throws, reject and throw nothing', async () => {
    const begin = vi.fn(() => Promise.resolve())
    await expect(withOptions('now' as never, begin)).rejects.toThrow('options is "now"')
    expect(begin).not.toHaveBeenCalled()
    const throws = () => {
      throw new Error('mine')
    }
    await expect(withOptions({}, throws)).rejects.toThrow('mine')
  })
})

describe('a signal', () => {
  test('is always there for a function to use', () => {
    const { signal } = caller()
    expect(signalOf(signal)).toBe(signal)
    expect(signalOf(undefined).aborted).toBe(false)
    expect(signalOf(null)).toBeInstanceOf(AbortSignal)
  })

  test('is found among arguments: bare, in an init, in a request', () => {
    const { signal } = caller()
    const request = new Request('https://api.test', { signal: new AbortController().signal })
    expect(signalAmong(['/x', signal])).toBe(signal)
    expect(signalAmong(['/x', { method: 'GET', signal }])).toBe(signal)
    expect(signalAmong([request])).toBe(request.signal)
  })

  test('is not made up from what is none', () => {
    expect(
      signalAmong([null, undefined, 1, 'x', {}, { signal: 'SIGTERM' }, [], { signal: null }]),
    ).toBe(undefined)
  })
})

describe('sleep', () => {
  test('ends when its time is over, and leaves nothing', async () => {
    const [clock, { signal, listeners }] = [clockOfTest(), caller()]
    const slept = sleep(clock, 100, signal)
    await clock.advance(99)
    expect(await standing(slept)).toBe('pending')
    await clock.advance(1)
    expect(await standing(slept)).toEqual({ value: undefined })
    expect(listeners()).toBe(0)
  })

  test('ends in the turn of the abort, with its reason, and leaves nothing', async () => {
    const [clock, { signal, leave, listeners }] = [clockOfTest(), caller()]
    const slept = sleep(clock, 100, signal)
    await clock.advance(50)
    leave('gone')
    expect([clock.pending, listeners()]).toEqual([0, 0])
    expect(await standing(slept)).toEqual({ error: 'gone' })
  })

  test('does not begin where the signal has aborted before', async () => {
    const clock = clockOfTest()
    await expect(sleep(clock, 100, AbortSignal.abort('before'))).rejects.toBe('before')
    expect(clock.pending).toBe(0)
  })

  test('needs no signal', async () => {
    const clock = clockOfTest()
    const all = [sleep(clock, 0), sleep(clock, 0, null)]
    await clock.advance(0)
    await Promise.all(all)
  })
})
