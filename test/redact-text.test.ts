import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCard, redactText, type TextRules } from '../src/redact-text.ts'
import { redact } from '../src/redact.ts'
import { always } from './property.ts'
import { leaks, texts } from './secrets.ts'

test.each(texts)('nothing secret is left of: %s', (text) => {
  expect(leaks(text)).not.toEqual([])
  expect(leaks(redact(text))).toEqual([])
})

test.each([
  [
    'GET https://u:p@api.test/a?token=abc&q=John%20Smith#access_token=zzz failed',
    'GET https://[redacted]@api.test/a?token=[redacted]&q=[redacted]#access_token=[redacted] failed',
  ],
  ['{"password":"hun,ter \\"2","a":"b"}', '{"password":"[redacted]","a":"b"}'],
  ['{\\"password\\":\\"hunter2\\",\\"a\\":1}', '{\\"password\\":\\"[redacted]\\",\\"a\\":1}'],
  ['error:token=abc, a=password=b', 'error:token=[redacted], a=password=[redacted]'],
  ['Bearer abc.def-123456 was refused', 'Bearer [redacted] was refused'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nend', '[redacted]\nend'],
  ['2222 4111 1111 1111 1111 3', '2222 [redacted] 3'],
])('the names and the rest can be read: %s', (text, clean) => {
  expect(redact(text)).toBe(clean)
})

test.each([
  'GET api.test/users/:id answered 503',
  'https://app.test/assets/index-Bd93kq0LmNpQrStUvWxYz12.js:10:20',
  'Basic authentication failed',
  'react@19.3.1 and logo v1.2',
  'started at 1700000000000, order 4111111111111112, 20260101-0000',
  'trace_id=0123456789abcdef0123456789abcdef',
  'trace a4111111111111111b0123456789abcd, span a411111111111111, id 41111111-1111-1111-a123-000000000000',
  'request 9b2f3c1e-8c4d-4f6a-9b1e-2d3c4b5a6978',
  'maxTokens: 5, tokens=10',
  'a & b = c, x > y ? 1 : 2',
])('what is no secret stays: %s', (text) => {
  expect(redact(text)).toBe(text)
})

const opaque = fc.stringMatching(/^[A-Z][a-z]\d[A-Z][\w-]{18,40}[a-z\d]$/)

test('an opaque segment of a path goes, wherever it ends and whatever is around it', () => {
  const start = fc.constantFrom(
    'https://app.test/reset/',
    '/reset/',
    'app.test/reset/',
    '(/a/',
    '`/a/',
  )
  const escaped = fc.constantFrom(
    'https:\\/\\/app.test\\/reset\\/',
    '%2Freset%2F',
    '</reset/',
    '[/reset/',
  )
  const end = fc.constantFrom(
    '',
    '.',
    ',',
    ')',
    ';',
    ':',
    '!',
    '?',
    '`',
    '|',
    ']',
    '.json',
    '/',
    '/edit',
    '\\/a',
    '/main.js:1:2',
  )
  always(
    fc.property(fc.oneof(start, escaped), opaque, end, (before, segment, after) => {
      for (const text of [before + segment + after, `x ${before}${segment}${after} y`]) {
        expect(redact(text)).not.toContain(segment.slice(0, 8))
        expect(redact(text)).not.toContain(segment.slice(-8))
      }
    }),
    2_000,
  )
})

test('every value of a query and a fragment goes, the names stay', () => {
  const value = fc.stringMatching(/^zq[a-z\d]{6}[\w.~!$()*+,;:@/?'%-]{0,9}[a-z]$/)
  const name = fc.constantFrom('q', 'a[b]', 'a/b', 'x'.repeat(300), 'utm_source')
  const sign = fc.constantFrom('?', '&', '#', '?a=1&amp;')
  always(
    fc.property(sign, name, value, (before, own, secret) => {
      const clean = redact(`GET https://api.test/${before}${own}=${secret}&b=2 failed`)
      expect(clean).not.toContain(secret.slice(0, 8))
      expect(clean).toContain(' failed')
      expect(redact(`https://api.test/a?b=${encodeURIComponent(`/c?d=${secret}`)}`)).not.toContain(
        'zq',
      )
    }),
    2_000,
  )
  expect(redact('next%3Fq%3Dtyped%26page%3D2')).not.toContain('typed')
  expect(redact('https://a.test/verify?Zx81kQw7Lm29TrB5')).toBe('https://a.test/verify?[redacted]')
  expect(redact('https://a.test/#Zx81kQw7Lm29TrB5 x')).toBe('https://a.test/#[redacted] x')
})

test('a card is found whatever stands between its digits', () => {
  const cards = [
    '4111 1111 1111 1111',
    '3782 822463 10005',
    '6304 1234 5678 9012 347',
    '5555 5555 5555 4444',
  ]
  const signs = [
    '',
    ' ',
    '-',
    '.',
    '_',
    '/',
    ',',
    ', ',
    '  ',
    ' - ',
    '\u00a0',
    '\u2009',
    '\u2013',
    '\n',
    '\\n',
    '\\u00a0',
    '%20',
    '+',
    '&nbsp;',
    '*',
    '|',
    '\t',
  ]
  const between = fc.constantFrom(...signs)
  always(
    fc.property(fc.constantFrom(...cards), between, fc.boolean(), (card, sign, single) => {
      const groups = single ? card.replaceAll(' ', '').split('') : card.split(' ')
      const text = `paid with ${groups.join(sign)}, twice`
      expect(redact(text)).toBe('paid with [redacted], twice')
    }),
  )
})

test.each([
  ...['RSA', 'EC', 'DSA', 'OPENSSH', 'ENCRYPTED', 'ANY'].map(
    (kind) => `-----BEGIN ${kind} PRIVATE KEY-----`,
  ),
  ...['-----BEGIN PRIVATE KEY-----', '-----BEGIN PGP PRIVATE KEY BLOCK-----'],
  '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----',
])('a private key goes whole: %s', (begin) => {
  const end = begin.replace('BEGIN', 'END')
  for (const line of ['\n', '\r\n', '\\n', ' ']) {
    const key = [begin, 'Proc-Type: 4,ENCRYPTED', 'MIIEzq', 'zqAB==', end].join(line)
    expect(redact(`cert: -----BEGIN CERTIFICATE-----, ${key} after`)).toMatch(
      /BEGIN CERTIFICATE-----, \[redacted\] after$/,
    )
    expect(redact(JSON.stringify({ key, a: 1 }))).toBe('{"key":"[redacted]","a":1}')
    expect(redact(key.slice(0, -30))).not.toContain('zq')
  }
})

test('so does the private part of a key of PuTTY', () => {
  const key = 'Public-Lines: 1\nAAAA\nPrivate-Lines: 1\nzqzq\nPrivate-MAC: zqzq'
  expect(redact(key)).toBe(
    'Public-Lines: 1\nAAAA\nPrivate-Lines: [redacted]\nPrivate-MAC: [redacted]',
  )
})

test('a card has a network, 13 to 19 digits and a right last one', () => {
  expect(['4111111111111111', '378282246310005', '5500000000000004'].map(isCard)).not.toContain(
    false,
  )
  const wrong = ['4111111111111112', '1700000000000', '411111111111', '9111111111111111', '4x']
  expect(wrong.map(isCard)).not.toContain(true)
})

test('a text of a novel is named, not examined', () => {
  expect(redact(`x ${'y'.repeat(70_000)}`)).toBe('[redacted] (70002 characters)')
})

/** Pieces of which every pattern is made, so that a random row of them comes near to each. */
const pieces = fc.constantFrom(
  ...texts,
  ...['eyJ', '-', '.', '@', '%40', 'a', '1', '4', ' ', '/', '?', '&', '=', ':', '"', "'", '\\'],
  ...['password', 'token=', 'Bearer ', 'cookie: ', 'sk-', '://', '#', '\n', '[redacted]', 'é', ';'],
  ...['-----BEGIN PRIVATE KEY-----', '4111', '%3D', ',', '(', ')', '}', '[', '{', '<', '`', '“'],
  ...[
    "['password', ",
    'value',
    '&quot;',
    '%22',
    '\\n',
    '%20',
    '"password":[',
    'kty',
    'Private-',
    '%2F',
  ],
)
const hostile = fc.array(pieces, { maxLength: 30 }).map((all) => all.join(''))

test('what is clean stays as it is', () => {
  always(
    fc.property(hostile, (text) => {
      const clean = redact(text)
      expect(redact(clean)).toBe(clean)
    }),
    3_000,
  )
})

test('the longest text is read through, whatever is in it', { timeout: 60_000 }, () => {
  const rules: TextRules = { mask: '*', isSecret: () => true, patterns: [] }
  // No clock is read: a quadratic pattern would need 4e9 steps for one of these and never come back.
  always(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 3 }), (some) => {
      const row = some.join('')
      const text = row.repeat(Math.ceil(64_000 / row.length)).slice(0, 64_000)
      expect(typeof redactText(text, rules)).toBe('string')
    }),
    100,
  )
})
