import { ConfigError } from 'holdfast'
import { expect, test } from 'vitest'
import { pathSegment } from '../../src/react/path-segment.ts'

const base = 'https://api.test/v1/rows/'

test.each(['', '.', '..'])('refuses %j, which would be another address', (id) => {
  expect(() => pathSegment(id)).toThrow(ConfigError)
  expect(() => pathSegment(id)).toThrow('id is')
})

test.each(['7', 7, '...', '.a', '/', '../x', '%2e%2e', '%2E', '?a', '#', 'ä', '\\..', ' ', ';'])(
  'makes one segment below the list of %j',
  (id) => {
    const { pathname, search, hash } = new URL(pathSegment(id), base)
    expect([search, hash]).toEqual(['', ''])
    expect(pathname.startsWith('/v1/rows/')).toBe(true)
    const segment = pathname.slice('/v1/rows/'.length)
    expect(segment).not.toContain('/')
    expect(decodeURIComponent(segment)).toBe(String(id))
  },
)
