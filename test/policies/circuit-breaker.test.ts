import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import {
  CircuitOpenError,
  ConfigError,
  HttpError,
  NetworkError,
  QueueFullError,
  RateLimitedError,
  TimeoutError,
} from '../../src/errors.ts'
import {
  circuitBreaker,
  type CircuitBreaker,
  type CircuitBreakerOptions,
} from '../../src/policies/circuit-breaker.ts'
import { caller, clockOfTest, manual, standing } from './left-behind.ts'
import { badCallOptions } from './bad-call-options.ts'

/** A circuit in virtual time whose open times do not stray. */
function circuitOfTest<F = never>(options: CircuitBreakerOptions<F> = {}) {
  const clock = clockOfTest()
  return {
    clock,
    circuit: circuitBreaker({
      clock,
      random: () => 0,
      openMs: { min: 5000, max: 60_000 },
      ...options,
    }),
  }
}

const fine = () => Promise.resolve('fine')
const down = () => Promise.reject(new Error('down'))

async function calls<F>(circuit: CircuitBreaker<F>, results: string) {
  for (const one of results) await circuit.execute(one === 'x' ? down : fine).catch(() => undefined)
  return circuit.state
}

async function opened<F = never>(options: CircuitBreakerOptions<F> = {}) {
  const made = circuitOfTest(options)
  expect(await calls(made.circuit, 'xxxxx')).toBe('OPEN')
  return made
}

describe('a circuit', () => {
  test('passes results and errors through while closed', async () => {
    const { circuit } = circuitOfTest()
    expect(await circuit.execute(() => 1)).toBe(1)
    await expect(circuit.execute(down)).rejects.toThrow('down')
    expect(circuit.state).toBe('CLOSED')
  })

  test('opens at the fifth failure in a row, then fails at once and makes no call', async () => {
    const { circuit, clock } = await opened()
    await clock.advance(1000)
    const fn = vi.fn(fine)
    const error = await circuit.execute(fn).catch((refusal: unknown) => refusal)
    expect(error).toBeInstanceOf(CircuitOpenError)
    expect(error).toMatchObject({ code: 'CIRCUIT_OPEN', retryAfterMs: 4000, retryable: true })
    expect(fn).not.toHaveBeenCalled()
  })

  test('sends a probe when its time is up, and closes after two that succeed', async () => {
    const { circuit, clock } = await opened()
    await clock.advance(5000)
    expect(await calls(circuit, '.')).toBe('HALF_OPEN')
    expect(await calls(circuit, '.')).toBe('CLOSED')
  })

  test('opens for twice as long when the probe fails', async () => {
    const { circuit, clock } = await opened()
    await clock.advance(5000)
    expect(await calls(circuit, 'x')).toBe('OPEN')
    expect(circuit.stats().retryAfterMs).toBe(10_000)
  })

  test('opens for a fixed time where it was given one, and for longer where the error says so', async () => {
    const { circuit } = await opened({ openMs: 60_000 })
    expect(circuit.stats().retryAfterMs).toBe(60_000)
    const told = circuitOfTest({ failures: 1 }).circuit
    await told.execute(() => Promise.reject({ retryAfterMs: 90_000 })).catch(() => undefined)
    expect(told.stats().retryAfterMs).toBe(90_000)
  })

  test('takes a synchronous throw for a failure', async () => {
    const { circuit } = circuitOfTest({ failures: 1 })
    const thrown = circuit.execute(() => {
      throw new Error('at once')
    })
    await expect(thrown).rejects.toThrow('at once')
    expect(circuit.state).toBe('OPEN')
  })

  test('works with its functions taken apart', async () => {
    const { execute, stats } = circuitOfTest().circuit
    await execute(fine)
    expect(stats().successes).toBe(1)
  })
})

