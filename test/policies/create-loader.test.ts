import fc from 'fast-check'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { createLoader, type LoaderOptions } from '../../src/policies/create-loader.ts'
import { alwaysLater } from '../property.ts'
import { caller, clockOfTest, standing } from './left-behind.ts'
import { badCallOptions } from './bad-call-options.ts'

type Asked = {
  ids: number[]
  signal: AbortSignal
  answer: (values?: readonly (string | Error)[] | Map<number, string | Error>) => void
  fail: (error: unknown) => void
}

/** A loader whose requests stay open until the test answers them; by default with `u<id>`. */
function loaderOfTest(options: Partial<LoaderOptions<number, string>> = {}) {
  const clock = clockOfTest()
  const asked: Asked[] = []
  const fetchMany: LoaderOptions<number, string>['fetchMany'] = (ids, { signal }) =>
    new Promise((resolve, reject) => {
      const answer: Asked['answer'] = (values = ids.map((id) => `u${id}`)) => resolve(values)
      asked.push({ ids, signal, answer, fail: reject })
    })
  const loader = createLoader({ clock, fetchMany, ...options })
  const request = (index: number) => {
    const one = asked.at(index)
    if (!one) throw new Error(`request ${index} was not made`)
    return one
  }
  return { clock, loader, asked, request, ids: () => asked.map(({ ids }) => ids) }
}

describe('ids of one turn', () => {
  test('go out in one request, in the order in which they were asked for', async () => {
    const { clock, loader, request, ids } = loaderOfTest()
    const answers = [3, 1, 2].map((id) => loader.load(id))
    await clock.advance(0)
    expect(ids()).toEqual([[3, 1, 2]])
    request(0).answer()
    expect(await Promise.all(answers)).toEqual(['u3', 'u1', 'u2'])
    expect(loader.size).toBe(0)
  })

  test('wait for no timer, which a hidden tab would be late with', async () => {
    const { clock, loader, asked } = loaderOfTest()
    const answer = loader.load(1)
    expect([asked.length, clock.pending]).toEqual([0, 0])
    await Promise.resolve()
    expect(asked.length).toBe(1)
    asked[0]?.answer()
    await answer
  })

  test('are the same turn where they follow the same promise', async () => {
    const { clock, loader, request, ids } = loaderOfTest()
    const ready = Promise.resolve()
    const answers = [1, 2, 3].map((id) => ready.then(() => loader.load(id)))
    await clock.advance(0)
    expect(ids()).toEqual([[1, 2, 3]])
    request(0).answer()
    await Promise.all(answers)
  })

  test('are asked for once each, and each caller has its answer', async () => {
    const { clock, loader, request, ids } = loaderOfTest()
    const answers = [1, 2, 1, 1].map((id) => loader.load(id))
    expect(loader.size).toBe(2)
    await clock.advance(0)
    expect(ids()).toEqual([[1, 2]])
    request(0).answer()
    expect(await Promise.all(answers)).toEqual(['u1', 'u2', 'u1', 'u1'])
  })

  test('join the request that is in flight for them, and ask anew once it is answered', async () => {
    const { clock, loader, request, ids } = loaderOfTest()
    const first = loader.load(1)
    await clock.advance(1000)
    const [again, other] = [loader.load(1), loader.load(2)]
    await clock.advance(0)
    expect(ids()).toEqual([[1], [2]])
    request(0).answer()
    expect(await Promise.all([first, again])).toEqual(['u1', 'u1'])
    const anew = loader.load(1)
    await clock.advance(0)
    expect(ids()).toEqual([[1], [2], [1]])
    request(1).answer()
    request(2).answer(['new'])
    expect(await Promise.all([other, anew])).toEqual(['u2', 'new'])
  })

  test('may be strings, and then "1" is not 1', async () => {
    const fetchMany = vi.fn((ids: (string | number)[]) => ids.map((id) => typeof id))
    const loader = createLoader({ fetchMany })
    const answers = ['1', 1, '__proto__'].map((id) => loader.load(id))
    expect(await Promise.all(answers)).toEqual(['string', 'number', 'string'])
    expect(fetchMany).toHaveBeenCalledTimes(1)
  })

  test('keep the types of id and value', async () => {
    type User = { name: string }
    const users = createLoader({
      fetchMany: (ids: readonly string[]): (User | Error)[] => ids.map((name) => ({ name })),
    })
    expectTypeOf(users.load('a')).toEqualTypeOf<Promise<User>>()
    expectTypeOf(users.loadMany(['a'])).toEqualTypeOf<Promise<(User | Error)[]>>()
    expectTypeOf(users.load).parameter(0).toEqualTypeOf<string>()
    expect(await users.loadMany(['a', 'b'])).toEqual([{ name: 'a' }, { name: 'b' }])
    expect(await users.load('a')).toEqual({ name: 'a' })
  })
})

