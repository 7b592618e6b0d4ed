import isEmail from 'validator/lib/isEmail.js'

const encoder = new TextEncoder()

/** Controls, invisible characters, halves of characters, and every space but the plain one. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}]|[^\S ]/u

/**
 * True for an address to which mail can be sent: `local@domain`, no display name, no comment.
 *
 * At most 254 octets in UTF-8, 64 of them before the `@`. The local part may be quoted, and may be
 * in any script (SMTPUTF8), short of emoji. The domain needs a dot and a top level that is no
 * number; it may be international, as typed or as `xn--`. No address literals (`[127.0.0.1]`), no
 * underscore in the domain, and no control, invisible or line-breaking character anywhere.
 *
 * Nothing is trimmed, and whether the mailbox exists only a mail can tell.
 *
 * @returns false for anything that is no string; never throws
 * @see RFC 5321 §4.1.2 and §4.5.3.1, RFC 5322 §3.4.1, RFC 6531 §3.3, RFC 3696 erratum 1690
 */
export function validateEmail(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 254 || unseen.test(value)) return false
  return encoder.encode(value).length <= 254 && isEmail(value)
}
