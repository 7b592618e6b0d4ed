import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  latencyAdd,
  latencyDefaults,
  type LatencyOptions,
  latencyQuantile,
  noLatency,
} from '../../src/machines/latency.ts'
import { always } from '../property.ts'

const options: LatencyOptions = { quantile: 0.9, samples: 10, minimumSamples: 5, durationMs: 1000 }
const hour = 3_600_000

function measured(...samples: readonly number[]) {
  const latency = noLatency()
  for (const sample of samples) latencyAdd(latency, options, sample, 0)
  return latency
}

describe('recent latencies', () => {
  test('say nothing before there are enough', () => {
    const latency = measured(1, 2, 3, 4)
    expect(latencyQuantile(latency, options, 0)).toBe(undefined)
    latencyAdd(latency, options, 5, 0)
    expect(latencyQuantile(latency, options, 0)).toBe(5)
    expect(latencyQuantile(noLatency(), { ...options, minimumSamples: 0 }, 0)).toBe(undefined)
  })

  test('are asked by nearest rank', () => {
    const latency = measured(10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
    const at = (quantile: number) => latencyQuantile(latency, { ...options, quantile }, 0)
    expect([0.05, 0.1, 0.11, 0.5, 0.9, 0.91, 1].map(at)).toEqual([1, 1, 2, 5, 9, 10, 10])
  })

  test('are not one rank off where a share is rounded up', () => {
    const latency = noLatency()
    const given = { ...latencyDefaults, quantile: 0.07 }
    for (let index = 1; index <= 100; index++) latencyAdd(latency, given, index, 0)
    expect(latencyQuantile(latency, given, 0)).toBe(7)
  })

  test('are the newest so many', () => {
    const latency = measured(...Array.from({ length: 10 }, () => 500))
    for (let index = 0; index < 9; index++) latencyAdd(latency, options, 1, 0)
    expect(latencyQuantile(latency, { ...options, quantile: 1 }, 0)).toBe(500)
    latencyAdd(latency, options, 1, 0)
    expect(latencyQuantile(latency, { ...options, quantile: 1 }, 0)).toBe(1)
  })

  test('are forgotten by time, also while they are only read', () => {
    const latency = measured(1, 2, 3, 4, 5)
    for (let index = 0; index < 5; index++) latencyAdd(latency, options, 100, 600)
    expect(latencyQuantile(latency, { ...options, quantile: 0.1 }, 999)).toBe(1)
    expect(latencyQuantile(latency, { ...options, quantile: 0.1 }, 1000)).toBe(100)
    expect(latencyQuantile(latency, options, 1599)).toBe(100)
    expect(latencyQuantile(latency, options, 1600)).toBe(undefined)
    expect(latency).toEqual(noLatency())
  })

  test('are forgotten after an idle hour, at the first new one', () => {
    const latency = measured(1, 2, 3, 4, 5)
    latencyAdd(latency, options, 7, hour)
    expect(latency).toEqual({ samples: [7], at: [hour], sorted: [7] })
  })

  test('may be 0, as coarse clocks measure, and nothing that is no duration', () => {
    const latency = measured(0, 0, Number.NaN, -1, Number.POSITIVE_INFINITY, 0, 0, 0)
    expect(latencyQuantile(latency, options, 0)).toBe(0)
    expect(latency.samples).toHaveLength(5)
  })

  test('survive a clock that stands still or steps back', () => {
    const latency = noLatency()
    for (const atMs of [500, 0, 0, 400, 500]) latencyAdd(latency, options, 3, atMs)
    expect(latencyQuantile(latency, options, 0)).toBe(3)
    expect(latencyQuantile(latency, options, 1499)).toBe(3)
  })

  test('have defaults that know the tail of a hundred calls', () => {
    const latency = noLatency()
    for (let index = 1; index <= 100; index++) latencyAdd(latency, latencyDefaults, index, 0)
    expect(latencyQuantile(latency, latencyDefaults, 299_999)).toBe(95)
    expect(latencyQuantile(latency, latencyDefaults, 300_000)).toBe(undefined)
  })

  test('are plain data', () => {
    const latency = measured(3, 1, 2)
    expect(JSON.parse(JSON.stringify(latency))).toEqual(latency)
  })
})

test('for any samples at any times it is what sorting the recent ones would give', () => {
  const any = fc.record({
    quantile: fc.double({ min: 0.001, max: 1, noNaN: true }),
    samples: fc.integer({ min: 1, max: 12 }),
    minimumSamples: fc.integer({ min: 1, max: 6 }),
    durationMs: fc.constantFrom(100, 1000, 1e12),
  })
  const step = fc.record({
    elapsedMs: fc.oneof(fc.nat({ max: 200 }), fc.constant(hour)),
    latencyMs: fc.oneof(fc.constantFrom(0, 5), fc.double({ min: 0, max: 1e4, noNaN: true })),
  })
  always(
    fc.property(any, fc.array(step, { maxLength: 40 }), fc.nat(300), (given, steps, restMs) => {
      const latency = noLatency()
      const all: { atMs: number; latencyMs: number }[] = []
      let nowMs = 0
      for (const { elapsedMs, latencyMs } of steps) {
        nowMs += elapsedMs
        all.push({ atMs: nowMs, latencyMs })
        latencyAdd(latency, given, latencyMs, nowMs)
        expect(latency.sorted).toEqual(latency.samples.toSorted((one, other) => one - other))
      }
      nowMs += restMs
      const recent = all
        .slice(-given.samples)
        .filter(({ atMs }) => atMs + given.durationMs > nowMs)
        .map(({ latencyMs }) => latencyMs)
        .sort((one, other) => one - other)
      const expected =
        recent.length < given.minimumSamples
          ? undefined
          : recent.find((_, index) => (index + 1) / recent.length >= given.quantile - 1e-12)
      expect(latencyQuantile(latency, given, nowMs)).toBe(expected)
    }),
  )
})
