import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { ConfigError, QueueFullError } from '../../src/errors.ts'
import { taskQueue, type TaskQueueOptions } from '../../src/policies/task-queue.ts'
import { seededRandom } from '../../src/testing/seeded-random.ts'
import { alwaysLater } from '../property.ts'
import { caller, clockOfTest, manual, standing } from './left-behind.ts'
import { badCallOptions } from './bad-call-options.ts'

function queueOfTest(options: TaskQueueOptions = {}) {
  const clock = clockOfTest()
  return { clock, queue: taskQueue({ clock, ...options }) }
}

/** A queue of one, with its place taken until the test gives it free. */
function busy(options: TaskQueueOptions = {}) {
  const made = queueOfTest({ concurrency: 1, ...options })
  const holder = manual<void>()
  const held = made.queue.add(holder.fn)
  const free = async () => {
    holder.call(0).resolve()
    await held
  }
  return { ...made, free }
}

describe('a task queue', () => {
  test('runs ten at once by default and the rest as places come free', async () => {
    const [{ queue, clock }, work] = [queueOfTest(), manual()]
    const answers = Array.from({ length: 12 }, () => queue.add(work.fn))
    expect([queue.running, queue.size]).toEqual([10, 2])
    work.call(3).resolve('done')
    expect(await answers[3]).toBe('done')
    expect([queue.running, queue.size]).toEqual([10, 1])
    for (const { resolve } of work.calls) resolve('done')
    await clock.advance(0)
    work.call(11).resolve('done')
    expect(await Promise.all(answers)).toHaveLength(12)
    expect([queue.running, queue.size]).toEqual([0, 0])
  })

  test('starts at once, in the same turn, where there is room', () => {
    const fn = vi.fn()
    void queueOfTest().queue.add(fn)
    expect(fn).toHaveBeenCalledTimes(1)
  })

  test('lets the high go before the auto before the low, then by arrival', async () => {
    const [{ queue, free }, order] = [busy(), [] as string[]]
    const add = (name: string, priority: 'high' | 'auto' | 'low') =>
      queue.add(() => order.push(name), { priority })
    const all = [add('a', 'low'), add('b', 'auto'), add('c', 'high'), add('d', 'low')]
    all.push(queue.add(() => order.push('e')))
    all.push(add('f', 'high'))
    await free()
    await Promise.all(all)
    expect(order).toEqual(['c', 'f', 'b', 'e', 'a', 'd'])
  })

  test('gives the place free and the error on when a task fails, also at once', async () => {
    const { queue } = queueOfTest({ concurrency: 1 })
    const thrown = queue.add(() => {
      throw new Error('at once')
    })
    const rejected = queue.add(() => Promise.reject(new Error('later')))
    await expect(thrown).rejects.toThrow('at once')
    await expect(rejected).rejects.toThrow('later')
    expect(await queue.add(() => 'next')).toBe('next')
    expect(queue.stats()).toMatchObject({ succeeded: 1, failed: 2, running: 0 })
  })

  test('keeps the order when a task adds tasks while it starts', async () => {
    const [{ queue, free }, order] = [busy(), [] as string[]]
    const inner: Promise<unknown>[] = []
    const first = queue.add(() => {
      order.push('first')
      inner.push(queue.add(() => order.push('added')))
    })
    const second = queue.add(() => order.push('second'))
    await free()
    await Promise.all([first, second, ...inner])
    expect(order).toEqual(['first', 'second', 'added'])
  })

  test('works with its functions taken apart', async () => {
    const { add, stats } = queueOfTest().queue
    await add(() => undefined)
    expect(stats().succeeded).toBe(1)
  })
})

describe('the line', () => {
  test('is bounded: the next one is refused at once', async () => {
    const { queue, free } = busy({ maxQueue: 2 })
    const waiting = [queue.add(() => 1), queue.add(() => 2)]
    const refused = queue.add(() => 3)
    await expect(refused).rejects.toThrow(QueueFullError)
    await expect(refused).rejects.toMatchObject({
      ...{ code: 'QUEUE_FULL', retryable: true },
      message: 'The call was not sent: 2 tasks are waiting already',
    })
    await free()
    expect(await Promise.all(waiting)).toEqual([1, 2])
    expect(queue.stats().refused).toBe(1)
  })

  test('of length 0 refuses those who cannot run at once, and nobody else', async () => {
    const { queue, free } = busy({ maxQueue: 0 })
    await expect(queue.add(() => 1)).rejects.toThrow(QueueFullError)
    await free()
    expect(await queue.add(() => 2)).toBe(2)
  })

  test('is left after the longest wait', async () => {
    const { queue, clock, free } = busy({ maxWaitMs: 500 })
    const fn = vi.fn()
    const late = queue.add(fn)
    late.catch(() => undefined)
    await clock.advance(499)
    expect(queue.size).toBe(1)
    await clock.advance(1)
    await expect(late).rejects.toThrow('it stood in line for 500 ms')
    expect([queue.size, queue.stats().refused]).toEqual([0, 1])
    await free()
    expect(fn).not.toHaveBeenCalled()
  })

  test('lets go of the timer of one who starts in time', async () => {
    const { queue, clock, free } = busy({ maxWaitMs: 500 })
    const task = queue.add(() => 'in time')
    await free()
    expect(await task).toBe('in time')
    expect(clock.pending).toBe(0)
  })
})

