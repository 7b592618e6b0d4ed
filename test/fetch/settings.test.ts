import { adaptive, createClient, createFetch, type FetchOptions, hedge } from 'holdfast'
import { afterEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { readFetchOptions } from '../../src/fetch/settings.ts'
import { silent, status } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

afterEach(() => vi.unstubAllGlobals())

test.each<[unknown, string]>([
  [{ retries: 3 }, 'retries is unknown: it must be left out: did you mean retry? the options are'],
  [{ retry: { limit: -1 } }, 'retry.limit is -1: it must be a whole number from 0 to 100'],
  [{ retry: { limit: 1.5 } }, 'retry.limit is 1.5'],
  [{ retry: { limit: Number.NaN } }, 'retry.limit is NaN'],
  [{ retry: { jitterRatio: 2 } }, 'retry.jitterRatio is 2: it must be a number from 0 to 1'],
  [{ retry: { methods: 'GET' } }, 'retry.methods is "GET": it must be an array of strings'],
  [
    { retry: { budget: { token: 1 } } },
    'retry.budget.token is unknown: it must be left out: did you mean tokens? the options are tokens, refillRatio',
  ],
  [{ retry: { shouldRetry: true } }, 'retry.shouldRetry is true: it must be a function'],
  [{ retry: true }, 'retry is true: it must be an object, or false'],
  [{ timeout: 5000 }, 'timeout is 5000: it must be an object, or false'],
  [
    { timeout: { totalMs: 0 } },
    'timeout.totalMs is 0: it must be a number of milliseconds above 0, or false',
  ],
  [{ timeout: { attemptMs: '1s' } }, 'timeout.attemptMs is "1s"'],
  [{ circuit: { failures: 0 } }, 'circuit.failures is 0: it must be a whole number from 1 to 1000'],
  [
    { circuit: { openMs: { min: 9, max: 3 } } },
    'circuit.openMs.max is 3: it must be at least circuit.openMs.min',
  ],
  [{ circuit: { window: { failureRatio: 2 } } }, 'circuit.window.failureRatio is 2'],
  [{ circuit: { scope: 'host' } }, 'circuit.scope is "host": it must be both or endpoint or gate'],
  [{ rateLimit: { limit: 0 } }, 'rateLimit.limit is 0'],
  [{ rateLimit: { algorithm: 'leaky' } }, 'rateLimit.algorithm is "leaky"'],
  [{ rateLimit: { onLimit: 'drop' } }, 'rateLimit.onLimit is "drop": it must be refuse or wait'],
  [{ concurrency: { limit: 0 } }, 'concurrency.limit is 0'],
  [{ concurrency: { maxQueue: -1 } }, 'concurrency.maxQueue is -1'],
  [{ dedupe: 'yes' }, 'dedupe is "yes": it must be a boolean'],
  [{ partition: 'tenant' }, 'partition is "tenant": it must be a function'],
  [{ user: 7 }, 'user is 7: it must be a string'],
  [{ user: {} }, 'user is an object: it must be a string'],
  [
    { origins: 'https://api.test' },
    'origins is "https://api.test": it must be an array of strings',
  ],
  [{ origins: [7] }, 'origins is an array: it must be an array of strings'],
  ...['https://api.test/', 'https://api.test/v1', 'api.test', '', '*', 'null'].map(
    (origin): [unknown, string] => [
      { origins: ['https://other.test', origin] },
      `origins is "${origin}": it must be an origin such as https://api.example.com`,
    ],
  ),
  [{ fetch: 'fetch' }, 'fetch is "fetch": it must be a function'],
  [{ adaptive: { concurrency: {} } }, 'adaptive is an object: it must be adaptive(), or false'],
  [{ adaptive }, 'adaptive is a function: it must be adaptive(), or false'],
  [{ hedge }, 'hedge is a function: it must be hedge(), or false'],
  [{ clock: null, name: 7 }, 'name is 7: it must be a string'],
  [{ clock: {} }, 'clock.monotonic is undefined: it must be a function'],
  [{ clock: { now: Date.now } }, 'clock.monotonic is undefined: it must be a function'],
  [{ user: ['ada'] }, 'user is an array: it must be a string'],
  [[], 'options is an array: it must be a plain object'],
  [new FormData(), 'options is an object: it must be a plain object'],
  [new Map([['retry', false]]), 'options is an object: it must be a plain object'],
  ['fast', 'options is "fast": it must be a plain object'],
  [{ retry: [3] }, 'retry is an array: it must be a plain object'],
  [{ timeout: new Map() }, 'timeout is an object: it must be a plain object'],
])('refuses %j at construction', (options, message) => {
  for (const create of [createFetch, createClient]) {
    expect(() => create(options as FetchOptions)).toThrow(message)
    expect(() => create(options as FetchOptions)).toThrow(
      expect.objectContaining({ code: 'CONFIG' }),
    )
  }
})

test.each<FetchOptions>([
  { user: 'ada', origins: ['https://api.test', 'http://localhost:3000'] },
  { user: () => undefined, origins: [] },
  { user: '' },
])('takes %o', (options) => {
  for (const create of [createFetch, createClient]) {
    expect(() => create(options)).not.toThrow()
  }
})

test.each<[unknown, string]>([
  [{ timeout: 5 }, 'holdfast.timeout is unknown: it must be left out'],
  [{ timeoutMs: -5 }, 'holdfast.timeoutMs is -5'],
  [{ retry: true }, 'holdfast.retry is true: it must be false'],
  [{ cost: -1 }, 'holdfast.cost is -1'],
])('refuses %j for one call', async (holdfast, message) => {
  const { fetch, wire } = bench({}, status(200))
  const { error } = await outcomeOf(fetch(url, { holdfast } as never))
  expect(error).toMatchObject({
    code: 'CONFIG',
    message: expect.stringContaining(message) as string,
  })
  expect(wire.calls).toHaveLength(0)
})

test('a priority that does not exist is the platform’s to refuse, shared or not', async () => {
  const { fetch, clock } = bench({}, silent)
  const caller = new AbortController()
  const first = outcomeOf(fetch(url, { signal: caller.signal }))
  for (const priority of ['urgent', null]) {
    const { error } = await outcomeOf(fetch(url, { priority: priority as never }))
    expect(error).toBeInstanceOf(TypeError)
  }
  caller.abort('left')
  expect(await first).toEqual({ error: 'left' })
  expect(clock.pending).toBe(0)
})

test('where the platform knows of no priorities, one that does not exist is as good as none', async () => {
  const Platform = Request
  vi.stubGlobal('Request', function (input: Request, init: RequestInit) {
    const { priority: _unknown, ...rest } = init
    return new Platform(input, rest)
  })
  const { fetch } = bench({ retry: false }, status(200))
  expect(await fetch(url, { priority: 'urgent' as never })).toHaveProperty('status', 200)
})

test('with every policy off a call is one request, whatever comes of it', async () => {
  const off = {
    timeout: false,
    retry: false,
    circuit: false,
    rateLimit: false,
    concurrency: false,
    dedupe: false,
  } as const
  const { fetch, wire, clock } = bench(off, status(503, { 'Retry-After': '0' }))
  const answers = await Promise.all(Array.from({ length: 200 }, () => fetch(url)))
  expect(answers.every((answer) => answer.status === 503)).toBe(true)
  expect(wire.calls).toHaveLength(200)
  expect(clock.pending).toBe(0)
  expect(fetch.stats()).toMatchObject({ circuits: [], rate: [], budget: [] })
})

test('a client without options goes by the clock of the system, and by the name of all', () => {
  expect(readFetchOptions({})).toMatchObject({ clock: systemClock, name: 'default' })
})

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('no dice')
    },
  ],
  ['answers with a promise', () => Promise.reject(new Error('later'))],
  ['gives no number from 0 to 1', () => 7],
])('a random that %s hangs nobody, and leaves no rejection behind', async (_, random) => {
  vi.spyOn(console, 'error').mockReturnValue()
  const { fetch, wire, clock } = bench(
    { random: random as () => number, retry: { limit: 1 }, circuit: { failures: 1 } },
    status(500),
    status(500),
  )
  const end = outcomeOf(fetch(url))
  await clock.advance(5000)
  expect((await end).value).toHaveProperty('status', 500)
  expect(wire.calls.length).toBeGreaterThan(0)
})
