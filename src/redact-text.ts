/** What the masking of one text needs to know. */
export type TextRules = Readonly<{
  mask: string
  isSecret: (key: string) => boolean
  /** Further patterns, global each. */
  patterns: readonly RegExp[]
}>

/** Beyond this a text is not examined but left out whole: a log needs no novel. */
const longestText = 65_536

/** A mask can be the missing part of another pattern, so it is looked again until nothing changes. */
const mostPasses = 8

/** No name, number or URL in it: most texts of an event are one word and need no further look. */
const plainWord = /^[A-Za-z][A-Za-z_ -]{0,11}$/

/**
 * Masks what a text may give away, and keeps the rest readable.
 *
 * Every pattern is linear: a run of one class of characters is entered at its start only, by a
 * lookbehind or a literal, and whatever can fail after it is bounded.
 */
export function redactText(text: string, rules: TextRules): string {
  let clean = text
  for (let pass = 0; pass < mostPasses; pass++) {
    if (rules.patterns.length === 0 && plainWord.test(clean)) return clean
    if (clean.length > longestText) return `${rules.mask} (${text.length} characters)`
    const before = clean
    for (const [sign, step] of steps) if (sign.test(clean)) clean = step(clean, rules)
    for (const pattern of rules.patterns) clean = clean.replace(pattern, () => rules.mask)
    if (clean === before) return clean
  }
  return rules.mask
}

const privateKey =
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g
const jsonWebToken = /(?<![\w-])eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g
/** Keys by the prefix that their makers gave them, so that they can be found. */
const prefixed =
  /(?<![A-Za-z0-9])(?:[srp]k[-_]|whsec_|gh[opsur]_|github_pat_|glpat-|xox[abeprs]-|AKIA|ASIA|AIza|ya29\.|npm_|phx_|SG\.|shpat_|hf_)[\w.-]{10,}/g