describe('an abort', () => {
  test('leaves the line at once, with its reason, and makes room', async () => {
    const { queue, clock, free } = busy({ maxQueue: 1, maxWaitMs: 1000 })
    const [{ signal, leave, listeners }, fn] = [caller(), vi.fn()]
    const waiting = queue.add(fn, { signal })
    const reason = { left: true }
    leave(reason)
    expect([queue.size, clock.pending, listeners()]).toEqual([0, 0, 0])
    expect(((await standing(waiting)) as { error: unknown }).error).toBe(reason)
    const next = queue.add(() => 'next')
    await free()
    expect(await next).toBe('next')
    expect(fn).not.toHaveBeenCalled()
  })

  test('of a running task rejects at once and frees the place only when it has ended', async () => {
    const { queue } = queueOfTest({ concurrency: 1 })
    const [{ signal, leave }, work] = [caller(), manual()]
    const answer = queue.add(work.fn, { signal })
    const next = queue.add(() => 'next')
    leave('gone')
    expect(await standing(answer)).toEqual({ error: 'gone' })
    expect(work.call(0).signal).toBe(signal)
    expect([queue.running, queue.size]).toEqual([1, 1])
    work.call(0).reject(new Error('it noticed'))
    expect(await next).toBe('next')
    expect(queue.stats()).toMatchObject({ running: 0, failed: 1, succeeded: 1 })
  })

  test('before joining means that it never joins', async () => {
    const [{ queue }, fn] = [queueOfTest(), vi.fn()]
    await expect(queue.add(fn, { signal: AbortSignal.abort('before') })).rejects.toBe('before')
    expect([fn.mock.calls.length, queue.running, queue.size]).toEqual([0, 0, 0])
  })

  test('by the task itself while it starts is an abort like any other', async () => {
    const [{ queue }, { signal, leave }] = [queueOfTest(), caller()]
    await expect(queue.add(() => leave('myself'), { signal })).rejects.toBe('myself')
    await queue.onIdle()
    expect(queue.running).toBe(0)
  })
})

describe('a pause', () => {
  test('starts nothing more until it is over, and lets the running end', async () => {
    const [{ queue }, work] = [queueOfTest(), manual()]
    const running = queue.add(work.fn)
    queue.pause()
    const fn = vi.fn(() => 'after')
    const waiting = queue.add(fn)
    work.call(0).resolve('done')
    await running
    expect([fn.mock.calls.length, queue.size, queue.stats().paused]).toEqual([0, 1, true])
    queue.resume()
    expect(await waiting).toBe('after')
  })

  test('does not lift the bound of the line', async () => {
    const { queue } = queueOfTest({ maxQueue: 1 })
    queue.pause()
    const waiting = queue.add(() => 1)
    await expect(queue.add(() => 2)).rejects.toThrow(QueueFullError)
    queue.resume()
    expect(await waiting).toBe(1)
  })
})

describe('clear', () => {
  test('rejects those in line, and nobody waits for ever', async () => {
    const { queue, clock, free } = busy({ maxWaitMs: 1000 })
    const { signal } = caller()
    const waiting = [queue.add(vi.fn(), { signal }), queue.add(vi.fn(), { priority: 'low' })]
    queue.clear('logged out')
    expect(await Promise.all(waiting.map(standing))).toEqual([
      { error: 'logged out' },
      { error: 'logged out' },
    ])
    expect([queue.size, queue.running, clock.pending]).toEqual([0, 1, 0])
    await free()
  })

  test('rejects as an abort does where no reason is given', async () => {
    const { queue, free } = busy()
    const waiting = queue.add(vi.fn())
    queue.clear()
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
    await free()
  })
})