describe('a window', () => {
  test('collects from the first id on, and is not prolonged by further ones', async () => {
    const { clock, loader, request, ids } = loaderOfTest({ windowMs: 10 })
    const answers = [loader.load(1)]
    await clock.advance(9)
    answers.push(loader.load(2))
    expect(ids()).toEqual([])
    await clock.advance(1)
    expect(ids()).toEqual([[1, 2]])
    answers.push(loader.load(3))
    await clock.advance(10)
    expect(ids()).toEqual([[1, 2], [3]])
    request(0).answer()
    request(1).answer()
    expect(await Promise.all(answers)).toEqual(['u1', 'u2', 'u3'])
  })

  test('ends early when the batch is full', async () => {
    const { clock, loader, request, ids } = loaderOfTest({ windowMs: 10, maxBatch: 2 })
    const answers = [1, 2, 3].map((id) => loader.load(id))
    await clock.advance(0)
    expect([ids(), clock.pending]).toEqual([[[1, 2]], 1])
    await clock.advance(10)
    expect(ids()).toEqual([[1, 2], [3]])
    request(0).answer()
    request(1).answer()
    await Promise.all(answers)
  })
})

describe('the greatest batch', () => {
  test('splits what is asked for at once into several requests at once', async () => {
    const { clock, loader, asked, ids } = loaderOfTest({ maxBatch: 2 })
    const answers = loader.loadMany([1, 2, 1, 3, 4, 5])
    await clock.advance(0)
    expect(ids()).toEqual([[1, 2], [3, 4], [5]])
    for (const { answer } of asked) answer()
    expect(await answers).toEqual(['u1', 'u2', 'u1', 'u3', 'u4', 'u5'])
  })

  test('of 1 is one request for each id', async () => {
    const { clock, loader, asked, ids } = loaderOfTest({ maxBatch: 1, windowMs: 50 })
    const answers = loader.loadMany([1, 2])
    await clock.advance(0)
    expect(ids()).toEqual([[1], [2]])
    for (const { answer } of asked) answer()
    await answers
  })

  test('takes the place of one who left it', async () => {
    const { clock, loader, request, ids } = loaderOfTest({ maxBatch: 2, windowMs: 10 })
    const { signal, leave } = caller()
    const gone = loader.load(1, { signal })
    leave('gone')
    const answers = [loader.load(2), loader.load(3)]
    await clock.advance(0)
    expect(ids()).toEqual([[2, 3]])
    request(0).answer()
    await Promise.all(answers)
    await expect(gone).rejects.toBe('gone')
  })
})