describe('a probe', () => {
  test('goes alone: other calls are refused meanwhile', async () => {
    const { circuit, clock } = await opened()
    await clock.advance(5000)
    const probe = manual()
    const answer = circuit.execute(probe.fn)
    await expect(circuit.execute(fine)).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' })
    probe.call(0).resolve('well again')
    expect(await answer).toBe('well again')
    expect(await circuit.execute(fine)).toBe('fine')
  })

  test('that hangs counts as failed after its time; what it says later changes nothing', async () => {
    const { circuit, clock } = await opened()
    await clock.advance(5000)
    const probe = manual()
    const answer = circuit.execute(probe.fn)
    await clock.advance(29_999)
    await expect(circuit.execute(fine)).rejects.toMatchObject({ retryAfterMs: 0 })
    await clock.advance(1)
    await expect(circuit.execute(fine)).rejects.toMatchObject({ retryAfterMs: 10_000 })
    probe.call(0).resolve('at last')
    expect(await answer).toBe('at last')
    expect(circuit.state).toBe('OPEN')
  })

  test('has as long as the option says', async () => {
    const { circuit, clock } = await opened({ probeMs: 1000 })
    await clock.advance(5000)
    const probe = manual()
    const answer = circuit.execute(probe.fn)
    await clock.advance(1000)
    await expect(circuit.execute(fine)).rejects.toMatchObject({ retryAfterMs: 10_000 })
    probe.call(0).resolve('late')
    await answer
  })

  test('that its caller aborts gives its place to the next', async () => {
    const { circuit, clock } = await opened()
    await clock.advance(5000)
    const [{ signal, leave }, probe] = [caller(), manual()]
    const answer = circuit.execute(probe.fn, { signal })
    leave('gone')
    await expect(answer).rejects.toBe('gone')
    expect(await calls(circuit, '..')).toBe('CLOSED')
    probe.call(0).reject(new Error('late'))
    await clock.advance(0)
    expect(circuit.stats()).toMatchObject({ state: 'CLOSED', failuresInARow: 0 })
  })

  test('whose error does not count gives its place to the next', async () => {
    const isFailure = (error: unknown) => (error as Error).message === 'down'
    const { circuit, clock } = await opened({ isFailure })
    await clock.advance(5000)
    await expect(circuit.execute(() => Promise.reject(new Error('not found')))).rejects.toThrow(
      'not',
    )
    expect(circuit.state).toBe('HALF_OPEN')
    expect(await calls(circuit, '..')).toBe('CLOSED')
  })

  test('an isFailure that is a promise is refused, not taken for true', async () => {
    const { circuit } = circuitOfTest({ failures: 1, isFailure: (async () => false) as never })
    await expect(circuit.execute(down)).rejects.toMatchObject({ option: 'isFailure' })
    expect(circuit.state).toBe('CLOSED')
  })

  test('gets its place back too when isFailure itself throws', async () => {
    let broken = false
    const isFailure = () => {
      if (broken) throw new Error('a mistake in the filter')
      return true
    }
    const { circuit, clock } = await opened({ isFailure })
    await clock.advance(5000)
    broken = true
    await expect(circuit.execute(down)).rejects.toThrow('a mistake')
    expect(await calls(circuit, '..')).toBe('CLOSED')
  })
})

describe('a late result', () => {
  test('of the time before it opened does not close it', async () => {
    const { circuit, clock } = circuitOfTest()
    const early = manual()
    const answers = [circuit.execute(early.fn), circuit.execute(early.fn)]
    await calls(circuit, 'xxxxx')
    await clock.advance(5000)
    const probe = manual()
    const probing = circuit.execute(probe.fn)
    for (const { resolve } of early.calls) resolve('late')
    await Promise.all(answers)
    expect(circuit.state).toBe('HALF_OPEN')
    await expect(circuit.execute(fine)).rejects.toThrow(CircuitOpenError)
    probe.call(0).resolve('well')
    await probing
  })

  test('of an outage does not open it again', async () => {
    const { circuit, clock } = circuitOfTest({ failures: 2 })
    const early = manual()
    const answers = Array.from({ length: 5 }, () => circuit.execute(early.fn))
    await calls(circuit, 'xx')
    await clock.advance(5000)
    expect(await calls(circuit, '..')).toBe('CLOSED')
    for (const { reject } of early.calls) reject(new Error('late'))
    await Promise.allSettled(answers)
    expect(circuit.stats()).toMatchObject({ state: 'CLOSED', failuresInARow: 0 })
  })
})

