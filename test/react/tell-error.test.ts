import { afterEach, expect, test, vi } from 'vitest'
import { tellReporter, tellUser } from '../../src/react/tell-error.ts'

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
