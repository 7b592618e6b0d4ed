import { ConfigError } from 'holdfast'
import { passwordProblems, type PasswordRules, validatePassword } from 'holdfast/validate'
import { describe, expect, test } from 'vitest'

const reasons = (value: unknown, rules?: PasswordRules) =>
  passwordProblems(value, rules).map(({ reason }) => reason)

describe('by default a password', () => {
  test('passes with 8 characters of all four kinds', () => {
    expect(validatePassword('Passw0rd!')).toBe(true)
    expect(validatePassword('Aa1 aaaa')).toBe(true)
    expect(passwordProblems('Passw0rd!')).toEqual([])
  })

  test.each([
    ['Pw0rd!a', ['too-short']],
    ['PASSW0RD!', ['no-lower']],
    ['passw0rd!', ['no-upper']],
    ['Password!', ['no-digit']],
    ['Passw0rdd', ['no-symbol']],
    [`Aa1!${'a'.repeat(124)}`, []],
    [`Aa1!${'a'.repeat(125)}`, ['too-long']],
    ['', ['too-short', 'no-lower', 'no-upper', 'no-digit', 'no-symbol']],
  ])('%j has the problems %j', (value, found) => {
    expect(reasons(value)).toEqual(found)
    expect(validatePassword(value)).toBe(found.length === 0)
  })

  test('may be of any script', () => {
    expect(validatePassword('Пароль٣٣-')).toBe(true)
  })

  test.each([undefined, null, 12345678, ['Passw0rd!'], {}])('is a text, not %j', (value) => {
    expect(validatePassword(value)).toBe(false)
  })
})

test('a character is a code point', () => {
  const rules: PasswordRules = { minLength: 4, maxLength: 5, require: [] }
  expect(reasons('😀😀😀', rules)).toEqual(['too-short'])
  expect(reasons('😀😀😀😀😀', rules)).toEqual([])
  expect(reasons('😀😀😀😀😀😀', rules)).toEqual(['too-long'])
  expect(reasons('a'.repeat(5_000_000), rules)).toEqual(['too-long'])
})

test('a problem carries what its words need', () => {
  expect(passwordProblems('', { minLength: 15, require: [] })).toEqual([
    { reason: 'too-short', minLength: 15 },
  ])
  expect(passwordProblems('aaaa', { minLength: 1, maxLength: 3, require: [] })).toEqual([
    { reason: 'too-long', maxLength: 3 },
  ])
})

test('only the kinds that are required are looked for', () => {
  expect(reasons('correct horse battery', { require: [] })).toEqual([])
  expect(reasons('correct horse', { require: ['digit', 'upper'] })).toEqual([
    'no-upper',
    'no-digit',
  ])
})

test('a long minimum moves the default maximum', () => {
  expect(reasons('a'.repeat(200), { minLength: 200, require: [] })).toEqual([])
})

describe('rules that cannot be met are refused', () => {
  test.each([
    [{ minLength: 0 }, 'minLength is 0: it must be a whole number from 1 to 1024'],
    [{ minLength: 8.5 }, 'minLength is 8.5'],
    [{ maxLength: 2000 }, 'maxLength is 2000: it must be a whole number from 1 to 1024'],
    [
      { minLength: 20, maxLength: 10 },
      'maxLength is 10: it must be a whole number from 20 to 1024',
    ],
    [{ require: ['emoji'] }, 'require is "emoji": it must be lower or upper or digit or symbol'],
    [{ require: 'digit' }, 'require is "digit": it must be an array of strings'],
    [{ minlength: 9 }, 'minlength is unknown'],
    [null, 'options is null'],
  ])('%j', (rules, message) => {
    const check = () => validatePassword('Passw0rd!', rules as never)
    expect(check).toThrow(ConfigError)
    expect(check).toThrow(message)
  })
})
