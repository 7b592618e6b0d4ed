import { expect, test } from 'vitest'
import { attemptsOf, remember } from '../../src/fetch/report.ts'

test('remembers the attempts behind a response or an error, and says 1 where it knows nothing', () => {
  const error = new TypeError('x')
  remember(error, 3)
  remember('a string', 3)
  expect(attemptsOf(error)).toBe(3)
  expect(attemptsOf(new Response())).toBe(1)
  expect(attemptsOf('a string')).toBe(1)
  expect(attemptsOf(null)).toBe(1)
})

test('what is no object carries nothing, and refuses nothing', () => {
  for (const result of [null, undefined, 'text', 7]) {
    remember(result, 2)
    expect(attemptsOf(result)).toBe(1)
  }
})
