import { NetworkError } from 'holdfast'
import { expect, test } from 'vitest'
import { errorIdOf } from '../../src/react/error-id.ts'

test('is the id of the request, which the server knows too', () => {
  expect(errorIdOf(new NetworkError({ requestId: 'req-42' }))).toBe('req-42')
})

test('is short and random where there was no request, and stays with its error', () => {
  const [error, other] = [new Error('one'), new NetworkError({})]
  expect(errorIdOf(error)).toMatch(/^[\da-f]{8}$/)
  expect(errorIdOf(error)).toBe(errorIdOf(error))
  expect(errorIdOf(other)).not.toBe(errorIdOf(error))
})

test('a thrown text keeps its id until something else is thrown', () => {
  const first = errorIdOf('text')
  expect(errorIdOf('text')).toBe(first)
  errorIdOf(undefined)
  expect(errorIdOf('text')).not.toBe(first)
})

test('what refuses to say its id has one of its own', () => {
  const hostile = new Proxy(new Error('x'), {
    has: () => {
      throw new Error('no')
    },
  })
  expect(errorIdOf(hostile)).toMatch(/^[\da-f]{8}$/)
  expect(errorIdOf(hostile)).toBe(errorIdOf(hostile))
})
