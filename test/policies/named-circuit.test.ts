import { describe, expect, test } from 'vitest'
import { closedBreaker } from '../../src/machines/breaker.ts'
import { readCircuitOptions } from '../../src/machines/circuit-options.ts'
import {
  admit,
  isolate,
  type NamedCircuit,
  record,
  remainingMs,
} from '../../src/policies/named-circuit.ts'
import { clockOfTest } from './left-behind.ts'

function named(): NamedCircuit {
  return {
    ...{ name: 'payments', limits: readCircuitOptions('', { failures: 1 }, 30_000) },
    ...{ onChange: undefined, clock: clockOfTest(), random: () => 0 },
    ...{ breaker: closedBreaker(), history: [], state: 'CLOSED', holds: 0 },
    ...{ successes: 0, failures: 0, refusals: 0, openings: 0 },
  }
}

describe('a named circuit', () => {
  test('hands out a generation, or none', () => {
    const circuit = named()
    const generation = admit(circuit)
    expect(generation).toBe(0)
    record(circuit, generation ?? -1, 'failure')
    expect([admit(circuit), circuit.state, remainingMs(circuit)]).toEqual([undefined, 'OPEN', 2000])
  })

  test('counts a late result in its totals and nowhere else', () => {
    const circuit = named()
    record(circuit, 0, 'failure')
    record(circuit, 0, 'success')
    record(circuit, 0, 'failure')
    expect(circuit).toMatchObject({ successes: 1, failures: 2, openings: 1, state: 'OPEN' })
    expect(circuit.breaker.failuresInARow).toBe(1)
  })

  test('shows one change where an isolation covers many', () => {
    const circuit = named()
    const release = isolate(circuit)
    record(circuit, 0, 'failure')
    release()
    expect(circuit.history.map(({ to }) => to)).toEqual(['OPEN'])
    expect(circuit.state).toBe('OPEN')
  })
})
