import { validateEmail } from 'holdfast/validate'
import { describe, expect, test } from 'vitest'

const at = (local: number, domain: string) => `${'a'.repeat(local)}@${domain}`
/** A domain of that many characters, in labels that are short enough. */
const domain = (length: number) => `${'b'.repeat(60)}.`.repeat(4).slice(0, length - 4) + '.com'

describe('an address is one to which mail can be sent', () => {
  test.each([
    'ada@example.com',
    'ada.lovelace+tag@mail.example.co.uk',
    "o'hara@example.com",
    '"ada lovelace"@example.com',
    'müller@example.com',
    '用户@例え.jp',
    'ada@xn--bcher-kva.example',
    'ada@bücher.example',
    at(64, 'example.com'),
    at(50, domain(203)),
  ])('%s', (address) => expect(validateEmail(address)).toBe(true))
})

describe('nothing else is', () => {
  test.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'ada@@example.com',
    'ada..l@example.com',
    '.ada@example.com',
    'ada.@example.com',
    'ada@-example.com',
    'ada@exam_ple.com',
    'ada@example.123',
    'ada@[127.0.0.1]',
    'ada@127.0.0.1',
    'Ada <ada@example.com>',
    ' ada@example.com',
    'ada@example.com ',
    'ada@example.com\n',
    'a da@example.com',
    '😀@example.com',
    at(65, 'example.com'),
    at(51, domain(204)),
    at(1, 'example.com').padStart(100_000, 'a'),
  ])('%j', (address) => expect(validateEmail(address)).toBe(false))

  test('not even a quoted one that would begin a new line in a header', () => {
    expect(validateEmail('"a\r\nBcc: eve"@example.com')).toBe(false)
  })

  test.each([0x00, 0x7f, 0xa0, 0x200b, 0x202e, 0x2028, 0xfeff, 0xd800])(
    'with the character %d in it',
    (code) => {
      expect(validateEmail(`a${String.fromCharCode(code)}da@example.com`)).toBe(false)
      expect(validateEmail(`"a${String.fromCharCode(code)}da"@example.com`)).toBe(false)
    },
  )

  test('that is longer in octets than mail allows, though not in characters', () => {
    expect(validateEmail(`${'ü'.repeat(33)}@example.com`)).toBe(false)
    expect(validateEmail(`${'a'.repeat(30)}@${'ü'.repeat(50)}.${'ü'.repeat(55)}.example`)).toBe(
      true,
    )
    expect(validateEmail(`${'a'.repeat(40)}@${'ü'.repeat(50)}.${'ü'.repeat(55)}.example`)).toBe(
      false,
    )
  })
})

test.each([undefined, null, 1, true, {}, [], ['ada@example.com'], Symbol('a'), () => 'a@b.co'])(
  'what is no text is no address: case %#',
  (value) => expect(validateEmail(value)).toBe(false),
)
