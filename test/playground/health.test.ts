import { expect, test } from 'vitest'
import { startBackend } from './backend.ts'

test('says that it is healthy, ready and alive', async () => {
  const { call } = await startBackend()
  expect(await call('GET', '/health')).toMatchObject({ status: 200, body: { status: 'healthy' } })
  expect(await call('GET', '/ready')).toMatchObject({ status: 200, body: { status: 'ready' } })
  expect(await call('GET', '/live')).toMatchObject({ status: 200, body: { status: 'live' } })
})

test('tells how long each service took', async () => {
  const { call } = await startBackend()
  const { status, body } = await call('GET', '/health/detailed')
  expect(status).toBe(200)
  const latencyMs = expect.any(Number) as number
  expect(body).toMatchObject({
    status: 'healthy',
    latencyMs,
    services: { database: { status: 'healthy', latencyMs } },
  })
})

test('is unhealthy with 503, yet alive, when the database does not answer', async () => {
  const { call, database } = await startBackend()
  database.close()
  const unhealthy = { status: 'unhealthy' }
  expect(await call('GET', '/health')).toMatchObject({ status: 503, body: unhealthy })
  expect(await call('GET', '/health/detailed')).toMatchObject({
    status: 503,
    body: { ...unhealthy, services: { database: unhealthy } },
  })
  expect(await call('GET', '/ready')).toMatchObject({ status: 503, body: { status: 'not-ready' } })
  expect(await call('GET', '/live')).toMatchObject({ status: 200 })
})
