import { expect, test } from 'vitest'
import { healthStep, healthUnknown } from '../../src/machines/health.ts'

const after = (...results: ('passed' | 'partly' | 'failed')[]) =>
  results.reduce((state, result) => healthStep(state, result, 3), healthUnknown).status

test('one failure degrades, three in a row are unhealthy, one success is the end of both', () => {
  expect(after()).toBe('unknown')
  expect(after('passed')).toBe('healthy')
  expect(after('failed')).toBe('degraded')
  expect(after('failed', 'failed')).toBe('degraded')
  expect(after('failed', 'failed', 'failed')).toBe('unhealthy')
  expect(after('failed', 'failed', 'failed', 'failed')).toBe('unhealthy')
  expect(after('failed', 'failed', 'failed', 'passed')).toBe('healthy')
  expect(after('failed', 'failed', 'passed', 'failed')).toBe('degraded')
})

test('a backend that is partly down is degraded, and breaks a row of failures', () => {
  expect(after('partly')).toBe('degraded')
  expect(after('failed', 'failed', 'partly', 'failed')).toBe('degraded')
})
