import { afterEach, expect, test, vi } from 'vitest'
import { createHealthMonitor } from '../../src/health/health-monitor.ts'
import { fakeClock } from '../../src/testing/index.ts'

afterEach(() => void vi.restoreAllMocks())

function show(state: DocumentVisibilityState) {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
}

const comeBack = (persisted: boolean) =>
  globalThis.dispatchEvent(new PageTransitionEvent('pageshow', { persisted }))

function setup(answer: () => unknown = () => true) {
  const clock = fakeClock()
  const check = vi.fn<(signal: AbortSignal) => boolean>(() => answer() as boolean)
  const monitor = createHealthMonitor({ check, clock })
  return { clock, check, monitor }
}

test('a hidden page asks nothing, and asks at once when it is seen again', async () => {
  const { clock, check, monitor } = setup()
  monitor.start()
  await clock.advance(0)
  show('hidden')
  expect(clock.pending).toBe(0)
  await clock.advance(600_000)
  expect(check).toHaveBeenCalledTimes(1)
  show('visible')
  await clock.advance(0)
  expect(check).toHaveBeenCalledTimes(2)
  monitor.stop()
})

test('a page that starts hidden waits to be seen', async () => {
  const { clock, check, monitor } = setup()
  show('hidden')
  monitor.start()
  await clock.advance(60_000)
  expect(check).not.toHaveBeenCalled()
  show('visible')
  expect(check).toHaveBeenCalledTimes(1)
  await clock.advance(0)
  monitor.stop()
})

test('out of the back/forward cache: what was under way is dropped, and asked anew', async () => {
  const { clock, check, monitor } = setup(() => new Promise(() => undefined))
  monitor.start()
  comeBack(false)
  expect(check).toHaveBeenCalledTimes(1)
  comeBack(true)
  expect(check.mock.calls.map(([signal]) => signal.aborted)).toEqual([true, false])
  monitor.stop()
  await clock.advance(0)
  expect(monitor.snapshot().status).toBe('unknown')
  expect(clock.pending).toBe(0)
})

test('a failure while the browser is offline says nothing of the backend', async () => {
  const { monitor } = setup(() => false)
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  expect((await monitor.checkNow()).status).toBe('unknown')
})

test('stopped, it leaves no listener', () => {
  const { monitor, check } = setup()
  const [added, removed] = [
    vi.spyOn(globalThis, 'addEventListener'),
    vi.spyOn(globalThis, 'removeEventListener'),
  ]
  monitor.start()
  monitor.stop()
  const names = (spy: typeof added) => spy.mock.calls.map(([type]) => type)
  expect(names(removed as typeof added)).toEqual(names(added))
  show('visible')
  expect(check).toHaveBeenCalledTimes(1)
})
