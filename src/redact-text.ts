import { redactNamed, schemes } from './redact-named.ts'

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

/** PEM, OpenSSH, PGP and SSH2; to the end of the text where its own end is missing. */
const privateKey =
  /-{4,5} ?BEGIN [\w .-]{0,40}PRIVATE KEY[^]*?(?:-{4,5} ?END [\w .-]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|$)/g
/** PuTTY's own form. */
const privateLines = /(Private-(?:Lines|MAC): ?)[^]*?(?=\n[A-Z][\w-]{0,40}:|$)/g
const jsonWebToken = /(?<![\w-])eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g
/** Keys by the prefix that their makers gave them, so that they can be found. */
const prefixed =
  /(?<![A-Za-z0-9])(?:[srp]k[-_]|whsec_|gh[opsur]_|github_pat_|glpat-|xox[abeprs]-|AKIA|ASIA|AIza|ya29\.|npm_|phx_|SG\.|shpat_|hf_)[\w.-]{10,}/g
const authorization = new RegExp(String.raw`\b(${schemes})(\s{1,4}|%20|\+)([\w.~+/=-]{8,})`, 'gi')
const userInfo = /:\/\/[^\s/@"'<>?#]{1,256}@/g
const query =
  /([?&#](?:amp;)?[^\s?&#="'<>]+=|%(?:25)*(?:3F|26|23)[\w.[\]-]{1,64}%(?:25)*3D)(?:[^\s&#"'<>]|'(?=[\w%]))*/g
/** No name and no sign: all of it is the value. */
const bareQuery = /(?<=\S)([?&#])([^\s?&#="'<>/]{12,})(?![^\s&#"'<>])/g
const longValue = /([:=]\s{0,2}\\{0,3}["']?)(?!\/\/)([\w+/-]{32,}={0,2})/g
/** `<password>x</password>` */
const element = /(<([\w:.-]{1,64})(?:\s[^<>]{0,256})?>)[^<]+(?=<\/\2>)/g
const path = /(?:\/|%2F)[^\s"'<>?#]{20,}/gi
const email =
  /[\p{L}\p{N}_.+'-]{1,64}(?:@|%40)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,6}\.\p{L}{2,24}/gu
/** An UUID or a hash, or a row of digits: in the ids of traces a card turns up by chance. */
const digits =
  /\b(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{16}|[\da-f]{32}|[\da-f]{40}|[\da-f]{64})\b|(?<!\d)\d(?:(?:[^A-Za-z\d%&\\]{0,3}|%20|&nbsp;|\\[nrt]|\\u[\da-f]{4})\d){12,}/gi

/** What each pattern cannot do without, so that most texts are spared most patterns. */
type Step = readonly [sign: RegExp, clean: (text: string, rules: TextRules) => string]

/** In this order: the surest first, so that a later one sees the mask and not half of a secret. */
const steps: readonly Step[] = [
  [/PRIVATE KEY/, (text, { mask }) => text.replace(privateKey, () => mask)],
  [/Private-/, (text, { mask }) => text.replace(privateLines, (_, name: string) => name + mask)],
  [/[:=,\n]|%/, (text, { mask, isSecret }) => redactNamed(text, mask, isSecret)],
  [/eyJ/, (text, { mask }) => text.replace(jsonWebToken, () => mask)],
  [/\/|%2F/i, (text, rules) => text.replace(path, (each) => cleanPath(each, rules))],
  [/[-_.]|A[KSI]/, (text, { mask }) => text.replace(prefixed, () => mask)],
  [
    /\s|%20|\+/,
    (text, { mask }) =>
      text.replace(authorization, (all: string, scheme: string, gap: string, value: string) =>
        /[\d=]/.test(value) ||
        (/^b[ae]/i.test(scheme) && (value.length >= 16 || /[A-Z]/.test(value)))
          ? scheme + gap + mask
          : all,
      ),
  ],
  [/@/, (text, { mask }) => text.replace(userInfo, () => `://${mask}@`)],
  [/=|3D/, (text, { mask }) => text.replace(query, (_, name: string) => name + mask)],
  [
    /[?&#]/,
    (text, { mask }) =>
      text.replace(bareQuery, (all: string, start: string, value: string) =>
        isOpaque(value, true) ? start + mask : all,
      ),
  ],
  [
    /[:=]/,
    (text, { mask }) =>
      text.replace(longValue, (all: string, start: string, value: string, at: number) =>
        isOpaque(value) && !isIdentifier(text.slice(Math.max(0, at - 40), at)) ? start + mask : all,
      ),
  ],
  [
    /<\//,
    (text, { mask, isSecret }) =>
      text.replace(element, (all: string, tag: string, name: string) =>
        isSecret(name) ? tag + mask : all,
      ),
  ],
  [/@|%40/, (text, { mask }) => text.replace(email, () => mask)],
  [
    /\d/,
    (text, { mask }) =>
      text.replace(digits, (run) => (/^[\d-]*[a-f]/i.test(run) ? run : cleanDigits(run, mask))),
  ],
]

/** Letters and digits mixed, as no word has them; an UUID is an id and no secret, save in a path. */
const isOpaque = (text: string, isPath = false): boolean =>
  /\d/.test(text) &&
  /[A-Za-z]/.test(text) &&
  (isPath || !/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text))

/** What is long and public by nature: ids, hashes, versions. */
const isIdentifier = (before: string): boolean =>
  /(?:id|hash|sha\d*|digest|release|version|etag|integrity)["'\\]{0,4}$/i.test(before)

/** A long opaque segment is a magic link or somebody's id; the name of a file is left as it is. */
function cleanPath(text: string, { mask }: TextRules): string {
  return text.replace(segment, (all: string, start: string, own: string, at: number) => {
    if (!isOpaque(own, true)) return all
    const isName =
      file.test(text.slice(-32)) && (slug.test(own) || !text.slice(at + all.length).includes('/'))
    return isName ? all : start + mask
  })
}

const segment = /(\/|%2F)([\w%~-]{20,})/gi
const slug = /^(?:[A-Z]?[a-z]*\d{0,4}(?:[_-]|$))+$/
const file =
  /\.(?:[cm]?[jt]sx?|css|map|vue|wasm|woff2?|png|jpe?g|gif|svg|webp|ico)(?::\d{1,7}){0,2}[^\w/]{0,3}$/

/** Masks card numbers among groups of digits: 13 to 19 in whole groups, a card's first, Luhn. */
function cleanDigits(run: string, mask: string): string {
  const groups = [...run.matchAll(/%20|\\u[\da-f]{4}|\d+/gi)].filter(([each]) => /^\d/.test(each))
  let [clean, copied] = ['', 0]
  for (let first = 0; first < groups.length; first++) {
    const from = groups[first]?.index ?? 0
    let [number, sizes, end] = ['', '', 0]
    for (let last = first; last < groups.length && number.length < 19; last++) {
      const group = groups[last]?.[0] ?? ''
      const to = (groups[last]?.index ?? 0) + group.length
      number += group
      sizes += `${group.length} `
      // Of single digits the longest: a shorter one may be by chance, and would leave the rest.
      if (isCard(number) && (grouping.test(sizes) || !/[^\d -]|\D\D/.test(run.slice(from, to)))) {
        end = to
        if (group.length > 1) break
      }
    }
    if (end === 0) continue
    clean += run.slice(copied, from) + mask
    copied = end
    while ((groups[first + 1]?.index ?? end) < end) first++
  }
  return clean + run.slice(copied)
}

/**
 * As cards are printed, or digit by digit. Other groups count only between single spaces or hyphens:
 * else a row of numbers or a time would be a card by chance.
 */
const grouping = /^(?:(?:4 ){3,4}[1-4] |4 6 [45] |(?:1 ){13,19})$/

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
