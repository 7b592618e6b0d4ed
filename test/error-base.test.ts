import { expect, test } from 'vitest'
import { BaseError, brand, hide, seconds, subject } from '../src/error-base.ts'

class Sample extends BaseError {
  readonly code = 'SAMPLE'
}

test('an error says what it was given of the call, and knows nothing else', () => {
  const error = new Sample('failed', { method: 'GET', attempts: 2 }, new Error('why'))
  expect(error).toMatchObject({ attempts: 2, retryable: false, method: 'GET', route: undefined })
  expect(brand in error).toBe(true)
  expect((error.cause as Error).message).toBe('why')
})

test('what is hidden can be read, and is in no log', () => {
  const error = new Sample('failed')
  hide(error, { body: 'secret' })
  expect((error as unknown as { body: string }).body).toBe('secret')
  expect(JSON.stringify(error)).not.toContain('secret')
  expect(error.toJSON()).toMatchObject({ code: 'SAMPLE', message: 'failed' })
})

test('words for messages', () => {
  expect([seconds(40), seconds(1_500)]).toEqual(['0.1 s', '1.5 s'])
  expect(subject({})).toBe('The call')
  expect(subject({ method: 'GET', route: 'api.test/x' })).toBe('GET api.test/x')
})