describe('an answer', () => {
  test('may be a map, in any order and with more than was asked for', async () => {
    const { clock, loader, request } = loaderOfTest()
    const answers = loader.loadMany([1, 2])
    await clock.advance(0)
    request(0).answer(new Map(Object.entries({ 9: 'x', 2: 'b', 1: 'a' }).map(numbered)))
    expect(await answers).toEqual(['a', 'b'])
  })

  test('may have an error in the place of a value: the failure of that id alone', async () => {
    const [{ clock, loader, request }, gone] = [loaderOfTest(), new Error('gone')]
    const answers = [1, 2].map((id) => loader.load(id))
    const many = loader.loadMany([1, 2])
    await clock.advance(0)
    request(0).answer(['a', gone])
    expect(await answers[0]).toBe('a')
    await expect(answers[1]).rejects.toBe(gone)
    expect(await many).toEqual(['a', gone])
  })

  test('of a map that lacks ids is an error for those alone', async () => {
    const { clock, loader, request } = loaderOfTest()
    const answers = [1, 2].map((id) => loader.load(id))
    const many = loader.loadMany([2, 1])
    await clock.advance(0)
    request(0).answer(new Map([[1, 'a']]))
    expect(await answers[0]).toBe('a')
    await expect(answers[1]).rejects.toThrow('the answer of fetchMany is without this id')
    expect(await many).toEqual([expect.any(ConfigError), 'a'])
  })

  test('may hold undefined: that is a value', async () => {
    const fetchMany = (ids: number[]) => new Map(ids.map((id) => [id, undefined]))
    expect(await createLoader({ fetchMany }).loadMany([1])).toEqual([undefined])
  })

  test.each([
    ['shorter', ['u1'], 'an array of 1 for 2 ids: it must be a value or an Error for each id'],
    ['longer', ['u1', 'u2', 'u3'], 'an array of 3 for 2 ids'],
    ['no array', 'u1u2', 'neither an array nor a Map'],
    ['nothing', null, 'neither an array nor a Map'],
  ])(
    'that is %s is refused, since nobody can tell whose values it has',
    async (_, answer, text) => {
      const { clock, loader, request } = loaderOfTest()
      const [one, many] = [loader.load(1), loader.loadMany([1, 2])]
      await clock.advance(0)
      request(0).answer(answer as never)
      await expect(one).rejects.toThrow(`the answer of fetchMany is ${text}`)
      await expect(many).rejects.toBeInstanceOf(ConfigError)
      expect(loader.size).toBe(0)
    },
  )

  test('to nothing is nothing, without a request', async () => {
    const { loader, asked } = loaderOfTest()
    expect(await loader.loadMany([])).toEqual([])
    expect([asked.length, loader.size]).toEqual([0, 0])
  })
})

describe('a request that fails', () => {
  test('rejects all who wait for it, and is asked again by the next', async () => {
    const [{ clock, loader, request }, down] = [loaderOfTest(), new Error('down')]
    const answers = [loader.load(1), loader.load(2), loader.loadMany([1, 2])]
    await clock.advance(0)
    request(0).fail(down)
    for (const answer of answers) await expect(answer).rejects.toBe(down)
    expect([loader.size, request(0).signal.aborted]).toEqual([0, false])
    const next = loader.load(1)
    await clock.advance(0)
    request(1).answer()
    expect(await next).toBe('u1')
  })

  test('may throw at once, and anything', async () => {
    const loader = createLoader({
      fetchMany: (): string[] => {
        throw 'no'
      },
    })
    await expect(loader.load(1)).rejects.toBe('no')
    expect(loader.size).toBe(0)
  })

  test('ends the other requests of who asked for many, as far as nobody else waits', async () => {
    const [{ clock, loader, request }, down] = [loaderOfTest({ maxBatch: 1 }), new Error('down')]
    const many = loader.loadMany([1, 2, 3])
    const third = loader.load(3)
    await clock.advance(0)
    request(0).fail(down)
    await expect(many).rejects.toBe(down)
    await clock.advance(0)
    expect([1, 2].map((index) => request(index).signal.aborted)).toEqual([true, false])
    expect(request(1).signal.reason).toBe(down)
    request(2).answer()
    expect(await third).toBe('u3')
  })
})

