import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyMember, redactNamed, schemes } from '../src/redact-named.ts'
import { redact } from '../src/redact.ts'
import { always } from './property.ts'
import { harmless } from './secrets.ts'

const names = fc.constantFrom(
  ...['password', 'api_key', 'clientSecret', 'authorization', 'set-cookie', 'X-Auth-Token'],
  ...['credentials', 'secrets', 'session-id', 'user.pin', 'Proxy-Authorization', 'csrf'],
)
/** Parts that no word of a wrapper has, so that each can be found wherever it is left. */
const parts = fc.array(fc.stringMatching(/^zq[a-z\d]{5,9}$/), { minLength: 1, maxLength: 3 })
const within = (signs: readonly string[]) => fc.constantFrom(...signs)
const inQuotes = within([
  ' ',
  ', ',
  '; ',
  '\n',
  '"',
  "'s ",
  '\\',
  '\\"',
  ']',
  '}',
  ': ',
  '=',
  '&',
  '`',
])
const inLine = within([' ', ',', ')', '}x', "'s", '\\', ':', '=', '"x', '/', '.', '|', '!'])
const inWord = within([',', ')x', "'x", '\\', ':', '=', '/', '.', '|', '!', '"x', '+', '%20'])

const shapes: readonly ((value: string) => unknown)[] = [
  (value) => value,
  (value) => [value],
  (value) => ({ a: value, b: 1 }),
  (value) => ['x', { a: [null, value] }],
  (value) => ({ a: { b: { c: value } } }),
  (value) => [['k', value]],
]
const structure = fc
  .tuple(names, parts, inQuotes, fc.constantFrom(...shapes), fc.nat(3))
  .map(([name, some, sign, shape, layers]) => ({
    name,
    some,
    value: shape(some.join(sign)),
    layers,
  }))

const forms: readonly ((name: string, value: unknown) => string)[] = [
  (name, value) => JSON.stringify({ a: 1, [name]: value, b: 'x' }),
  (name, value) => JSON.stringify({ [name]: value, b: 'x' }, null, 2),
  (name, value) => JSON.stringify([[name, value]]),
  (name, value) => JSON.stringify({ headers: [{ name, value }] }),
  (name, value) => JSON.stringify({ attributes: [{ key: name, value: { stringValue: value } }] }),
  (name, value) => inspect({ a: 1, [name]: value, b: 'x' }, { depth: 9 }),
  (name, value) => inspect(new Map([[name, value]]), { depth: 9 }),
  (name, value) => inspect([[name, value]], { depth: 9 }),
  (name, value) => inspect({ [name]: new Map([['k', value]]) }, { depth: 9 }),
  (name, value) =>
    inspect({ [name]: Object.assign(Object.create(null) as object, { k: value }) }, { depth: 9 }),
  (name, value) => `${name} = ${JSON.stringify(value)}`,
]

const left = (text: string, some: readonly string[]): readonly string[] =>
  some.filter((part) => redact(text).includes(part))

test('nothing is left of any value under a secret name, in any layer of JSON', () => {
  always(
    fc.property(structure, fc.constantFrom(...forms), ({ name, some, value, layers }, form) => {
      let text = `failed: ${form(name, value)} for ada`
      for (let layer = 0; layer < layers; layer++) text = JSON.stringify({ text, a: 'x' })
      expect(left(text, some), text).toEqual([])
    }),
    4_000,
  )
})

const quotes = [
  ...['""', "''", '``', '“”', '„“', '«»', '»«', '‘’', '‚‘', '‹›'].map((each) => each.split('')),
  ...['"""', '""', "'''", '&quot;', '&#39;', '&#x27;', '%22', '%2522', '\\u0022'].map((each) => [
    each,
    each,
  ]),
] as [string, string][]

test('nor in quotes of any kind', () => {
  const signs = within([' ', ', ', '; ', '\n', ']', ': ', '=', 'ä '])
  always(
    fc.property(
      names,
      parts,
      signs,
      fc.constantFrom(...quotes),
      (name, some, sign, [open, close]) => {
        for (const text of [
          `${name}: ${open}${some.join(sign)}${close}, next`,
          `${name}=${open}${some.join(sign)}${close} next`,
          `{${open}${name}${close}:${open}${some.join(sign)}${close},${open}a${close}:1}`,
        ]) {
          expect(left(text, some), text).toEqual([])
        }
      },
    ),
    2_000,
  )
})