describe('what counts', () => {
  test('is not the caller’s abort, whatever the function makes of it', async () => {
    const { circuit } = circuitOfTest({ failures: 1 })
    const { signal, leave } = caller()
    const answer = circuit.execute(
      ({ signal: given }) =>
        new Promise((_resolve, reject) => {
          given.addEventListener('abort', () => reject(new Error('down')), { once: true })
        }),
      { signal },
    )
    leave('gone')
    await expect(answer).rejects.toBe('gone')
    expect(circuit.stats()).toMatchObject({ state: 'CLOSED', failures: 0 })
  })

  test('is not a call that was aborted before it, also while open', async () => {
    const shut = (await opened()).circuit
    await expect(shut.execute(fine, { signal: AbortSignal.abort('early') })).rejects.toBe('early')
    expect(shut.stats().refusals).toBe(0)
    const { circuit } = circuitOfTest({ failures: 1 })
    const fn = vi.fn(fine)
    const signal = AbortSignal.abort('before')
    await expect(circuit.execute(fn, { signal })).rejects.toBe('before')
    expect(fn).not.toHaveBeenCalled()
  })

  test.each<[string, unknown, boolean]>([
    ['any error', new Error('down'), true],
    ['anything thrown', 'down', true],
    ['no answer', new NetworkError({}), true],
    ['an attempt that took too long', new TimeoutError('attempt', 1000, {}), true],
    ['a wait in our own line', new TimeoutError('queue', 1000, {}), false],
    ['a status of 500', new HttpError({}, new Response(null, { status: 500 }), ''), true],
    ['a status of 404', new HttpError({}, new Response(null, { status: 404 }), ''), false],
    ['our rate limit', new RateLimitedError('client', 1000), false],
    ['our full line', new QueueFullError('it is full'), false],
    ['another circuit', new CircuitOpenError(1000), false],
  ])('by default: %s', async (_what, error, counts) => {
    const { circuit } = circuitOfTest({ failures: 1 })
    await expect(circuit.execute(() => Promise.reject(error))).rejects.toBe(error)
    expect(circuit.state).toBe(counts ? 'OPEN' : 'CLOSED')
  })

  test('is what isFailure says; it is not asked about an abort', async () => {
    const isFailure = vi.fn(() => false)
    const { circuit } = circuitOfTest({ failures: 1, isFailure })
    expect(await calls(circuit, 'xxx')).toBe('CLOSED')
    const { signal, leave } = caller()
    const answer = circuit.execute(manual().fn, { signal })
    leave()
    await expect(answer).rejects.toThrow('aborted')
    expect(isFailure).toHaveBeenCalledTimes(3)
  })
})

describe('a wrapped function', () => {
  test('has the same arguments and goes through the circuit', async () => {
    const { circuit } = circuitOfTest({ failures: 1 })
    const add = circuit.wrap((a: number, b: number) => a + b)
    expectTypeOf(add).toEqualTypeOf<(a: number, b: number) => Promise<number>>()
    expect(await add(1, 2)).toBe(3)
    const failing = circuit.wrap(down)
    await expect(failing()).rejects.toThrow('down')
    await expect(add(1, 2)).rejects.toThrow(CircuitOpenError)
  })

  test('is not blamed for an abort by a signal among its arguments', async () => {
    const { circuit } = circuitOfTest({ failures: 1 })
    const get = circuit.wrap((_url: string, _init: RequestInit) => new Promise(() => undefined))
    const { signal, leave } = caller()
    const answer = get('/x', { signal })
    leave('gone')
    expect(await standing(answer)).toEqual({ error: 'gone' })
    expect(circuit.state).toBe('CLOSED')
  })
})

describe('a fallback', () => {
  test('answers a refusal and a failure, and sees the error', async () => {
    const fallback = vi.fn((error: unknown) => (error as Error).name)
    const { circuit } = circuitOfTest({ failures: 1, fallback })
    expect(await circuit.execute(down)).toBe('Error')
    expect(await circuit.execute(down)).toBe('CircuitOpenError')
    expect(fallback).toHaveBeenCalledTimes(2)
  })

  test('answers neither an abort nor an error that does not count', async () => {
    const { circuit } = circuitOfTest({ fallback: () => 'stale', isFailure: () => false })
    await expect(circuit.execute(down)).rejects.toThrow('down')
    const { signal, leave } = caller()
    const answer = circuit.execute(manual().fn, { signal })
    leave('gone')
    await expect(answer).rejects.toBe('gone')
  })

  test('widens the type of the answer', () => {
    const { circuit } = circuitOfTest({ fallback: () => null })
    expectTypeOf(circuit.execute(() => 1)).toEqualTypeOf<Promise<number | null>>()
  })
})

describe('isolation', () => {
  test('opens it by hand until the last holder releases, each once', async () => {
    const { circuit } = circuitOfTest()
    const [first, second] = [circuit.isolate(), circuit.isolate()]
    await expect(circuit.execute(fine)).rejects.toMatchObject({ retryAfterMs: 60_000 })
    first()
    first()
    expect(circuit.state).toBe('OPEN')
    second()
    second()
    expect(await circuit.execute(fine)).toBe('fine')
  })

  test('lets what it found go on underneath', async () => {
    const { circuit, clock } = await opened()
    const release = circuit.isolate()
    await clock.advance(60_000)
    await expect(circuit.execute(fine)).rejects.toThrow(CircuitOpenError)
    release()
    expect(circuit.state).toBe('OPEN')
    expect(await calls(circuit, '..')).toBe('CLOSED')
  })
})

