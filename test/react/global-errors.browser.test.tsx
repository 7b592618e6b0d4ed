import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { errorIdOf } from '../../src/react/error-id.ts'
import { installGlobalErrorHandlers } from '../../src/react/global-errors.ts'
import { tellReporter } from '../../src/react/tell-error.ts'
import { acted, page } from './page.tsx'

const hush = (event: Event) => event.preventDefault()
beforeEach(() => {
  globalThis.addEventListener('error', hush)
  globalThis.addEventListener('unhandledrejection', hush)
})
afterEach(() => {
  uninstalls.splice(0).forEach((uninstall) => uninstall())
  globalThis.removeEventListener('error', hush)
  globalThis.removeEventListener('unhandledrejection', hush)
})

const uninstalls: (() => void)[] = []

function setup() {
  const { clock, pass } = page({})
  const [notify, report] = [vi.fn(), vi.fn()]
  const options = { notify, reporter: { error: report }, clock }
  const uninstall = installGlobalErrorHandlers(options)
  uninstalls.push(uninstall)
  return { ...{ clock, pass, notify, report, options, uninstall } }
}

const fail = (error: unknown, message = 'Uncaught') =>
  globalThis.dispatchEvent(new ErrorEvent('error', { error, message, cancelable: true }))

const reject = (reason: unknown) => {
  const promise = new Promise(() => undefined)
  const init = { promise, reason, cancelable: true }
  globalThis.dispatchEvent(new PromiseRejectionEvent('unhandledrejection', init))
}

test('tells of an error of the window and of a rejection, to the user and to the reporter', async () => {
  const { pass, notify, report } = setup()
  const [error, reason] = [new Error('thrown'), new Error('rejected')]
  fail(error)
  reject(reason)
  await pass(0)
  const told = [
    [error, { source: 'window', kind: 'error', errorId: errorIdOf(error) }],
    [reason, { source: 'window', kind: 'unhandledrejection', errorId: errorIdOf(reason) }],
  ]
  expect(report.mock.calls).toEqual(told)
  expect(notify.mock.calls).toEqual(told)
})

test('a real error and a real rejection of the page arrive', async () => {
  const { pass, report, clock } = setup()
  const [error, reason] = [new Error('really thrown'), new Error('really rejected')]
  globalThis.reportError(error)
  void Promise.reject(reason)
  await expect.poll(() => clock.pending).toBe(2)
  await pass(0)
  expect(report.mock.calls.map(([told]) => told as unknown)).toEqual([error, reason])
})

test('each error once, whoever else has told of it', async () => {
  const { pass, notify, report, options } = setup()
  const error = new Error('seen three times')
  fail(error)
  tellReporter(options, error, { source: 'query', errorId: '1' })
  reject(error)
  await pass(0)
  expect(report).toHaveBeenCalledExactlyOnceWith(error, { source: 'query', errorId: '1' })
  expect(notify).toHaveBeenCalledTimes(1)
})

test('noise is told to nobody', async () => {
  const { pass, notify, report } = setup()
  fail(null, 'ResizeObserver loop limit exceeded')
  reject(new DOMException('left', 'AbortError'))
  await pass(0)
  expect([...notify.mock.calls, ...report.mock.calls]).toEqual([])
})

test('a request lost while the page is hidden or left is noise; one after its return is not', async () => {
  const { pass, report } = setup()
  const lost = () => reject(new TypeError('Failed to fetch'))
  const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  lost()
  hidden.mockRestore()
  globalThis.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
  lost()
  await pass(0)
  expect(report).toHaveBeenCalledTimes(0)
  globalThis.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  lost()
  await pass(0)
  expect(report).toHaveBeenCalledTimes(1)
})

test('what has no error object is told as one', async () => {
  const { pass, report } = setup()
  fail(undefined, 'Uncaught SyntaxError: odd')
  reject(undefined)
  await pass(0)
  expect(report.mock.calls.map(([error]) => String(error))).toEqual([
    'Error: Uncaught SyntaxError: odd',
    'Error: Rejected without a reason',
  ])
})

test('a second install does not double: the newest is told, then the one before it again', async () => {
  const { pass, notify, options } = setup()
  const newer = vi.fn()
  const leave = installGlobalErrorHandlers({ ...options, notify: newer })
  fail(new Error('one'))
  await pass(0)
  expect([notify.mock.calls.length, newer.mock.calls.length]).toEqual([0, 1])
  leave()
  leave()
  fail(new Error('two'))
  await pass(0)
  expect([notify.mock.calls.length, newer.mock.calls.length]).toEqual([1, 1])
})

test('uninstalled it hears nothing, leaves no timer, and has told what it heard before', async () => {
  const { notify, uninstall, clock, pass } = setup()
  fail(new Error('heard'))
  uninstall()
  expect(notify).toHaveBeenCalledTimes(1)
  expect(clock.pending).toBe(0)
  fail(new Error('unheard'))
  await acted(() => pass(0))
  expect(notify).toHaveBeenCalledTimes(1)
})

test('a reporter that fails is never told of its own failure', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const { pass, report, notify, clock } = setup()
  report.mockRejectedValue(new Error('the log server is down'))
  void Promise.reject(new Error('the one real error'))
  await expect.poll(() => clock.pending).toBe(1)
  await pass(60_000)
  // A rejection that nobody handles is told by the platform in a task of its own.
  await new Promise((resolve) => setTimeout(resolve))
  await pass(60_000)
  expect([report.mock.calls.length, notify.mock.calls.length]).toEqual([1, 1])
  log.mockRestore()
})

test('one whose failure nobody can tell from the page’s comes to an end', async () => {
  const { pass, report } = setup()
  report.mockImplementation(() => reject(new Error('a promise that it forgot')))
  fail(new Error('the one real error'))
  for (let turn = 0; turn < 100; turn++) await pass(1)
  expect(report.mock.calls.length).toBeLessThanOrEqual(30)
  await pass(60_000)
  report.mockReset()
  fail(new Error('a minute later'))
  await pass(0)
  expect(report).toHaveBeenCalledTimes(1)
})

test('an error that refuses to say what it is is told all the same', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const { pass, report } = setup()
  const hostile = Object.defineProperty(new Error('x'), 'stack', {
    get: () => {
      throw new Error('no')
    },
  })
  fail(hostile)
  await pass(0)
  expect(report.mock.calls[0]?.[0]).toBe(hostile)
  log.mockRestore()
})

test('refuses at once what cannot be told', () => {
  const install = (options: object) => () => installGlobalErrorHandlers(options)
  expect(install({ notify: 'toast' })).toThrow('notify is "toast": it must be a function')
  expect(install({ reporter: {} })).toThrow('reporter.error is undefined: it must be a function')
  expect(install({ notfy: () => undefined })).toThrow('did you mean notify?')
  expect(install({ clock: {} })).toThrow('clock.monotonic is undefined: it must be a function')
})
