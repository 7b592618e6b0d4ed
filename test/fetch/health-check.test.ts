import { createFetch, type HealthCheck } from 'holdfast'
import { expect, inject, test } from 'vitest'
import { askHealth } from '../../src/fetch/health-check.ts'
import { broken, status } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

const refused = { code: 'CIRCUIT_OPEN' }

/** A gate that one failure has opened, and whose probe is due. Of its wire only the first is broken. */
async function dueGate(healthCheck: HealthCheck, options: object = {}) {
  const made = bench(
    {
      ...{ retry: false, dedupe: false, timeout: { attemptMs: 10_000 } },
      circuit: { failures: 1, openMs: 5000, maxWaitMs: 0, scope: 'gate', healthCheck },
      ...options,
    },
    ...[broken, status(204)],
  )
  await outcomeOf(made.fetch(url))
  await made.clock.advance(5000)
  return { ...made, state: () => made.fetch.stats().circuits[0]?.state }
}

/** A check that is answered by the test. */
function asked() {
  const asks: { gate: string; signal: AbortSignal; answer: (isWell: boolean) => void }[] = []
  const healthCheck: HealthCheck = (gate, signal) =>
    new Promise((answer) => asks.push({ gate, signal, answer }))
  return { asks, healthCheck }
}

test('it is the probe: calls wait for it, and leave once enough have succeeded', async () => {
  const { asks, healthCheck } = asked()
  const { fetch, wire, clock, state } = await dueGate(healthCheck)
  const calls = [fetch(url), fetch(url)]
  await clock.advance(0)
  expect(asks.map(({ gate }) => gate)).toEqual(['https://api.test'])
  asks[0]?.answer(true)
  await clock.advance(0)
  expect([asks.length, state(), wire.calls.length]).toEqual([2, 'half-open', 1])
  asks[1]?.answer(true)
  await clock.advance(0)
  expect([asks.length, state(), wire.calls.length]).toEqual([2, 'closed', 2])
  // The next of the line leaves paced.
  await clock.advance(200)
  expect((await Promise.all(calls)).map((answer) => answer.status)).toEqual([204, 204])
})

test('nobody polls: without a call there is no check', async () => {
  const { asks, healthCheck } = asked()
  const { clock } = await dueGate(healthCheck)
  await clock.advance(3_600_000)
  expect(asks).toEqual([])
})

test.each<[string, HealthCheck]>([
  ['says no', () => false],
  ['rejects', () => Promise.reject(new Error('down'))],
  [
    'throws',
    () => {
      throw new Error('down')
    },
  ],
  ['says what is no boolean', () => 'yes' as never],
])('one that %s opens the circuit again, and those in line are refused', async (_how, check) => {
  const { fetch, wire, clock, state } = await dueGate(check)
  const calls = [outcomeOf(fetch(url)), outcomeOf(fetch(url))]
  await clock.advance(0)
  for (const { error } of await Promise.all(calls)) expect(error).toMatchObject(refused)
  expect([state(), wire.calls.length]).toEqual(['open', 1])
  expect(fetch.stats().circuits[0]?.failuresInARow).toBe(2)
})

test('one that hangs is aborted after the time of an attempt, and counts as failed', async () => {
  const { asks, healthCheck } = asked()
  const { fetch, clock, state } = await dueGate(healthCheck)
  const call = outcomeOf(fetch(url))
  await clock.advance(9999)
  expect(asks[0]?.signal.aborted).toBe(false)
  await clock.advance(1)
  expect((await call).error).toMatchObject(refused)
  expect([asks[0]?.signal.aborted, state()]).toEqual([true, 'open'])
  asks[0]?.answer(true)
  await clock.advance(0)
  expect(state()).toBe('open')
})

test('one that hangs is aborted though somebody waits on, and does not speak for the next one', async () => {
  const { asks, healthCheck } = asked()
  const circuit = { failures: 1, openMs: 5000, maxWaitMs: 60_000, scope: 'gate', healthCheck }
  const { fetch, clock, state } = await dueGate(healthCheck, { circuit })
  const call = outcomeOf(fetch(url))
  await clock.advance(10_000)
  expect([asks.length, asks[0]?.signal.aborted, state()]).toEqual([1, true, 'open'])
  await clock.advance(5000)
  expect([asks.length, state()]).toEqual([2, 'half-open'])
  asks[0]?.answer(true)
  await clock.advance(0)
  fetch.close()
  expect(asks[1]?.signal.aborted).toBe(true)
  expect((await call).error).toMatchObject({ code: 'ABORTED' })
})

