import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { type CircuitOptions, readCircuitOptions } from '../../src/machines/circuit-options.ts'

const read = (given: object) => readCircuitOptions('circuit.', given, 10_000)

describe('options of a circuit', () => {
  test('have the documented defaults', () => {
    expect(read({})).toEqual({
      failures: 5,
      openMs: { min: 2000, max: 8000 },
      successes: 2,
      window: { durationMs: 30_000, minimumCalls: 10, failureRatio: 0.9 },
      probeMs: 10_000,
    })
  })

  test('may name one part of the window and leave the others', () => {
    expect(read({ window: { minimumCalls: 3 } }).window).toEqual({
      ...{ durationMs: 30_000, minimumCalls: 3, failureRatio: 0.9 },
    })
  })

  test.each<[CircuitOptions['openMs'], unknown]>([
    [60_000, 60_000],
    [{ min: 1000 }, { min: 1000, max: 8000 }],
    [{ max: 1000 }, { min: 1000, max: 1000 }],
    [{ max: 3000 }, { min: 2000, max: 3000 }],
    [{ min: 90_000 }, { min: 90_000, max: 90_000 }],
  ])('openMs %j is read as %j', (openMs, expected) => {
    expect(read(openMs === undefined ? {} : { openMs }).openMs).toEqual(expected)
  })

  test.each<[object, string]>([
    [{ failures: 0 }, 'circuit.failures is 0: it must be a whole number from 1 to 1000'],
    [{ failures: 2.5 }, 'circuit.failures is 2.5: it must be a whole number from 1 to 1000'],
    [{ failures: '5' }, 'circuit.failures is "5": it must be a whole number from 1 to 1000'],
    [{ successes: 101 }, 'circuit.successes is 101: it must be a whole number from 1 to 100'],
    [{ openMs: 0 }, 'circuit.openMs is 0: it must be a number from 1 to 1000000000000'],
    [{ openMs: Number.NaN }, 'circuit.openMs is NaN: it must be'],
    [{ openMs: 'soon' }, 'circuit.openMs is "soon": it must be'],
    [{ openMs: false }, 'circuit.openMs is false: it must be'],
    [{ openMs: { min: 0 } }, 'circuit.openMs.min is 0: it must be'],
    [
      { openMs: { min: 9, max: 3 } },
      'circuit.openMs.max is 3: it must be at least circuit.openMs.min',
    ],
    [{ openMs: { from: 3 } }, 'circuit.openMs.from is unknown: it must be left out'],
    [{ window: { failureRatio: 1.1 } }, 'circuit.window.failureRatio is 1.1: it must be'],
    [{ window: { failureRatio: 0 } }, 'circuit.window.failureRatio is 0: it must be'],
    [{ window: { minimumCalls: 0 } }, 'circuit.window.minimumCalls is 0: it must be'],
    [{ window: { size: 3 } }, 'circuit.window.size is unknown: it must be left out'],
    [{ window: 30_000 }, 'circuit.window is 30000: it must be a plain object'],
    // Off is `minimumCalls` out of reach; taking `false` for the defaults would be a surprise.
    [{ window: false }, 'circuit.window is false: it must be a plain object'],
  ])('%j is refused', (given, message) => {
    expect(() => read(given)).toThrow(ConfigError)
    expect(() => read(given)).toThrow(message)
  })
})
