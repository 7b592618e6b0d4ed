const mark = '["\'`]'
const curly = '[‘-‟«»‹›]'
/** A quote as it stands in JSON, in JSON within JSON, in prose, in HTML or in a URL. */
const quote = String.raw`(?:\\{0,63}(?:${mark}{1,3}|u002[27])|${curly}|&(?:quot|#(?:34|39|x2[27]));|%(?:25)*2[27])`

/**
 * A name and what says that its value is next: a sign, the word `value` of an entry in a HAR or a
 * form, the comma of a pair, the empty line of a form's part.
 */
const nameAndSign = new RegExp(
  String.raw`(?<![\w.-])([\w.-]+)(?![\w.-])${quote}?(?:(?:]|%(?:25)*5D)?\s{0,8}([:=]=?>?|%(?:25)*3[AD])|[,\s]\s{0,8}${quote}?value${quote}?\s{0,8}[:=]|(?<!\w)(?:\s{0,8}(,)|(?:(?:\\r|\r)?(?:\\n|\n)){2}))((?:\s|\\{1,63}[nrt])*(?:[|>][+-]?\s*\n\s*)?)`,
  'gi',
)
/** The name of what comes next, so that the value before it has ended. */
const nextName = new RegExp(
  String.raw`[,;&]?(?:\\[rn]|\s){0,8}${quote}?[\w.-]{1,64}${quote}?\s{0,4}[:=]|[,;&](?:\s|$)`,
  'y',
)
const opening = new RegExp(
  String.raw`[bru]{0,2}(\\{0,63}(${mark})(?:\2\2|\2(?=\w))?|${quote})`,
  'iy',
)

/** Schemes of `Authorization`, whose word does not end the value. */
export const schemes: string = 'basic|bearer|bot|dpop|negotiate|ntlm|token|api-?key'
const scheme = new RegExp(`^(?:${schemes})$`, 'i')
/** `API key: x` */
const secondWord = /^(?:key|code|id|number)$/i
const twoWords = /\b(?:(?:api|access|private) key|security code|session id|card number)$/i
const pairStart = /[[(](?:\\+n|\s){0,16}[^\s\w[(]{1,64}$/
/** Of `token://x` and `hasToken: true` nothing can be learnt. */
const harmless = /^(?:\/\/|(?:true|false|null|undefined)\s?(?:[,;)}\]]|$))/
/** `secret.ts:12` is a place in the code. */
const sourceFile = /\.[cm]?[jt]sx?$/
/** The private members of a JSON Web Key (RFC 7518, section 6). */
export const keyMember: RegExp = /^(?:[dkpq]|d[pq]|qi|oth|priv)$/

/** Masks what stands under a secret name, to its end: `password: x`, `"api_key":["x"]`, `token%3Dx`. */
export function redactNamed(
  text: string,
  mask: string,
  isSecret: (name: string) => boolean,
): string {
  const isKey = /\bkty\b/.test(text)
  let [clean, copied] = ['', 0]
  nameAndSign.lastIndex = 0
  for (let found = nameAndSign.exec(text); found; found = nameAndSign.exec(text)) {
    const [, name = '', sign = '', comma, gap = ''] = found
    const start = nameAndSign.lastIndex
    // What stands after a harmless name is looked at as well: `error:token=x`.
    if (text.startsWith(mask, start) || sourceFile.test(name)) continue
    const before = text.slice(Math.max(0, found.index - 72), found.index)
    const isNamed =
      isSecret(name) ||
      (isKey && keyMember.test(name)) ||
      (secondWord.test(name) && twoWords.test(before + name))
    if (!isNamed || (comma && !pairStart.test(before))) continue
    opening.lastIndex = start
    const open = opening.exec(text)
    const from = open ? opening.lastIndex : start
    const isHeader = /cookie/i.test(name) || (/auth/i.test(name) && (sign !== '=' || gap !== ''))
    const to = open
      ? closingAt(text, from, open[1] ?? '')
      : bareEnd(text, from, mask, isHeader, gap)
    // A list of names is no pair. (One that is long has been read through: it goes, lest it be read again.)
    const isPair =
      !comma || to - from > 256 || /^(?:\\+n|[^\w,[(]){0,72}?[\])]/.test(text.slice(to, to + 72))
    if (to <= from || !isPair) continue
    clean += text.slice(copied, from) + mask
    copied = nameAndSign.lastIndex = to
  }
  return clean + text.slice(copied)
}

/** Where the quotes end: not by one that is escaped deeper, by an apostrophe or by a doubled one. */
function closingAt(text: string, from: number, open: string): number {
  const layer = open.lastIndexOf('\\') + 1
  const sign = /[‘-‟«»‹›]/.test(open) ? curly : open.slice(layer)
  const escaped = String.raw`(?<!\\)(?:\\{${2 * layer + 2}})*(\\{0,${layer}}${sign})(?!${mark}?\w)|$`
  const closing = new RegExp(escaped, 'g')
  closing.lastIndex = from
  const found = closing.exec(text)
  return found ? closing.lastIndex - (found[1]?.length ?? 0) : text.length
}

/** Where a value without quotes ends: brackets are taken whole, a header to the end of its line. */
function bareEnd(
  text: string,
  start: number,
  mask: string,
  isHeader: boolean,
  gap: string,
): number {
  if (harmless.test(text.slice(start, start + 12))) return start
  const isBracket = /[[{(]/.test(text[start] ?? '')
  const isBlock = gap.includes('\n')
  // Within a word brackets and quotes are signs like any other.
  const isDeep = isBracket || isHeader || gap !== ''
  let [at, depth] = [start, 0]
  for (; at < text.length; at++) {
    const [sign = '', before = '', next = ''] = [text[at], text[at - 1], text[at + 1]]
    if (/\w/.test(sign)) continue
    opening.lastIndex = at
    const open = opening.exec(text)?.[0]
    if (text.startsWith(mask, at)) {
      at += mask.length - 1
    } else if (open) {
      const after = text[at + open.length] ?? ''
      if ((!isDeep || /\w/.test(before)) && /\w/.test(after)) continue
      if (depth === 0 && (!isDeep || !/[=:([{,\s>]/.test(before) || /^[\s,;:)}\]]?$/.test(after)))
        break
      at = closingAt(text, at + open.length, open) + open.length - 1
    } else if (/[[{(]/.test(sign)) {
      if (isDeep) depth++
    } else if (/[\])}]/.test(sign)) {
      if (depth === 0 && !/\w/.test(next)) break
      if (--depth === 0 && isBracket && !/^\s?[[{(]/.test(text.slice(at + 1, at + 3))) return at + 1
      depth = Math.max(0, depth)
    } else if (depth > 0) {
      continue
    } else if (
      /[\r\n]/.test(sign) ? !isBlock || /\S/.test(next) : /\s/.test(sign) && gap === '' && !isHeader
    ) {
      if (!scheme.test(text.slice(start, at))) break
    } else if ((isHeader || isBlock ? /\\/ : /[\\\s,;&]/).test(sign)) {
      nextName.lastIndex = at
      if (nextName.test(text)) break
    } else if (sign === '<' && next === '/') {
      break
    }
  }
  return start + text.slice(start, at).trimEnd().length
}
