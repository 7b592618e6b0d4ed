import { createClient } from 'holdfast'
import { expect, test } from 'vitest'
import { printOf } from '../../src/client/identity.ts'

const base = 'https://api.test/'
const of = (options: Parameters<typeof createClient>[0]) => createClient(options).identity

test('two clients made alike have one identity, also in another process', () => {
  const options = { name: 'crm', baseUrl: base, headers: { authorization: 'ada' }, user: 'ada' }
  expect(of(options)).toBe(of({ ...options }))
})

test('name, base, user, and the names and values of default headers and parameters tell it apart', () => {
  const all = [
    {},
    { name: 'crm' },
    { baseUrl: base },
    { prefix: base },
    { user: '' },
    { user: 'ada' },
    { user: 'bob' },
    { headers: { authorization: 'ada' } },
    { headers: { authorization: 'bob' } },
    { headers: { 'x-tenant': 'ada' } },
    { headers: new Headers({ authorization: 'carol' }) },
    { headers: new Headers({ authorization: 'dave' }) },
    { searchParams: { key: '1' } },
    { searchParams: new URLSearchParams({ key: '2' }) },
    { searchParams: 'key=3' },
    { credentials: 'omit' },
  ] as const
  expect(new Set(all.map(of)).size).toBe(all.length)
})

test('a user that is a promise, which would make one of all, is refused', () => {
  const client = createClient({ user: (async () => 'ada') as never })
  expect(() => client.identity).toThrow('user is a promise: it must be known at once')
})

test('begins with the name, and holds no value of a header, no user and no address', () => {
  const headers = { authorization: 'Bearer s3cret' }
  const own = of({
    name: 'crm',
    baseUrl: 'https://user:pass@api.test/',
    user: 'ada@x.test',
    headers,
  })
  expect(own).toMatch(/^crm [\da-z]{1,13}$/)
})

test('cannot be forged by what is in a name or a user', () => {
  const rest = of({ name: 'a', user: 'b' }).split(' ')[1]
  expect(of({ name: `a ${rest}` })).not.toBe(of({ name: 'a', user: 'b' }))
  expect(of({ user: 'undefined' })).not.toBe(of({}))
  expect(of({ user: 'null' })).not.toBe(of({}))
})

test('a function is asked each time, and gives the same text back to the same user', () => {
  let user: string | undefined = 'ada'
  const client = createClient({ user: () => user })
  const ada = client.identity
  expect(client.identity).toBe(ada)
  user = undefined
  const nobody = client.identity
  user = 'bob'
  expect(new Set([ada, nobody, client.identity]).size).toBe(3)
  user = 'ada'
  expect(client.identity).toBe(ada)
  expect(ada).toBe(of({ user: 'ada' }))
})

test('an extension with another base, header or user is another one; hooks and policies make none', () => {
  const client = createClient({ baseUrl: base, headers: { authorization: 'ada' } })
  const others = [
    client.extend({ baseUrl: 'https://other.test/' }),
    client.extend({ headers: { authorization: 'bob' } }),
    client.extend({ headers: { authorization: 'bob' } }).extend({ headers: { 'x-a': '1' } }),
    client.extend({ user: 'ada' }),
    client.extend({ name: 'crm' }),
    client.extend({ headers: undefined } as object),
    client.extend({ searchParams: undefined }),
  ]
  expect(new Set([client, ...others].map((one) => one.identity)).size).toBe(8)
  const signal = new AbortController().signal
  for (const more of [{}, { hooks: {} }, { signal }, { retry: false as const }]) {
    expect(client.extend(more).identity).toBe(client.identity)
  }
})

test('adds to a print only what the options say', () => {
  expect(printOf('print', {})).toBe('print')
  expect(printOf('', { name: 'a' })).not.toBe(printOf('print', { name: 'a' }))
  expect(createClient({ user: 'ada' }).identity).toBe(createClient({ user: () => 'ada' }).identity)
})
