import { afterEach, describe, expect, test, vi } from 'vitest'
import { ownOrigins } from '../../src/client/own-origins.ts'

afterEach(() => vi.unstubAllGlobals())

const inPage = (href: string) => {
  vi.stubGlobal('location', { href, origin: new URL(href).origin })
}

describe('own are the base’s origin, the page’s and those that are named:', () => {
  const base = { baseUrl: 'https://api.test/v1/' }

  test.each([
    ['https://api.test', true],
    ['https://api.test:443/x?y#z', true],
    ['HTTPS://API.TEST/x', true],
    ['https://cdn.test/x', true],
    ['https://page.test/x', true],
    ['http://api.test/x', false],
    ['https://api.test:8443/x', false],
    ['https://api.test.evil.test/x', false],
    ['https://sub.api.test/x', false],
    ['https://other.test/x', false],
    ['data:text/plain,x', false],
    ['file:///x', false],
    ['http://[', false],
  ])('%s: %s', (url, expected) => {
    inPage('https://page.test/app/')
    expect(ownOrigins(base, ['https://cdn.test']).isOwn(url)).toBe(expected)
  })

  test('in Node there is no page', () => {
    expect(ownOrigins(base).isOwn('https://page.test/')).toBe(false)
    expect(ownOrigins({}).isOwn('http://localhost/')).toBe(false)
    expect(ownOrigins({}).list).toBe('')
  })

  test.each([
    ['a prefix', { prefix: 'https://api.test/v1' }, 'https://api.test'],
    [
      'a prefix that is a URL itself',
      { baseUrl: 'https://a.test', prefix: 'https://api.test' },
      'https://api.test',
    ],
    ['a prefix below the base', { baseUrl: 'https://api.test', prefix: 'v1' }, 'https://api.test'],
    [
      'a base that is a URL object',
      { baseUrl: new URL('https://api.test/v1/') },
      'https://api.test',
    ],
    ['a base from the page', { baseUrl: '/api/' }, 'https://page.test'],
    ['a base without its scheme', { baseUrl: '//api.test/' }, 'https://api.test'],
  ])('%s', (_name, given, origin) => {
    inPage('https://page.test/app/')
    expect(new Set(ownOrigins(given).list.split(' '))).toEqual(
      new Set(['https://page.test', origin]),
    )
  })

  test('a page without an origin makes nothing else own that has none', () => {
    vi.stubGlobal('location', { href: 'about:srcdoc', origin: 'null' })
    const own = ownOrigins({})
    for (const url of ['data:text/plain,x', 'file:///x', 'blob:null/1', 'foo://x']) {
      expect(own.isOwn(url)).toBe(false)
    }
  })
})

test.each([
  ['x', {}, true],
  ['/x', {}, true],
  ['//other.test/x', {}, false],
  ['\\\\other.test\\x', {}, false],
  ['/\\other.test/x', {}, false],
  [' \t\n//other.test/x', {}, false],
  ['https://other.test/x', {}, false],
  [new URL('https://other.test/x'), {}, false],
  [new Request('https://other.test/x'), {}, false],
  [new Request('https://api.test/x'), {}, true],
  ['https://other.test/x', { prefix: 'v1' }, true],
  ['//other.test/x', { prefix: 'v1' }, true],
  ['x', { prefix: 'https://other.test' }, false],
  ['x', { baseUrl: 'https://other.test' }, false],
  ['https://api.test/x', { baseUrl: 'https://other.test' }, true],
])('knows that ky sends %o with %o to an own origin: %s', (url, given, expected) => {
  expect(ownOrigins({ baseUrl: 'https://api.test/v1/' }).isOwn(url, given)).toBe(expected)
})

test('what the library adds goes across origins to the named ones alone', () => {
  const [base, named] = [{ baseUrl: 'https://api.test' }, ['https://cdn.test']]
  const inNode = ownOrigins(base, named)
  expect(inNode.mayAddTo('https://api.test/x')).toBe(true)
  expect(inNode.mayAddTo('https://cdn.test/x')).toBe(true)
  expect(inNode.mayAddTo('https://other.test/x')).toBe(false)
  inPage('https://page.test/')
  const there = ownOrigins(base, named)
  expect(there.mayAddTo('https://page.test/x')).toBe(true)
  expect(there.mayAddTo('https://cdn.test/x')).toBe(true)
  expect(there.mayAddTo('https://api.test/x')).toBe(false)
})

test('in a worker a path leads to where the worker is from', () => {
  vi.stubGlobal('location', { href: 'https://page.test/worker.js', origin: 'https://page.test' })
  expect(ownOrigins({}).isOwn('data')).toBe(true)
})
