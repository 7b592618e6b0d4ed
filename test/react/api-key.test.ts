import { hashKey } from '@tanstack/react-query'
import { createClient } from 'holdfast'
import { expect, test } from 'vitest'
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
