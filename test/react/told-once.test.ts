import { expect, test } from 'vitest'
import { isNews } from '../../src/react/told-once.ts'

test('an error is news once', () => {
  const error = new Error('same words')
  expect([isNews(error), isNews(error), isNews(new Error('same words'))]).toEqual([
    true,
    false,
    true,
  ])
})

test('what has no identity is always news', () => {
  expect([isNews('text'), isNews('text'), isNews(undefined), isNews(null)]).not.toContain(false)
})

test('a notice to the user and a report to the developers are two things', () => {
  const error = new Error('any')
  expect([isNews(error), isNews(error, 'notice'), isNews(error, 'notice')]).toEqual([
    true,
    true,
    false,
  ])
})
