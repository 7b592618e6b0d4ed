import { hashKey } from '@tanstack/react-query'
import { createClient } from 'holdfast'
import { describe, expect, test } from 'vitest'
import { apiKey, isUnder } from '../../src/react/api-key.ts'

const client = createClient({ name: 'crm' })

test('is who asks whom, the path, and the parameters where there are any', () => {
  expect(apiKey(client, 'projects')).toEqual([client.identity, 'projects'])
  expect(apiKey(client, 'projects', { page: 2 })).toEqual([
    client.identity,
    'projects',
    { page: 2 },
  ])
})

test('tells different parameters apart, in whatever form they come', () => {
  const forms = [{ page: 1 }, { page: 2 }, 'page=3', new URLSearchParams({ page: '4' })]
  forms.push(new URLSearchParams({ page: '5' }))
  expect(new Set(forms.map((form) => hashKey(apiKey(client, 'projects', form)))).size).toBe(5)
})

test('is the same for the same parameters in another order', () => {
  const [one, other] = [
    { a: 1, b: 2, c: undefined },
    { b: 2, a: 1 },
  ]
  expect(hashKey(apiKey(client, 'projects', one))).toBe(hashKey(apiKey(client, 'projects', other)))
})

test.each([
  ['projects', 'projects', true],
  ['projects/7', 'projects', true],
  ['projects/7/tasks', 'projects/7', true],
  ['projects?page=2', 'projects', true],
  ['projects/7', 'projects/', true],
  ['projects-archive', 'projects', false],
  ['projects', 'projects/7', false],
  ['users', 'projects', false],
])('%s under %s: %s', (path, above, expected) => {
  expect(isUnder(apiKey(client, path), client, above)).toBe(expected)
})

test('covers no other client and no key of another make', () => {
  expect(isUnder(['other', 'projects'], client, 'projects')).toBe(false)
  expect(isUnder(['crm', 'projects'], client, 'projects')).toBe(false)
  expect(isUnder([client.identity, { path: 'projects' }], client, 'projects')).toBe(false)
  expect(isUnder([], client, 'projects')).toBe(false)
})

describe('with a base', () => {
  const based = createClient({ baseUrl: 'https://api.test/v1' })

  test('a path is one name with a slash before it and without', () => {
    const all = ['users', '/users'].map((path) => hashKey(apiKey(based, path, { page: 1 })))
    expect(new Set(all).size).toBe(1)
    expect(isUnder(apiKey(based, '/users/7'), based, 'users')).toBe(true)
    expect(isUnder(apiKey(based, 'users/7'), based, '/users')).toBe(true)
  })

  test('`/` covers all of the client', () => {
    expect(isUnder(apiKey(based, 'users/7'), based, '/')).toBe(true)
    expect(isUnder(apiKey(client, 'users'), based, '/')).toBe(false)
  })
})

test('without a base they lead to two places, and are two names', () => {
  expect(apiKey(client, '/users')[1]).toBe('/users')
})
