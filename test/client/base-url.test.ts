import { createClient } from 'holdfast'
import { afterEach, expect, test, vi } from 'vitest'
import { noUrl, placed, plainPath } from '../../src/client/base-url.ts'
import { scriptedFetch, status } from '../../src/testing/index.ts'
import { outcomeOf } from '../harness.ts'

afterEach(() => vi.unstubAllGlobals())

/** Where a client leads; `Request` is Node's, as in jsdom, and knows of no page. */
async function ledTo(options: object, path: string, own: object = {}): Promise<unknown> {
  const wire = scriptedFetch(status(204))
  const { error } = await outcomeOf(createClient({ ...options, fetch: wire }).get(path, own))
  return error ?? (wire.calls as readonly { input: Request }[])[0]?.input.url
}

const inPage = (href: string) => {
  vi.stubGlobal('location', { href, origin: new URL(href).origin })
  vi.stubGlobal('document', { baseURI: href })
}

test.each([
  ['https://api.test/v1', 'users', 'https://api.test/v1/users'],
  ['https://api.test/v1', '/users', 'https://api.test/v1/users'],
  ['https://api.test/v1/', 'users', 'https://api.test/v1/users'],
  ['https://api.test/v1/', '/users?a=1#b', 'https://api.test/v1/users?a=1#b'],
  ['https://api.test', '/users', 'https://api.test/users'],
  ['https://api.test/v1', '', 'https://api.test/v1'],
  ['https://api.test/v1', '?page=2', 'https://api.test/v1?page=2'],
  ['https://api.test/v1', '/', 'https://api.test/v1/'],
  ['https://api.test/v1', '/?page=2', 'https://api.test/v1/?page=2'],
  ['https://api.test/v1', '../v2/users', 'https://api.test/v2/users'],
  ['https://api.test/v1', '/rows:batch', 'https://api.test/v1/rows:batch'],
  ['https://api.test/v1', '/http://other.test/', 'https://api.test/v1/http://other.test/'],
  ['https://api.test/v1', 'https://other.test/x', 'https://other.test/x'],
  ['https://api.test/v1', '//other.test/x', 'https://other.test/x'],
])('%s and %s lead to %s', async (baseUrl, path, url) => {
  expect(await ledTo({ baseUrl }, path)).toBe(url)
  expect(await ledTo({ baseUrl: new URL(baseUrl) }, path)).toBe(
    path === '' || path === '?page=2' ? url : await ledTo({ baseUrl }, path),
  )
})

test.each([
  ['https://api.test/v1', 'users', 'https://api.test/v1/users'],
  ['https://api.test/v1/', '/users', 'https://api.test/v1/users'],
  ['https://api.test/v1', '', 'https://api.test/v1/'],
])('a prefix joins as in ky: %s and %s lead to %s', async (prefix, path, url) => {
  expect(await ledTo({ prefix }, path)).toBe(url)
})

test('a prefix and a base, and the base of one call', async () => {
  const baseUrl = 'https://api.test/app'
  expect(await ledTo({ baseUrl, prefix: 'v1' }, '/users')).toBe('https://api.test/app/v1/users')
  const own = { baseUrl: 'https://b.test/v2' }
  expect(await ledTo({ baseUrl }, '/users', own)).toBe('https://b.test/v2/users')
})

test.each([
  [{ baseUrl: '/api' }, '/users', 'https://page.test/api/users'],
  [{ baseUrl: 'api' }, 'users', 'https://page.test/app/api/users'],
  [{ prefix: '/api' }, 'users', 'https://page.test/api/users'],
  [{}, '/users', 'https://page.test/users'],
  [{}, 'users', 'https://page.test/app/users'],
])(
  'on a page %o and %s lead to %s, whether Request knows of it or not',
  async (base, path, url) => {
    inPage('https://page.test/app/?of=page#part')
    expect(await ledTo(base, path)).toBe(url)
  },
)

test.each([
  [{ baseUrl: '/api' }, 'baseUrl is "/api": it must be absolute'],
  [{ prefix: '/api' }, 'prefix is "/api": it must be absolute'],
  [{}, 'url is "users": it must be a URL, or a path to join to baseUrl'],
])('where there is no page, %o is refused with what to give', async (base, text) => {
  const error = await ledTo(base, 'users?token=secret')
  expect(error).toMatchObject({ code: 'CONFIG' })
  expect(String(error)).toContain(text)
  expect(String(error)).not.toContain('secret')
})

test('on a page without an address, as jsdom’s may be, too', async () => {
  vi.stubGlobal('document', { baseURI: 'about:blank' })
  expect(await ledTo({ baseUrl: '/api' }, 'users')).toMatchObject({ option: 'baseUrl' })
  expect(await ledTo({ baseUrl: '/api' }, 'https://api.test/x')).toBe('https://api.test/x')
})

test('the base of one call may have no query either', async () => {
  const error = await ledTo({}, 'users', { baseUrl: 'https://api.test/?key=secret' })
  expect(error).toMatchObject({ code: 'CONFIG', option: 'baseUrl' })
  expect(String(error)).not.toContain('secret')
})

test('what is no path is left as it is', () => {
  const request = new Request('https://api.test/x')
  expect(placed(request, { baseUrl: 'https://b.test/' })).toEqual({ url: request, base: {} })
  expect(noUrl(request, { baseUrl: '/api' })).toBeUndefined()
  expect(['users', '//host/x', '/\\host/x', 'a:b'].map(plainPath)).toEqual([
    ...['users', '//host/x', '/\\host/x', 'a:b'],
  ])
})