describe('an abort', () => {
  test('rejects its own caller in the same turn, with its reason, and nobody else', async () => {
    const { clock, loader, request } = loaderOfTest()
    const [one, other, reason] = [caller(), caller(), { left: true }]
    const answers = [
      loader.load(1, { signal: one.signal }),
      loader.load(1, { signal: other.signal }),
      loader.load(2),
    ] as const
    await clock.advance(0)
    one.leave(reason)
    expect(((await standing(answers[0])) as { error: unknown }).error).toBe(reason)
    expect(request(0).signal.aborted).toBe(false)
    other.leave('too')
    await expect(answers[1]).rejects.toBe('too')
    expect(request(0).signal.aborted).toBe(false)
    request(0).answer()
    expect(await answers[2]).toBe('u2')
  })

  test('of the last caller aborts the request; the next asks anew', async () => {
    const { clock, loader, request, ids } = loaderOfTest()
    const all = [caller(), caller(), caller()]
    const answers = [
      loader.load(1, { signal: all[0]?.signal }),
      loader.load(2, { signal: all[1]?.signal }),
      loader.loadMany([2, 1], { signal: all[2]?.signal }),
    ]
    await clock.advance(0)
    for (const { leave } of all) leave('gone')
    expect(await Promise.all(answers.map(standing))).toEqual(all.map(() => ({ error: 'gone' })))
    expect([request(0).signal.reason, loader.size]).toEqual(['gone', 0])
    const next = loader.load(1)
    await clock.advance(0)
    expect(ids()).toEqual([[1, 2], [1]])
    request(0).fail(new Error('late'))
    await clock.advance(0)
    expect(loader.size).toBe(1)
    request(1).answer(['new'])
    expect(await next).toBe('new')
  })

  test('before the request goes out takes the id out of it', async () => {
    const { clock, loader, request, ids } = loaderOfTest({ windowMs: 10 })
    const [one, both] = [caller(), caller()]
    const gone = loader.load(1, { signal: one.signal })
    const many = loader.loadMany([2, 3], { signal: both.signal })
    const stays = loader.load(3)
    one.leave('gone')
    both.leave('gone too')
    await expect(gone).rejects.toBe('gone')
    await expect(many).rejects.toBe('gone too')
    expect(loader.size).toBe(1)
    await clock.advance(10)
    expect(ids()).toEqual([[3]])
    request(0).answer()
    expect(await stays).toBe('u3')
  })

  test.each([0, 10])('in the same breath costs no request (windowMs %i)', async (windowMs) => {
    const { clock, loader, asked } = loaderOfTest({ windowMs })
    const { signal, leave } = caller()
    const answers = [loader.load(1, { signal }), loader.loadMany([1, 2], { signal })]
    leave('unmounted')
    for (const answer of answers) await expect(answer).rejects.toBe('unmounted')
    expect([clock.pending, loader.size]).toEqual([0, 0])
    await clock.advance(100)
    expect(asked).toEqual([])
  })

  test('before the call joins nothing', async () => {
    const { loader } = loaderOfTest()
    const signal = AbortSignal.abort('before')
    await expect(loader.load(1, { signal })).rejects.toBe('before')
    await expect(loader.loadMany([1], { signal })).rejects.toBe('before')
    expect(loader.size).toBe(0)
  })

  test('after the answer changes nothing', async () => {
    const { clock, loader, request } = loaderOfTest()
    const { signal, leave } = caller()
    const answer = loader.load(1, { signal })
    await clock.advance(0)
    request(0).answer()
    await answer
    leave('late')
    expect(request(0).signal.aborted).toBe(false)
  })
})

describe('a bad option', () => {
  const fetchMany = () => []

  test.each<[object, string]>([
    [{}, 'fetchMany is null: it must be a function'],
    [{ fetchMany: 1 }, 'fetchMany is 1: it must be a function'],
    [{ fetchMany, maxBatch: 0 }, 'maxBatch is 0: it must be a whole number from 1'],
    [{ fetchMany, maxBatch: 1.5 }, 'maxBatch is 1.5'],
    [{ fetchMany, windowMs: -1 }, 'windowMs is -1: it must be a number from 0'],
    [{ fetchMany, window: 50 }, 'window is unknown: it must be left out'],
    [
      { fetchMany: () => [], clock: { now: Date.now } },
      'clock.monotonic is undefined: it must be a function',
    ],
  ])('%j is refused at construction', (options, message) => {
    expect(() => createLoader(options as never)).toThrow(ConfigError)
    expect(() => createLoader(options as never)).toThrow(message)
  })

  test.each([undefined, null, {}, true])('may be an id: %j', async (id) => {
    const { loader } = loaderOfTest()
    await expect(loader.loadMany([1, id as never])).rejects.toThrow('it must be a string')
    expect(loader.size).toBe(0)
  })
})

