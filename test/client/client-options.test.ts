import { expect, test } from 'vitest'
import { bare, baseOf, isUrl, readOptions, split } from '../../src/client/client-options.ts'

test('options go to the fetch or to ky, and what is ours alone to neither', () => {
  const given = { retry: false, headers: { a: 'b' }, correlation: false } as const
  expect(split(given)).toEqual({ policies: { retry: false }, rest: { headers: { a: 'b' } } })
})

test('an option that nobody knows is refused', () => {
  expect(() => readOptions({ timout: 1 } as object)).toThrow('timout')
})

test.each([
  ['https://api.test/v1/', true],
  ['/v1', true],
  ['https://', false],
])('a base of %s is one: %s', (baseUrl, isOne) => {
  expect(isUrl(baseOf({ baseUrl }) ?? '')).toBe(isOne)
})

test.each(['https://api.test/v1?key=secret', '/v1#part'])('a base of %s is refused', (baseUrl) => {
  const parse = () => split({ baseUrl })
  expect(parse).toThrow(/^baseUrl is "[^?#]*": it must be .* without \? and #$/)
})

test('a URL is told without its query', () => {
  expect(bare('https://api.test/a?token=1#b')).toBe('https://api.test/a')
})