describe('onIdle', () => {
  test('resolves at once where nothing is to do', async () => {
    expect(await standing(queueOfTest().queue.onIdle())).toEqual({ value: undefined })
  })

  test('resolves for all who ask when the last one has ended', async () => {
    const [{ queue }, work] = [queueOfTest({ concurrency: 1 }), manual()]
    const tasks = [queue.add(work.fn), queue.add(work.fn)]
    const idle = [queue.onIdle(), queue.onIdle()]
    work.call(0).resolve('one')
    await tasks[0]
    expect(await standing(Promise.race(idle))).toBe('pending')
    work.call(1).reject('two')
    await expect(tasks[1]).rejects.toBe('two')
    await Promise.all(idle)
  })

  test('waits for those whom a pause holds', async () => {
    const { queue } = queueOfTest()
    queue.pause()
    const [task, idle] = [queue.add(() => 'done'), queue.onIdle()]
    expect(await standing(idle)).toBe('pending')
    queue.resume()
    expect(await task).toBe('done')
    await idle
  })

  test('resolves when those in line have left or been cleared', async () => {
    const { queue } = queueOfTest()
    queue.pause()
    const [{ signal, leave }, cleared] = [caller(), queue.add(vi.fn())]
    const left = queue.add(vi.fn(), { signal })
    const idle = queue.onIdle()
    queue.clear('enough')
    await expect(cleared).rejects.toBe('enough')
    await expect(left).rejects.toBe('enough')
    expect(await standing(idle)).toEqual({ value: undefined })
    const another = queue.add(vi.fn(), { signal })
    const again = queue.onIdle()
    leave('gone')
    await expect(another).rejects.toBe('gone')
    await again
  })
})

test('never runs more than its limit, and settles every task, whatever happens', async () => {
  const story = fc.record({
    concurrency: fc.integer({ min: 1, max: 4 }),
    seed: fc.nat(),
    tasks: fc.integer({ min: 1, max: 40 }),
  })
  await alwaysLater(
    fc.asyncProperty(story, async ({ concurrency, seed, tasks }) => {
      const { queue } = queueOfTest({ concurrency, maxQueue: 10 })
      const random = seededRandom(seed)
      const [callers, answers]: [AbortController[], Promise<unknown>[]] = [[], []]
      let [running, most] = [0, 0]
      for (let one = 0; one < tasks; one++) {
        const controller = new AbortController()
        callers.push(controller)
        const work = async () => {
          most = Math.max(most, ++running)
          for (let turn = random() * 8; turn > 0; turn--) await Promise.resolve()
          running -= 1
          if (random() < 0.3) throw new Error('down')
        }
        answers.push(queue.add(work, { signal: controller.signal }))
        if (random() < 0.2) callers[Math.floor(random() * callers.length)]?.abort('gone')
        if (random() < 0.05) queue.clear('cleared')
        if (random() < 0.3) await Promise.resolve()
      }
      await Promise.allSettled(answers)
      await queue.onIdle()
      expect(most).toBeLessThanOrEqual(concurrency)
      expect([queue.running, queue.size, running]).toEqual([0, 0, 0])
    }),
  )
})

describe('a bad option', () => {
  test.each<[object, string]>([
    [{ concurrency: 0 }, 'concurrency is 0: it must be a whole number from 1 to 10000'],
    [{ concurrency: Number.POSITIVE_INFINITY }, 'concurrency is Infinity'],
    [{ maxQueue: -1 }, 'maxQueue is -1'],
    [{ maxWaitMs: 0 }, 'maxWaitMs is 0'],
    [{ clock: null, timeout: 3 }, 'timeout is unknown: it must be left out'],
    [{ clock: { now: Date.now } }, 'clock.monotonic is undefined: it must be a function'],
  ])('%j is refused at construction', (options, message) => {
    expect(() => taskQueue(options)).toThrow(ConfigError)
    expect(() => taskQueue(options)).toThrow(message)
  })

  test('of a task rejects it alone', async () => {
    const { queue } = queueOfTest()
    await expect(queue.add(() => 1, { priority: 'urgent' as never })).rejects.toThrow(
      'priority is "urgent": it must be high or auto or low',
    )
    await expect(queue.add('x' as never)).rejects.toThrow('fn is "x": it must be a function')
    expect([queue.running, queue.size]).toEqual([0, 0])
  })
})

describe('a bad option of one call', () => {
  test.each([...badCallOptions, [{ priorty: 'high' }, 'did you mean priority?']])(
    '%o rejects that call, which is not made',
    async (options, message) => {
      const { queue } = queueOfTest()
      const fn = vi.fn(() => 1)
      const answer = queue.add(fn, options as never)
      await expect(answer).rejects.toThrow(ConfigError)
      await expect(answer).rejects.toThrow(message)
      expect(fn).not.toHaveBeenCalled()
    },
  )
})
