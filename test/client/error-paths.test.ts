import { expect, test } from 'vitest'
import { camel, dotted, pathOf } from '../../src/client/error-paths.ts'

const path = (entry: Record<string, unknown>) => pathOf(entry).join(' ')

test.each<[entry: Record<string, unknown>, steps: string]>([
  [{ field: 'items[0].name' }, 'items 0 name'],
  [{ field: ['input', 'email'] }, 'input email'],
  [{ propertyPath: "items[0]['name']" }, 'items 0 name'],
  [{ instancePath: '/items/0', params: { missingProperty: 'name' } }, 'items 0 name'],
  [{ instancePath: '', params: { missingProperty: 'name' } }, 'name'],
  [{ pointer: '#/e%20mail' }, 'e mail'],
  [{ path: ['items', 0, 'name'] }, 'items 0 name'],
  [{ path: ['body'] }, 'body'],
  [{ path: '/items/0' }, 'items 0'],
  [{ loc: ['body', 'email'] }, 'email'],
  [{ keys: ['email'] }, 'email'],
  [{ keys: ['email', 'name'] }, ''],
  [{ name: 'age', reason: 'bad' }, 'age'],
  [{ name: 'ValidatorError' }, ''],
  [{ source: { pointer: '/data/attributes/name' } }, 'name'],
  [{ source: { parameter: 'page' } }, 'page'],
  [{ field: '', path: [] }, ''],
  [{ field: 7, path: [{}, null] }, ''],
  [{}, ''],
])('%j leads to %j', (entry, steps) => {
  expect(path(entry)).toBe(steps)
})

test('a member of every object names no field', () => {
  expect(path(Object.create({ field: 'name' }) as Record<string, unknown>)).toBe('')
})

test('a path is as deep as 32 steps at most', () => {
  expect(dotted('a.'.repeat(10_000))).toHaveLength(32)
  expect(pathOf({ path: Array.from({ length: 10_000 }, String) })).toHaveLength(32)
})

test('the names of .NET are those of JSON', () => {
  expect(['OwnerEmail', 'URL', 'EMail', 'first_name'].map(camel)).toEqual([
    ...['ownerEmail', 'url', 'eMail', 'first_name'],
  ])
})