test('it is aborted when nobody waits any more, and says nothing of the backend', async () => {
  const { asks, healthCheck } = asked()
  const { fetch, clock, state } = await dueGate(healthCheck)
  const caller = new AbortController()
  const call = outcomeOf(fetch(url, { signal: caller.signal }))
  await clock.advance(0)
  caller.abort('left')
  expect(await call).toEqual({ error: 'left' })
  expect(asks[0]?.signal.aborted).toBe(true)
  asks[0]?.answer(true)
  await clock.advance(0)
  expect(state()).toBe('half-open')
  const next = fetch(url)
  await clock.advance(0)
  expect(asks).toHaveLength(2)
  fetch.close()
  expect((await outcomeOf(next)).error).toMatchObject({ code: 'ABORTED' })
  expect(asks[1]?.signal.aborted).toBe(true)
})

test('it costs the rate limit nothing, and waits for the pause of the server', async () => {
  const { asks, healthCheck } = asked()
  const circuit = { failures: 1, openMs: 1000, scope: 'gate', successes: 1, healthCheck } as const
  const { fetch, clock } = bench(
    { retry: false, dedupe: false, circuit, rateLimit: { limit: 2 } },
    ...[status(503, { 'Retry-After': '4' }), status(204)],
  )
  await fetch(url)
  // The circuit is due after what the server said, the pause ends a little later.
  await clock.advance(4000)
  const call = fetch(url)
  await clock.advance(1999)
  expect(asks).toEqual([])
  await clock.advance(1)
  expect(asks).toHaveLength(1)
  asks[0]?.answer(true)
  await clock.advance(0)
  expect(await call).toHaveProperty('status', 204)
  expect(fetch.stats().rate[0]).toMatchObject({ remaining: 0 })
})

test('an endpoint is probed by a call, since a health check says nothing of it', async () => {
  const { asks, healthCheck } = asked()
  const { fetch, clock } = bench(
    { retry: false, circuit: { failures: 1, openMs: 1000, healthCheck } },
    ...[status(500), status(204)],
  )
  await fetch(url)
  await clock.advance(1000)
  expect(await fetch(url)).toHaveProperty('status', 204)
  expect(asks).toEqual([])
})

test('with observeOnly nobody waits and nothing is asked', async () => {
  const { asks, healthCheck } = asked()
  const circuit = { failures: 1, openMs: 5000, observeOnly: true, healthCheck }
  const { fetch } = await dueGate(healthCheck, { circuit })
  expect(await fetch(url)).toHaveProperty('status', 204)
  expect(asks).toEqual([])
})

test('called off before its turn, it is not even asked, and says nothing of the backend', async () => {
  let askings = 0
  const told: string[] = []
  const check = () => {
    askings += 1
    return true
  }
  askHealth(check, 'g', (result) => told.push(result))()
  await new Promise((resolve) => setImmediate(resolve))
  expect([askings, told]).toEqual([0, ['ignored']])
})

test('a real server that is well again is found by its health endpoint', async () => {
  const origin = inject('serverOrigin')
  const checked: string[] = []
  const fetch = createFetch({
    ...{ retry: false, dedupe: false },
    circuit: {
      ...{ failures: 1, openMs: 20, maxWaitMs: 0, successes: 1, scope: 'gate' },
      healthCheck: async (gate, signal) => {
        checked.push(gate)
        return (await globalThis.fetch(`${gate}/status/200`, { signal })).ok
      },
    },
  })
  await fetch(`${origin}/status/503`)
  expect((await outcomeOf(fetch(`${origin}/status/200`))).error).toMatchObject(refused)
  await expect
    .poll(async () => (await outcomeOf(fetch(`${origin}/status/200`))).value?.status)
    .toBe(200)
  expect(checked).toEqual([origin])
})
