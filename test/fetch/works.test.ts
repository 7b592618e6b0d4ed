import { expect, test } from 'vitest'
import { works } from '../../src/fetch/works.ts'

test('tells what can be done from what is refused', () => {
  expect(works(() => new URL('https://api.test'))).toBe(true)
  expect(works(() => new URL('nowhere'))).toBe(false)
})