const authorization = /\b(Bearer|Basic|bearer|basic)(\s{1,4})([\w.~+/=-]{8,})/g
const userInfo = /:\/\/[^\s/@"'<>?#]{1,256}@/g
const cookies = /\b((?:set-)?cookies?["']?\s{0,4}[:=]\s{0,4})(?!\s)([^\r\n"']+)/gi
const query = /([?&#](?:amp;)?[^\s?&#=/"'<>]{1,256}=)[^\s&#"'<>]*/g
const nameAndSign = /(?<![\w.-])([\w.-]{1,64})\\{0,3}["']?\s{0,4}(?:[:=]|%3[ADad])\s{0,4}/g
/** In escaped quotes (JSON within JSON), in quotes, or up to a sign that ends it. */
const valueAfterSign =
  /(\\{1,3}(["']))(?:(?!\\{0,3}\2)[^])*|(["'])(?:(?!\3)[^\\]|\\[^])*|(?!\/\/)[^\s"'\\,;&)}]+/y
const longValue = /([:=]\s{0,2}\\{0,3}["']?)([\w+/-]{32,}={0,2})/g
const path = /(?<![^\s"'(=:/?#])\/{1,3}[^\s"'<>?#]+/g
const email =
  /[\p{L}\p{N}_.+'-]{1,64}(?:@|%40)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,6}\.\p{L}{2,24}/gu
/** An UUID or a hash, or a row of digits: in the ids of traces a card turns up by chance. */
const digits =
  /\b(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{16}|[\da-f]{32}|[\da-f]{40}|[\da-f]{64})\b|(?<!\d)\d(?:[ -]?\d){12,}/gi

/** What each pattern cannot do without, so that most texts are spared most patterns. */
type Step = readonly [sign: RegExp, clean: (text: string, rules: TextRules) => string]

/** In this order: the surest first, so that a later one sees the mask and not half of a secret. */
const steps: readonly Step[] = [
  [/PRIVATE KEY/, (text, { mask }) => text.replace(privateKey, () => mask)],
  [/eyJ/, (text, { mask }) => text.replace(jsonWebToken, () => mask)],
  [/[-_.]|A[KSI]/, (text, { mask }) => text.replace(prefixed, () => mask)],
  [
    /earer|asic/,
    (text, { mask }) =>
      text.replace(authorization, (all: string, scheme: string, gap: string, value: string) =>
        value.length >= 16 || /[\dA-Z=]/.test(value) ? scheme + gap + mask : all,
      ),
  ],
  [/@/, (text, { mask }) => text.replace(userInfo, () => `://${mask}@`)],
  [/ookie/i, (text, { mask }) => text.replace(cookies, (_, name: string) => name + mask)],
  [/[:=]|%3[ADad]/, named],
  [/=/, (text, { mask }) => text.replace(query, (_, name: string) => name + mask)],
  [
    /[:=]/,
    (text, { mask }) =>
      text.replace(longValue, (all: string, start: string, value: string, at: number) =>
        isOpaque(value) && !isIdentifier(text.slice(Math.max(0, at - 40), at)) ? start + mask : all,
      ),
  ],
  [/\//, (text, rules) => text.replace(path, (each) => cleanPath(each, rules))],
  [/@|%40/, (text, { mask }) => text.replace(email, () => mask)],
  [
    /\d/,
    (text, { mask }) =>
      text.replace(digits, (run) => (/[a-f]/i.test(run) ? run : cleanDigits(run, mask))),
  ],
]

/** `password: x`, `"api_key":"x"`, `token%3Dx`: the name decides. */
function named(text: string, { mask, isSecret }: TextRules): string {
  let [clean, copied] = ['', 0]
  nameAndSign.lastIndex = 0
  for (let found = nameAndSign.exec(text); found; found = nameAndSign.exec(text)) {
    // What stands after a harmless name is looked at as well: `error:token=x`.
    if (!isSecret(found[1] ?? '')) continue
    valueAfterSign.lastIndex = nameAndSign.lastIndex
    const value = valueAfterSign.exec(text)
    if (!value) continue
    clean += text.slice(copied, value.index) + (value[1] ?? value[3] ?? '') + mask
    copied = nameAndSign.lastIndex = valueAfterSign.lastIndex
  }
  return clean + text.slice(copied)
}

/** Letters and digits mixed, as no word has them; an UUID is an id and no secret. */
const isOpaque = (text: string): boolean =>
  /\d/.test(text) &&
  /[A-Za-z]/.test(text) &&
  !/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)

/** What is long and public by nature: ids, hashes, versions. */
const isIdentifier = (before: string): boolean =>
  /(?:id|hash|sha\d*|digest|release|version|etag|integrity)["'\\]{0,4}$/i.test(before)

/** A long opaque segment is a magic link or somebody's id; a path to a file is left as it is. */
function cleanPath(text: string, { mask }: TextRules): string {
  if (/\.[A-Za-z]{1,5}(?::\d{1,7}){0,2}[),]?$/.test(text.slice(-24))) return text
  return text.replace(/(?<=\/)[\w%~-]{20,}(?=\/|$)/g, (segment) =>
    /\d/.test(segment) && /[A-Za-z]/.test(segment) ? mask : segment,
  )
}

/** Masks card numbers among groups of digits: 13 to 19 in whole groups, a card's first, Luhn. */
function cleanDigits(run: string, mask: string): string {
  const groups = [...run.matchAll(/\d+/g)]
  let [clean, copied] = ['', 0]
  for (let first = 0; first < groups.length; first++) {
    if (!/^[2-6]/.test(groups[first]?.[0] ?? '')) continue
    let [number, last] = ['', first]
    for (; last < groups.length && number.length < 13; last++) number += groups[last]?.[0] ?? ''
    for (; number.length <= 19; last++) {
      const end = groups[last - 1]
      if (end && isCard(number)) {
        clean += run.slice(copied, groups[first]?.index) + mask
        copied = end.index + end[0].length
        first = last - 1
        break
      }
      if (last >= groups.length) break
      number += groups[last]?.[0] ?? ''
    }
  }
  return clean + run.slice(copied)
}

/** A card number: 13 to 19 digits, the first of a card network, the last by Luhn (ISO/IEC 7812-1). */
export function isCard(number: string): boolean {
  if (!/^[2-6]\d{12,18}$/.test(number)) return false
  let sum = 0
  for (let index = 0; index < number.length; index++) {
    const digit = Number(number[number.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
