import { afterEach, expect, test, vi } from 'vitest'
import { heed, tellReporter, tellUser } from '../../src/react/tell-error.ts'

afterEach(() => void vi.restoreAllMocks())

test('tells the user and the reporter once each', () => {
  const [notify, report] = [vi.fn(), vi.fn()]
  const audience = { notify, reporter: { error: report } }
  const error = new Error('once')
  for (const source of ['query', 'window'] as const) {
    tellUser(audience, error, { source, errorId: '1' })
    tellReporter(audience, error, { source, errorId: '1' })
  }
  expect(notify).toHaveBeenCalledExactlyOnceWith(error, { source: 'query', errorId: '1' })
  expect(report).toHaveBeenCalledExactlyOnceWith(error, { source: 'query', errorId: '1' })
})

test('an error that nobody listened for is still news', () => {
  const error = new Error('later')
  tellReporter({}, error, { source: 'query', errorId: '1' })
  const report = vi.fn()
  tellReporter({ reporter: { error: report } }, error, { source: 'query', errorId: '1' })
  expect(report).toHaveBeenCalledTimes(1)
})

test('a listener that throws disturbs nobody, and the console has it', () => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const mishap = new Error('toast failed')
  const notify = () => {
    throw mishap
  }
  tellUser({ notify }, new Error('shown'), { source: 'query', errorId: '1' })
  expect(log).toHaveBeenCalledExactlyOnceWith(expect.any(String), mishap)
})

/** Rejections have been told. */
const settled = () =>
  new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(0))))

const failing: [string, () => unknown][] = [
  [
    'throws',
    () => {
      throw new Error('the log server is down')
    },
  ],
  ['rejects', async () => Promise.reject(new Error('the log server is down'))],
]

test.each(failing)('a reporter that %s is not told of that', async (_how, fail) => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const report = vi.fn(fail)
  tellReporter({ reporter: { error: report } }, new Error('x'), { source: 'query', errorId: '1' })
  await settled()
  expect(report).toHaveBeenCalledTimes(1)
  expect(log).toHaveBeenCalledTimes(1)
})

test.each(failing)(
  'a notify that %s is not told of that, nor is the reporter',
  async (_how, fail) => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const [notify, report] = [vi.fn(fail), vi.fn()]
    const audience = { notify, reporter: { error: report } }
    tellUser(audience, new Error('x'), { source: 'query', errorId: '1' })
    await settled()
    expect([notify.mock.calls.length, report.mock.calls.length]).toEqual([1, 0])
    expect(log).toHaveBeenCalledTimes(1)
  },
)

test.each(failing)('any other callback that %s is told to console and reporter', async (...by) => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const [notify, report] = [vi.fn(), vi.fn()]
  heed({ notify, reporter: { error: report } }, by[1], { source: 'boundary', boundary: 'part' })
  await settled()
  expect(report).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ message: 'the log server is down' }),
    {
      ...{ source: 'boundary', boundary: 'part' },
      errorId: expect.stringMatching(/^[\da-f]{8}$/) as string,
    },
  )
  expect([log.mock.calls.length, notify.mock.calls.length]).toEqual([1, 0])
})