test('nor without quotes: a line after a space, a word after a sign, a header whatever its scheme', () => {
  const line = fc.tuple(names, parts, inLine).map(([name, some, sign]) => ({
    some,
    text: `login failed, ${name}: ${some.join(sign)}`,
  }))
  const word = fc
    .tuple(names, parts, inWord, fc.constantFrom('=', ':', '=>', ']=', '%5D=', '%3D', ':='))
    .map(([name, some, sign, equals]) => ({ some, text: `x ${name}${equals}${some.join(sign)} y` }))
  const anyScheme = fc.constantFrom(...schemes.split('|'), 'Digest', 'AWS4-HMAC-SHA256', 'Own-1')
  const header = fc.tuple(anyScheme, parts, fc.boolean()).map(([scheme, some, quoted]) => {
    const value = quoted ? some.map((part) => `k="${part}"`).join(', ') : some.join(', k=')
    return { some, text: `> Authorization: ${scheme} ${value}\n> Host: api.test` }
  })
  const cookie = parts.map((some) => ({ some, text: `curl -b 'Cookie: a=${some.join('; b=')}' x` }))
  const others = fc.tuple(names, parts).map(([name, some]) => ({
    some,
    text: [
      `<${name.replace('.', '-')}>${some.join(' ')}</${name.replace('.', '-')}>`,
      `<input name="${name}" type=hidden value="${some.join(' ')}">`.replace(' type=hidden', ''),
      `form-data; name="${name}"\r\n\r\n${some.join('-')}\r\n--x`,
    ].join('\n'),
  }))
  always(
    fc.property(fc.oneof(line, word, header, cookie, others), ({ some, text }) => {
      expect(left(text, some), text).toEqual([])
    }),
    4_000,
  )
})

test.each([
  ['Authorization: Token 9944b09199c6\nHost: a', 'Authorization: [redacted]\nHost: a'],
  ['"Authorization: Digest a=\\"b\\", c=\\"d\\"" sent', '"Authorization: [redacted]" sent'],
  ['{"set-cookie":["sid=abc; Path=/"],"a":1}', '{"set-cookie":[redacted],"a":1}'],
  ["{ cookie: [ 'sid=abc' ], a: 1 }", '{ cookie: [redacted], a: 1 }'],
  ['{"secrets":{"a":"b"},"c":2}', '{"secrets":[redacted],"c":2}'],
  ['password: correct horse, user: ada', 'password: [redacted], user: ada'],
  ['password=correct horse=1', 'password=[redacted] horse=1'],
  ['token: abc attempts: 3', 'token: [redacted] attempts: 3'],
  ["password='it''s x' next", "password='[redacted]' next"],
  ['{"password":"a\\\\","b":"c"}', '{"password":"[redacted]","b":"c"}'],
  ['API key: abc, key: def', 'API key: [redacted], key: def'],
  ['[["password","x"],["b","c"]]', '[["password","[redacted]"],["b","c"]]'],
  ["Map(1) { 'password' => 'x' }", "Map(1) { 'password' => '[redacted]' }"],
  ['{"kty":"EC","crv":"P-256","d":"abc"}', '{"kty":"EC","crv":"P-256","d":"[redacted]"}'],
  ['secrets:\n  a: b\n  c: d\nnext: e', 'secrets:\n  [redacted]\nnext: e'],
])('it ends where the value ends: %s', (text, clean) => {
  expect(redact(text)).toBe(clean)
})

test.each(harmless)('what has no secret name stays: %s', (text) => {
  expect(redactNamed(text, '*', () => false)).toBe(text)
  expect(redact(text)).toBe(text)
})

test('of a JSON Web Key the private members are known', () => {
  const all = ['kty', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'x', 'y', 'crv', 'kid']
  expect(all.filter((each) => keyMember.test(each)).join(' ')).toBe('d p q dp dq qi oth k')
})
