import { createClient, fieldErrors, ValidationError } from 'holdfast'
import { expect, test } from 'vitest'
import { broken, json, scriptedFetch } from '../../src/testing/index.ts'
import { cutShort } from '../../src/client/error-entries.ts'
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
      'Nothing is right',
      7,
    ],
  })
  expect(fieldErrors(error)).toEqual({
    fields: {
      name: ['is too short', 'is taken'],
      'owner.email': ['is no address'],
      'a/b.0': ['is odd'],
    },
    form: ['Come back tomorrow', 'Nothing is right'],
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

test('reads plain JSON as well, for servers that know no problem details', async () => {
  const detail = [{ loc: ['body', 'email'], msg: 'Field required' }]
  const client = createClient({
    fetch: scriptedFetch(json({ detail }, 422)),
    baseUrl: 'https://api.test/',
  })
  const { error } = await outcomeOf(client.post('x', { json: {} }))
  expect(error).toMatchObject({ code: 'HTTP' })
  expect(fieldErrors(error)).toEqual({ fields: { email: ['Field required'] }, form: [] })
})

test("gives the issues of a schema, whose library may wrap a path's steps", () => {
  const issues = [
    { message: 'is too short', path: ['items', 0, { key: 'name' }] },
    { message: 'does not add up' },
  ]
  expect(fieldErrors(new ValidationError('request', issues, {}))).toEqual({
    fields: { 'items.0.name': ['is too short'] },
    form: ['does not add up'],
  })
})

test('says the same thing of a field once', async () => {
  const errors = [
    { field: 'name', message: 'is taken' },
    { pointer: '/name', message: 'is taken' },
  ]
  expect(fieldErrors(await failure({ errors })).fields).toEqual({ name: ['is taken'] })
})

test('an answer that does not fit its schema is nothing that the user typed', () => {
  const issues = [{ message: 'expected string, received number', path: ['name'] }]
  const { fields, form } = fieldErrors(new ValidationError('response', issues, {}))
  expect(fields).toEqual({})
  expect(form.join()).toMatch(/does not understand/)
})

test('an outage is told in words for people', async () => {
  const wire = scriptedFetch(broken)
  const client = createClient({ fetch: wire, baseUrl: 'https://api.test/', retry: false })
  const { error } = await outcomeOf(client.post('x', { json: {} }))
  expect(fieldErrors(error).form).toEqual([
    'The service could not be reached. The service or your connection may be down. Try again in a moment.',
  ])
})

test('an object that is no error has no words of its own', () => {
  expect(fieldErrors({ secret: 1 }).form).toEqual(['The form could not be sent'])
})

test.each(['application/json', 'application/problem+json'])(
  'a refusal in %s speaks for itself, a failure of the server does not',
  async (type) => {
    const answer = async (status: number) => {
      const body = { detail: 'The book is closed' }
      const wire = scriptedFetch(json(body, status, { 'content-type': type }))
      const client = createClient({ fetch: wire, baseUrl: 'https://api.test/', retry: false })
      return fieldErrors((await outcomeOf(client.post('x', { json: {} }))).error).form
    }
    expect(await answer(409)).toEqual(['The book is closed'])
    expect(await answer(500)).toEqual([
      'The service has a problem of its own. Try again in a moment.',
    ])
  },
)

test.each<[from: string, body: unknown, words: string]>([
  ['Stripe, Google', { error: { message: 'Your card was declined.' } }, 'Your card was declined.'],
  ['Rails', { errors: "Email can't be blank" }, "Email can't be blank"],
  ['OAuth', { error: 'invalid_grant', error_description: 'No such code.' }, 'No such code.'],
  ['Express', { error: 'This name is taken' }, 'This name is taken'],
  ['NestJS', { message: 'This name is taken', error: 'Conflict' }, 'This name is taken'],
])("a refusal has the server's own words: %s", async (_from, body, words) => {
  const wire = scriptedFetch(json(body, 409))
  const client = createClient({ fetch: wire, baseUrl: 'https://api.test/' })
  const { error } = await outcomeOf(client.post('x', { json: {} }))
  expect(fieldErrors(error)).toEqual({ fields: {}, form: [words] })
})

test('a code is no word for people', async () => {
  for (const body of [{ error: 'Bad Request' }, { error: 'invalid_grant' }, 'text', 7, null]) {
    const client = createClient({
      fetch: scriptedFetch(json(body, 400)),
      baseUrl: 'https://a.test/',
    })
    const { error } = await outcomeOf(client.post('x', { json: {} }))
    expect(fieldErrors(error).form).toEqual([
      'The service refused the request. Check what you entered.',
    ])
  }
})

test('what a refusal says of its fields alone is read from 400 and 422', async () => {
  const read = async (status: number) => {
    const wire = scriptedFetch(json({ email: ['bad'] }, status))
    const client = createClient({ fetch: wire, baseUrl: 'https://api.test/' })
    return fieldErrors((await outcomeOf(client.post('x', { json: {} }))).error).fields
  }
  expect([await read(400), await read(422), await read(409)]).toEqual([
    ...[{ email: ['bad'] }, { email: ['bad'] }, {}],
  ])
})

test('more issues than a form can show are cut, and told so', () => {
  const issues = Array.from({ length: 1_001 }, (_, index) => ({
    message: `m${index}`,
    path: ['a'],
  }))
  expect(fieldErrors(new ValidationError('request', issues, {})).form).toEqual([cutShort.message])
})