describe('what can be seen', () => {
  test('are the counts', async () => {
    const { circuit } = circuitOfTest({ name: 'payments' })
    await calls(circuit, '..xxxxx')
    await calls(circuit, '...')
    expect(circuit.stats()).toMatchObject({
      ...{ name: 'payments', state: 'OPEN', failuresInARow: 5, retryAfterMs: 5000 },
      ...{ successes: 2, failures: 5, refusals: 3, openings: 1 },
    })
  })

  test('are the changes, told at once and kept', async () => {
    const onChange = vi.fn()
    const { circuit, clock } = await opened({ name: 'payments', onChange })
    await clock.advance(5000)
    await calls(circuit, '..')
    const at = clock.wall()
    const changes = [
      { from: 'CLOSED', to: 'OPEN', at: at - 5000, retryAfterMs: 5000 },
      { from: 'OPEN', to: 'HALF_OPEN', at, retryAfterMs: 0 },
      { from: 'HALF_OPEN', to: 'CLOSED', at, retryAfterMs: 0 },
    ].map((change) => ({ name: 'payments', ...change }))
    expect(circuit.stats().history).toEqual(changes)
    expect(onChange.mock.calls.flat()).toEqual(changes)
  })

  test('is a history of 20 changes at most, and nobody else’s to change', () => {
    const { circuit } = circuitOfTest()
    for (let one = 0; one < 30; one++) circuit.isolate()()
    const { history, openings } = circuit.stats()
    expect([history.length, openings]).toEqual([20, 30])
    ;(history as unknown[]).length = 0
    expect(circuit.stats().history).toHaveLength(20)
  })

  test('does not break a call where a listener rejects, either', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const onChange = (): unknown => Promise.reject(new Error('a mistake in the listener'))
    const { circuit } = circuitOfTest({ failures: 1, onChange })
    await expect(circuit.execute(down)).rejects.toThrow('down')
    expect(told).toHaveBeenCalledTimes(1)
    told.mockRestore()
  })

  test('is plain data', async () => {
    const stats = (await opened()).circuit.stats()
    expect(JSON.parse(JSON.stringify(stats))).toEqual(stats)
  })

  test('does not break a call where a listener throws', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const onChange = () => {
      throw new Error('a mistake in the listener')
    }
    const { circuit } = circuitOfTest({ failures: 1, onChange })
    await expect(circuit.execute(down)).rejects.toThrow('down')
    expect(told).toHaveBeenCalledTimes(1)
    told.mockRestore()
  })
})

describe('a bad option', () => {
  test.each<[object, string]>([
    [{ failures: 0 }, 'failures is 0: it must be a whole number from 1 to 1000'],
    [{ probeMs: 0 }, 'probeMs is 0'],
    [{ name: 7 }, 'name is 7: it must be a string'],
    [{ isFailure: true }, 'isFailure is true: it must be a function'],
    [{ fallback: 'stale' }, 'fallback is "stale": it must be a function'],
    [{ onChange: {} }, 'onChange is an object: it must be a function'],
    [{ window: { failureRatio: 2 } }, 'window.failureRatio is 2'],
    [{ threshold: 5 }, 'threshold is unknown: it must be left out'],
    [{ clock: { now: Date.now } }, 'clock.monotonic is undefined: it must be a function'],
  ])('%j is refused at construction', (options, message) => {
    expect(() => circuitBreaker(options)).toThrow(ConfigError)
    expect(() => circuitBreaker(options)).toThrow(message)
  })

  test('may be the function itself', async () => {
    const { circuit } = circuitOfTest({ failures: 1, isFailure: () => true })
    await expect(circuit.execute(undefined as never)).rejects.toThrow('fn is undefined')
    expect(() => circuit.wrap(undefined as never)).toThrow('fn is undefined')
    expect(circuit.state).toBe('CLOSED')
  })
})

describe('a bad option of one call', () => {
  test.each(badCallOptions)('%o rejects that call, which is not made', async (options, message) => {
    const { circuit } = circuitOfTest({ failures: 1 })
    const fn = vi.fn(() => 1)
    const answer = circuit.execute(fn, options as never)
    await expect(answer).rejects.toThrow(ConfigError)
    await expect(answer).rejects.toThrow(message)
    expect(fn).not.toHaveBeenCalled()
    expect(circuit.stats()).toMatchObject({ state: 'CLOSED', failures: 0, refusals: 0 })
  })
})
