import { createClient } from 'holdfast'
import { expect, test } from 'vitest'
import { checkBackendHealth } from '../../src/health/check-backend-health.ts'
import { outcomeOf } from '../harness.ts'
import {
  broken,
  fakeClock,
  json,
  scriptedFetch,
  silent,
  status,
  type Step,
} from '../../src/testing/index.ts'

function setup(...steps: Step[]) {
  const [wire, clock] = [scriptedFetch(...steps), fakeClock()]
  const client = createClient({ baseUrl: 'https://api.test/v1/', fetch: wire, clock })
  return { wire, clock, client }
}

test('a backend that answers is healthy, and says which services it stands on', async () => {
  const services = { database: { status: 'healthy', latencyMs: 2 }, mail: 'up', search: true }
  const { client, clock, wire } = setup(json({ status: 'healthy', services }))
  expect(await checkBackendHealth(client, { clock })).toEqual({
    ...{ healthy: true, latencyMs: 0, services: { database: true, mail: true, search: true } },
  })
  expect(wire.calls[0]?.input).toHaveProperty('url', 'https://api.test/v1/health')
})

test('one that names a service that is down is not', async () => {
  const { client } = setup(json({ services: { database: 'ok', mail: { status: 'down' } } }))
  expect(await checkBackendHealth(client)).toMatchObject({
    ...{ healthy: false, services: { database: true, mail: false } },
  })
})

test.each<[string, Step, object]>([
  ['a refusal with a report', json({ services: { database: false } }, 503), { database: false }],
  ['a refusal', status(500), {}],
  ['no answer', broken, {}],
])('%s is unhealthy, asked for once', async (_, step, services) => {
  const { client, wire } = setup(step)
  expect(await checkBackendHealth(client)).toMatchObject({ healthy: false, services })
  expect(wire.calls).toHaveLength(1)
})

test('any answer that is no report is healthy', async () => {
  for (const step of [
    status(204),
    status(200, {}, 'OK'),
    json({ services: ['odd'] }),
    json(null),
  ]) {
    const { client } = setup(step)
    expect(await checkBackendHealth(client)).toMatchObject({ healthy: true, services: {} })
  }
})

test('silence is unhealthy after 5 s', async () => {
  const { client, clock } = setup(silent)
  const answer = checkBackendHealth(client, { clock, path: 'live' })
  await clock.advance(5_000)
  expect(await answer).toEqual({ healthy: false, latencyMs: 5_000, services: {} })
})

test('a caller who leaves gets its own reason', async () => {
  const { client } = setup(silent)
  const caller = new AbortController()
  const answer = outcomeOf(checkBackendHealth(client, { signal: caller.signal }))
  caller.abort('left')
  expect(await answer).toEqual({ error: 'left' })
})

test('a mistake in the arguments is told as one, and is no backend that is down', async () => {
  const { client, wire } = setup(status(200))
  const ask = async (of: unknown, options: object) =>
    outcomeOf(checkBackendHealth(of as never, options))
  expect((await ask(client, { timeout: 5 })).error).toMatchObject({
    ...{
      code: 'CONFIG',
      option: 'timeout',
      message: expect.stringContaining('timeoutMs') as string,
    },
  })
  expect((await ask(client, { timeoutMs: -1 })).error).toMatchObject({ code: 'CONFIG' })
  for (const [option, options] of [
    ['clock.monotonic', { clock: {} }],
    ['signal', { signal: new AbortController() }],
    ['path', { path: 5 }],
    ['timeoutMs', { timeoutMs: '5' }],
    ['options', ['health']],
  ] as const) {
    expect((await ask(client, options)).error).toMatchObject({ code: 'CONFIG', option })
  }
  expect((await ask(client, { path: 'http://[' })).error).toMatchObject({ option: 'url' })
  expect((await ask(undefined, {})).error).toMatchObject({ code: 'CONFIG', option: 'client' })
  expect(wire.calls).toHaveLength(0)
})
