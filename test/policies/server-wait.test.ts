import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CircuitOpenError, RateLimitedError } from '../../src/errors.ts'
import { serverWaitMs } from '../../src/policies/server-wait.ts'
import { always } from '../property.ts'

describe('the wait that an error names', () => {
  test('is read from our errors and from any other that says it the same way', () => {
    expect(serverWaitMs(new CircuitOpenError(5000))).toBe(5000)
    expect(serverWaitMs(new RateLimitedError('server', 2000))).toBe(2000)
    expect(serverWaitMs(Object.assign(new Error('busy'), { retryAfterMs: 70 }))).toBe(70)
    expect(serverWaitMs({ retryAfterMs: 1 })).toBe(1)
  })

  test.each([undefined, null, 'soon', 5, {}, new Error('no'), { retryAfterMs: '5' }])(
    'is none in %o',
    (error) => expect(serverWaitMs(error)).toBeUndefined(),
  )

  test('is at most an hour, and never none, less than none or no number', () => {
    always(
      fc.property(fc.double(), (retryAfterMs) => {
        const ms = serverWaitMs({ retryAfterMs })
        if (ms === undefined) return
        expect(ms).toBeGreaterThan(0)
        expect(ms).toBeLessThanOrEqual(3_600_000)
      }),
    )
    expect(serverWaitMs({ retryAfterMs: 0 })).toBeUndefined()
    expect(serverWaitMs({ retryAfterMs: Number.POSITIVE_INFINITY })).toBe(3_600_000)
  })
})
