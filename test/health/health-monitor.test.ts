import { afterEach, expect, test, vi } from 'vitest'
import {
  createHealthMonitor,
  type HealthMonitorOptions,
  type HealthResult,
} from '../../src/health/health-monitor.ts'
import { type FakeClock, fakeClock } from '../../src/testing/index.ts'

const clocks: FakeClock[] = []
afterEach(() => {
  for (const { pending } of clocks.splice(0)) expect(pending, 'timers left behind').toBe(0)
})

const hang = () => new Promise<never>(() => undefined)

/** Answers of the backend one after the other, the last one for ever. */
function setup(options: Partial<HealthMonitorOptions>, ...answers: (() => unknown)[]) {
  const clock = fakeClock()
  clocks.push(clock)
  const check = vi.fn<(signal: AbortSignal) => HealthResult>(() => {
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    return answer?.() as HealthResult
  })
  return { clock, check, monitor: createHealthMonitor({ check, clock, ...options }) }
}

const fails = () => Promise.reject(new Error('down'))

test('asks at once, then 30 s after each answer, until it is stopped', async () => {
  const { clock, check, monitor } = setup({}, () => true)
  expect(monitor.snapshot()).toMatchObject({ status: 'unknown', checkedAt: undefined })
  monitor.start()
  monitor.start()
  await clock.advance(0)
  expect(monitor.snapshot()).toMatchObject({ status: 'healthy', checkedAt: clock.wall() })
  await clock.advance(29_999)
  expect(check).toHaveBeenCalledTimes(1)
  await clock.advance(1)
  expect(check).toHaveBeenCalledTimes(2)
  monitor.stop()
  await clock.advance(60_000)
  expect(check).toHaveBeenCalledTimes(2)
})

test('one failure degrades, the third is unhealthy, one success heals', async () => {
  const { clock, monitor } = setup(
    {},
    fails,
    () => false,
    fails,
    () => undefined,
  )
  monitor.start()
  const seen: string[] = []
  for (let checks = 0; checks < 4; checks++) {
    await clock.advance(checks === 0 ? 0 : 30_000)
    seen.push(monitor.snapshot().status)
  }
  monitor.stop()
  expect(seen).toEqual(['degraded', 'degraded', 'unhealthy', 'healthy'])
})

test('a report says how long it took and which services are down', async () => {
  const services = { database: true, mail: false }
  const { monitor } = setup({}, () => ({ healthy: false, latencyMs: 9, services }))
  expect(await monitor.checkNow()).toMatchObject({ status: 'degraded', services, latencyMs: 0 })
  for (let checks = 0; checks < 5; checks++) await monitor.checkNow()
  expect(monitor.snapshot().status).toBe('degraded')
})

test('a check that hangs is aborted after 5 s and counts as failed', async () => {
  const { clock, check, monitor } = setup({}, hang)
  monitor.start()
  await clock.advance(5_000)
  expect(check.mock.calls[0]?.[0].aborted).toBe(true)
  expect(monitor.snapshot()).toMatchObject({ failuresInARow: 1, latencyMs: 5_000 })
  monitor.stop()
})

test('two checks are never under way together', async () => {
  const { clock, check, monitor } = setup({ timeoutMs: 60_000, intervalMs: 1_000 }, hang)
  monitor.start()
  const second = monitor.checkNow()
  await clock.advance(30_000)
  expect(check).toHaveBeenCalledTimes(1)
  monitor.stop()
  expect((await second).status).toBe('unknown')
})

test('stop aborts a check under way, whose result counts for nothing', async () => {
  const { check, monitor, clock } = setup({}, hang)
  const heard = vi.fn()
  monitor.subscribe(heard)
  monitor.start()
  await clock.advance(0)
  monitor.stop()
  await clock.advance(60_000)
  expect(check.mock.calls[0]?.[0].aborted).toBe(true)
  expect(heard).not.toHaveBeenCalled()
})

test('tells its listeners of each result, and those who left of none', async () => {
  const { monitor } = setup({}, () => true)
  const [one, other] = [vi.fn(), vi.fn()]
  monitor.subscribe(one)
  const leave = monitor.subscribe(other)
  leave()
  await monitor.checkNow()
  expect([one.mock.calls.length, other.mock.calls.length]).toEqual([1, 0])
})

test('a listener that throws or rejects harms nobody, and the next check comes', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const { monitor, clock, check } = setup({}, () => true)
  const [mistake, heard] = [new Error('my mistake'), vi.fn()]
  monitor.subscribe(() => {
    throw mistake
  })
  monitor.subscribe((): unknown => Promise.reject(mistake))
  monitor.subscribe(heard)
  monitor.start()
  await clock.advance(30_000)
  expect((await monitor.checkNow()).status).toBe('healthy')
  monitor.stop()
  await clock.advance(0)
  expect([check.mock.calls.length, heard.mock.calls.length]).toEqual([3, 3])
  expect(log.mock.calls.map(([, told]) => told as unknown)).toEqual(Array(6).fill(mistake))
  log.mockRestore()
})

test('refuses what is no monitor', () => {
  const make = (options: object) => () => createHealthMonitor(options as HealthMonitorOptions)
  const check = () => true
  expect(make({})).toThrow('check is undefined: it must be a function')
  expect(make({ check, intervalMs: 1 })).toThrow('intervalMs is 1: it must be a number from 100')
  expect(make({ check, failures: 0 })).toThrow('failures is 0')
  expect(make({ check, interval: 5 })).toThrow('interval')
  expect(make({ check, clock: {} })).toThrow('clock.monotonic is undefined')
  expect(make([check])).toThrow('options is an array: it must be a plain object')
  expect(() => createHealthMonitor({ check }).subscribe('changed' as never)).toThrow(
    'listener is "changed": it must be a function',
  )
})
