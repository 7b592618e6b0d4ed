import type { StandardSchemaV1 } from '@standard-schema/spec'
import { ConfigError, createClient } from 'holdfast'
import { emailSchema, passwordSchema } from 'holdfast/validate'
import { expect, expectTypeOf, test } from 'vitest'
import { json, scriptedFetch } from '../../src/testing/index.ts'

const judge = (schema: StandardSchemaV1, value: unknown) => schema['~standard'].validate(value)

test('the email schema passes an address on as it is', () => {
  expect(judge(emailSchema, 'ada@example.com')).toEqual({ value: 'ada@example.com' })
  expect(judge(emailSchema, 'ada')).toEqual({ issues: [{ message: 'not an email address' }] })
  expect(judge(emailSchema, 7)).toEqual({ issues: [{ message: 'not a text' }] })
})

test('the password schema tells each problem and never the password', () => {
  expect(judge(passwordSchema(), 'Passw0rd!')).toEqual({ value: 'Passw0rd!' })
  const messages = (value: string, rules = {}) => {
    const { issues } = judge(passwordSchema(rules), value) as StandardSchemaV1.FailureResult
    return issues.map(({ message }) => message)
  }
  expect(messages('')).toEqual([
    'fewer than 8 characters',
    'no lower-case letter',
    'no upper-case letter',
    'no digit',
    'no symbol',
  ])
  expect(messages('tamarind', { maxLength: 7, minLength: 1, require: [] })).toEqual([
    'more than 7 characters',
  ])
})

test('rules that are not legal are refused when the schema is made', () => {
  expect(() => passwordSchema({ minLength: 0 })).toThrow(ConfigError)
})

test('a schema is a Standard Schema of a string', () => {
  expectTypeOf(emailSchema).toExtend<StandardSchemaV1<string, string>>()
  expectTypeOf<StandardSchemaV1.InferOutput<typeof emailSchema>>().toEqualTypeOf<string>()
})

test('a client takes it', async () => {
  const fetch = scriptedFetch(json('ada@example.com'))
  const client = createClient({ baseUrl: 'https://api.test/', fetch })
  expect(await client.get('me/email').json(emailSchema)).toBe('ada@example.com')
  client.close()
})
