import { expect, test } from 'vitest'
import { attemptsOf, factsBehind, remember } from '../../src/fetch/report.ts'

test('remembers the facts behind a response or an error; one attempt where it knows nothing', () => {
  const error = new TypeError('x')
  remember(error, { attempts: 3, requestId: 'a' })
  expect(factsBehind(error)).toEqual({ attempts: 3, requestId: 'a' })
  expect(attemptsOf(error)).toBe(3)
  expect(attemptsOf(new Response())).toBe(1)
})

test('what is no object carries nothing, and refuses nothing', () => {
  for (const result of [null, undefined, 'text', 7]) {
    remember(result, { attempts: 2 })
    expect(attemptsOf(result)).toBe(1)
  }
})