test('whoever asks, leaves or fails, each caller has its own answer and nothing is left', async () => {
  const step = fc.oneof(
    fc.record({ ids: fc.array(fc.nat({ max: 5 }), { maxLength: 4 }), leaves: fc.boolean() }),
    fc.record({ settle: fc.nat({ max: 3 }), fails: fc.boolean() }),
    fc.record({ waitMs: fc.constantFrom(0, 3, 10) }),
  )
  const options = fc.record({
    windowMs: fc.constantFrom(0, 5),
    maxBatch: fc.integer({ min: 1, max: 3 }),
  })
  await alwaysLater(
    fc.asyncProperty(options, fc.array(step, { maxLength: 30 }), async (given, steps) => {
      const { clock, loader, asked } = loaderOfTest(given)
      const settled = new Set<Asked>()
      const calls: {
        ids: number[]
        leave: () => void
        leaves: boolean
        answer: Promise<unknown>
      }[] = []
      for (const one of steps) {
        if ('ids' in one) {
          const { signal, leave } = caller()
          const answer = loader.loadMany(one.ids, { signal }).catch((error: unknown) => error)
          calls.push({ ids: one.ids, leave, leaves: one.leaves, answer })
        } else if ('settle' in one) {
          const open = asked.filter((request) => !settled.has(request))[one.settle]
          if (open) settled.add(open)
          if (one.fails) open?.fail('down')
          else open?.answer()
        } else {
          calls.findLast(({ leaves }) => leaves)?.leave()
          await clock.advance(one.waitMs)
        }
      }
      await clock.advance(10)
      for (const { answer } of asked) answer()
      await clock.advance(0)
      for (const { ids, answer, leave } of calls) {
        const got = await answer
        if (Array.isArray(got)) expect(got).toEqual(ids.map((id) => `u${id}`))
        else expect(got === 'down' || got instanceof DOMException).toBe(true)
        leave()
      }
      expect(loader.size).toBe(0)
      expect(asked.every(({ ids }) => ids.length <= given.maxBatch)).toBe(true)
      expect(asked.every(({ ids }) => new Set(ids).size === ids.length && ids.length > 0)).toBe(
        true,
      )
    }),
  )
})

const numbered = ([id, value]: [string, string]): [number, string] => [Number(id), value]

test('nobody joins another user’s request, and each gets the answer to their own', async () => {
  let user: string | undefined = 'ada'
  const { loader, request, ids } = loaderOfTest({ user: () => user })
  const first = loader.load(1)
  await Promise.resolve()
  user = undefined
  const second = loader.load(1)
  await Promise.resolve()
  expect(ids()).toEqual([[1], [1]])
  request(0).answer(['of ada'])
  request(1).answer(['of nobody'])
  expect(await Promise.all([first, second])).toEqual(['of ada', 'of nobody'])
})

test('what has not been sent when the user is another one is never sent', async () => {
  let user = 'ada'
  const { clock, loader, request, ids } = loaderOfTest({ user: () => user, windowMs: 10 })
  const first = loader.load(1).catch((error: unknown) => error)
  user = 'bob'
  const second = loader.load(1)
  await clock.advance(10)
  expect(await first).toMatchObject({ code: 'ABORTED' })
  expect(ids()).toEqual([[1]])
  request(0).answer(['of bob'])
  expect(await second).toBe('of bob')
})

test('a `user` that is no text is refused', async () => {
  const user = () => Promise.resolve('ada') as never
  const { loader, asked } = loaderOfTest({ user })
  await expect(loader.load(1)).rejects.toMatchObject({ code: 'CONFIG', option: 'user' })
  expect(asked).toEqual([])
})

test('after clear() nobody joins what was sent before, and what was not sent yet is joined', async () => {
  const { loader, request, ids } = loaderOfTest()
  const before = loader.load(1)
  await Promise.resolve()
  loader.clear()
  expect(loader.size).toBe(0)
  const after = loader.load(1)
  loader.clear()
  const joined = loader.load(1)
  await Promise.resolve()
  expect(ids()).toEqual([[1], [1]])
  request(0).answer(['old'])
  request(1).answer(['new'])
  expect(await Promise.all([before, after, joined])).toEqual(['old', 'new', 'new'])
  expect(loader.size).toBe(0)
})

describe('a bad option of one load', () => {
  test.each(badCallOptions)('%o rejects it, and nothing is asked for', async (options, message) => {
    const { loader, asked } = loaderOfTest()
    for (const load of [loader.load(1, options as never), loader.loadMany([1], options as never)]) {
      await expect(load).rejects.toThrow(ConfigError)
      await expect(load).rejects.toThrow(message)
    }
    expect([loader.size, asked]).toEqual([0, []])
  })

  test('an index is none: `load` can be given to `map` as it is', async () => {
    const { loader, request, clock, ids } = loaderOfTest()
    const users = Promise.all([7, 8].map(loader.load))
    await clock.advance(0)
    request(0).answer()
    expect([await users, ids()]).toEqual([['u7', 'u8'], [[7, 8]]])
  })
})
