import { createClient, fieldErrors } from 'holdfast'
import { expect, test } from 'vitest'
import { json, scriptedFetch } from '../../src/testing/index.ts'
import { outcomeOf } from '../harness.ts'

async function failure(body: unknown): Promise<unknown> {
  const wire = scriptedFetch(json(body, 422, { 'content-type': 'application/problem+json' }))
  const client = createClient({ fetch: wire, baseUrl: 'https://api.test/' })
  return (await outcomeOf(client.post('x', { json: {} }))).error
}

test('sorts messages by field, by name or by JSON pointer', async () => {
  const error = await failure({
    errors: [
      { field: 'name', message: 'is too short' },
      { field: 'name', message: 'is taken' },
      { pointer: '#/owner/email', detail: 'is no address' },
      { pointer: '/a~1b/0', message: 'is odd' },
      { message: 'Come back tomorrow' },
      { field: 'ignored' },
      'nonsense',
    ],
  })
  expect(fieldErrors(error)).toEqual({
    fields: {
      name: ['is too short', 'is taken'],
      'owner.email': ['is no address'],
      'a/b.0': ['is odd'],
    },
    form: ['Come back tomorrow'],
  })
})

test('never fails in silence', async () => {
  expect(
    fieldErrors(await failure({ detail: 'The book is closed', title: 'Closed' })).form,
  ).toEqual(['The book is closed'])
  expect(fieldErrors(await failure({ errors: 'nonsense', title: 'Closed' })).form).toEqual([
    'Closed',
  ])
  expect(fieldErrors(new Error('the wire broke'))).toEqual({ fields: {}, form: ['the wire broke'] })
  expect(fieldErrors('odd').form).toEqual(['odd'])
})

test('no error, no messages', () => {
  expect(fieldErrors(undefined)).toEqual({ fields: {}, form: [] })
  expect(fieldErrors(null)).toEqual({ fields: {}, form: [] })
})

test('a field named like a member of every object is a field like any other', async () => {
  const error = await failure({
    errors: [
      { field: '__proto__', message: 'a' },
      { field: 'toString', message: 'b' },
    ],
  })
  const { fields } = fieldErrors(error)
  expect(Object.keys(fields)).toEqual(['__proto__', 'toString'])
})
