import { expect, test } from 'vitest'
import { isNewsToBoundary, isNewsToReporter, isNewsToUser } from '../../src/react/told-once.ts'

const audiences = { isNewsToBoundary, isNewsToReporter, isNewsToUser }

test.each(Object.entries(audiences))('%s: an error is news once', (_, isNews) => {
  const error = new Error('same words')
  expect([isNews(error), isNews(error), isNews(new Error('same words'))]).toEqual([
    ...[true, false, true],
  ])
})

test('what one audience was told is still news to the others', () => {
  const error = new Error('once each')
  expect(Object.values(audiences).map((isNews) => isNews(error))).toEqual([true, true, true])
})

test('what has no identity is always news', () => {
  const told = ['text', 'text', undefined, null].map((thrown) => isNewsToUser(thrown))
  expect(told).not.toContain(false)
})
