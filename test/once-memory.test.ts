import { expect, test } from 'vitest'
import { onceMemory } from '../src/once-memory.ts'

test('an error is news once, and for each memory on its own', () => {
  const [first, second] = [onceMemory(), onceMemory()]
  const error = new Error('x')
  expect([first(error), first(error), second(error)]).toEqual([true, false, true])
  expect(first(new Error('x'))).toBe(true)
})

test('what is thrown and no object is news each time', () => {
  const isNews = onceMemory()
  expect([isNews('x'), isNews('x'), isNews(null)]).toEqual([true, true, true])
})
