import type { HoldfastEvent } from 'holdfast'
import { expect, test } from 'vitest'
import {
  allWell,
  networkInput,
  type NetworkInput,
  type NetworkState,
  networkStep,
} from '../../src/react/network-status.ts'

const gate = 'https://api.test'
const up: NetworkInput = { type: 'network', isUp: true }
const down: NetworkInput = { type: 'network', isUp: false }
const answer: NetworkInput = { type: 'answer', gate }
const silence: NetworkInput = { type: 'silence', gate }
const opened: NetworkInput = { type: 'circuit', gate, openMs: 5_000 }
const probing: NetworkInput = { type: 'circuit', gate, openMs: undefined }

/** What is seen after these inputs, each with its instant. */
const view = (...inputs: [number, NetworkInput][]) => run(...inputs).view
const run = (...inputs: [number, NetworkInput][]) =>
  inputs.reduce<NetworkState>((state, [at, input]) => networkStep(state, input, at), allWell)

test('the browser without a network is offline, whatever the backend did', () => {
  expect(view([1, opened], [5, down])).toEqual({
    ...{ status: 'offline', since: 5, retryAt: undefined, reconnectedAt: undefined },
  })
})

test('a network that is back is believed only once the backend has answered', () => {
  expect(view([1, down], [5, up])).toMatchObject({
    status: 'online',
    since: 5,
    reconnectedAt: undefined,
  })
  expect(view([1, down], [5, up], [9, answer])).toMatchObject({ since: 5, reconnectedAt: 9 })
})

test('an answer long after that is no news', () => {
  expect(view([1, down], [5, up], [10_004, answer]).reconnectedAt).toBe(10_004)
  expect(view([1, down], [5, up], [10_005, answer]).reconnectedAt).toBeUndefined()
})

test('three attempts in a row without an answer: unreachable, and when to ask again', () => {
  expect(view([1, silence], [2, silence]).status).toBe('online')
  expect(view([1, silence], [2, answer], [3, silence], [4, silence]).status).toBe('online')
  expect(view([1, silence], [2, silence], [3, silence])).toMatchObject({
    ...{ status: 'unreachable', since: 3, retryAt: 10_003 },
  })
})

test('each gate counts for itself', () => {
  const other: NetworkInput = { type: 'silence', gate: 'https://other.test' }
  expect(view([1, silence], [2, other], [3, silence], [4, other]).status).toBe('online')
})

test('an open circuit is unreachable and names the time of its probe, which later silence does not move', () => {
  const state = run([1, opened], [2, silence])
  expect(state.view).toMatchObject({ status: 'unreachable', since: 1, retryAt: 5_001 })
})

test('a half-open circuit is still unreachable; its first answer is the end', () => {
  expect(view([1, opened], [5_001, probing]).status).toBe('unreachable')
  expect(view([1, opened], [5_001, probing], [5_050, answer])).toEqual({
    ...{ status: 'online', since: 5_050, retryAt: undefined, reconnectedAt: 5_050 },
  })
})

test('a probe without an answer: still unreachable, until the time the circuit says', () => {
  const again: NetworkInput = { type: 'circuit', gate, openMs: 9_000 }
  expect(view([1, opened], [5_001, probing], [5_500, silence], [5_500, again])).toMatchObject({
    ...{ status: 'unreachable', since: 1, retryAt: 14_500 },
  })
})

test('of two gates that are down the sooner one says when to ask again, and both must answer', () => {
  const other: NetworkInput = { type: 'circuit', gate: 'https://other.test', openMs: 1_000 }
  const state = run([1, opened], [1, other])
  expect(state.view.retryAt).toBe(1_001)
  const one = networkStep(state, answer, 2)
  expect(one.view).toMatchObject({ status: 'unreachable', reconnectedAt: undefined })
  const both = networkStep(one, { type: 'answer', gate: 'https://other.test' }, 3)
  expect(both.view).toMatchObject({ status: 'online', reconnectedAt: 3 })
})

test('new trouble forgets that all was well again', () => {
  expect(view([1, opened], [2, answer], [3, down]).reconnectedAt).toBeUndefined()
})

test('what changes nothing gives the same object, so that nobody renders', () => {
  expect(networkStep(allWell, answer, 1)).toBe(allWell)
  expect(networkStep(allWell, up, 1)).toBe(allWell)
  expect(networkStep(allWell, silence, 1).view).toBe(allWell.view)
  const recovered = run([1, opened], [2, answer])
  expect(networkStep(recovered, answer, 9)).toBe(recovered)
})

const common = { at: 0, client: 'default', gate }
const ofCall = { ...common, call: 1, method: 'GET', route: 'api.test/x', attempt: 1, durationMs: 1 }
const settled = (verdict: 'success' | 'failure' | 'ignored' | 'throttled', status?: number) =>
  ({ ...ofCall, type: 'attempt-settled', verdict, status }) satisfies HoldfastEvent

test('any answer is an answer; a gateway that gave up is neither', () => {
  expect(networkInput(settled('success', 404))?.type).toBe('answer')
  expect(networkInput(settled('throttled', 429))?.type).toBe('answer')
  expect(networkInput(settled('failure', 500))?.type).toBe('answer')
  for (const code of [502, 503, 504, 520, 524, 527, 530]) {
    expect(networkInput(settled('failure', code))).toBeUndefined()
  }
  expect(networkInput(settled('failure', 528))?.type).toBe('answer')
  expect(networkInput(settled('failure'))?.type).toBe('silence')
  expect(networkInput(settled('ignored'))).toBeUndefined()
})

test('only the circuit of the whole gate speaks for the backend', () => {
  const changed = { ...common, type: 'circuit-changed', from: 'closed', to: 'open' } as const
  expect(networkInput({ ...changed, endpoint: 'GET /x', retryAfterMs: 5 })).toBeUndefined()
  expect(networkInput({ ...changed, endpoint: undefined, retryAfterMs: 5 })).toEqual({
    ...{ type: 'circuit', gate, openMs: 5 },
  })
})
