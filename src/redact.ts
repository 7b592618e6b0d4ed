import { ConfigError } from './errors.ts'
import { list, read } from './option-checks.ts'
import { keyMember } from './redact-named.ts'
import { isCard, redactText, type TextRules } from './redact-text.ts'

/** What a team may add to what is masked anyway. */
export type RedactorOptions = Readonly<{
  /** Names whose values are masked, beside ours: matched as a part of the name, case and signs aside. */
  keys?: readonly string[]
  /** Patterns masked in every text, after ours. Theirs is the duty to be linear and to leave the mask alone. */
  patterns?: readonly RegExp[]
  /** What stands for a secret: 1 to 32 letters and `*_[]-`. Default `[redacted]`. */
  mask?: string
}>

/** Masks a text, or anything else for a log. */
export type Redact = {
  (text: string): string
  (value: unknown): unknown
}

const standardMask = '[redacted]'
/** Parts of a name, letters and digits only. */
const secretPart =
  /passw(?:or)?d|passphrase|passcode|secret|token(?!s|count|type|limit|iz)|apikey|authorization|cookie|credential|privatekey|accesskey|signature|sessionid|jwt|csrf|xsrf|creditcard|cardn(?:umber|o)|securitycode/
/** Names, or words of a name, that are too short to be looked for within others. */
const secretWords = new Set(['pwd', 'pass', 'pin', 'otp', 'ssn', 'cvv', 'cvc', 'iban'])
/** Names that are secret alone and harmless as a part. */
const secretAlone = new Set(['auth', 'session', 'card'])
/** Names of the query of a URL that stands apart from it. */
const queryNames = /(?:^|[._])(?:query|query_?string|search|fragment|hash)$/i

const deepest = 12
const mostValues = 10_000

const standard: TextRules = {
  mask: standardMask,
  isSecret: (key) => isSecretKey(key),
  patterns: [],
}

/**
 * A copy of a value with everything masked that is a secret or somebody's own: tokens, keys and
 * cookies, values of a URL's query, user and password in a URL, email addresses, card numbers, and
 * whatever stands under a name such as `password`. Names stay, so that the copy can be read.
 *
 * It never throws and never changes what it is given, takes linear time, and masks nothing twice:
 * its own result passes unchanged. Errors, `Headers`, `URL` and dates become plain data; what is
 * deeper than 12 levels, cyclic, binary, or beyond 10,000 values is named instead of copied. It
 * cannot know a name, an address, or what a user typed, unless its key says so.
 */
export function redact(text: string): string
export function redact(value: unknown): unknown
export function redact(value: unknown): unknown {
  return new Copy(standard).of(value, '', 0)
}

/**
 * `redact` with further names and patterns, or another mask.
 *
 * @throws ConfigError
 */
export function createRedactor(options: RedactorOptions = {}): Redact {
  const { keys, patterns, mask } = read<Required<RedactorOptions>>('', options, {
    keys: [[], names],
    patterns: [[], expressions],
    mask: [standardMask, maskOf],
  })
  const own = keys.map(letters)
  const rules: TextRules = {
    mask,
    isSecret: (key) => isSecretKey(key) || own.some((part) => letters(key).includes(part)),
    patterns: patterns.map(
      ({ source, flags }) => new RegExp(source, `${flags.replace(/[gy]/g, '')}g`),
    ),
  }
  return ((value: unknown) => new Copy(rules).of(value, '', 0)) as Redact
}

function names(path: string, keys: readonly string[]): readonly string[] {
  if (list(path, keys, 'string').some((key) => letters(key) === '')) {
    throw new ConfigError(path, keys, 'an array of names with a letter or digit in each')
  }
  return keys
}

function expressions(path: string, patterns: readonly RegExp[]): readonly RegExp[] {
  const given: readonly unknown[] = patterns
  if (!Array.isArray(patterns) || given.some((each) => !(each instanceof RegExp))) {
    throw new ConfigError(path, patterns, 'an array of RegExp')
  }
  return given as readonly RegExp[]
}

function maskOf(path: string, mask: string): string {
  // A digit, a sign or a space could make the mask a part of what is masked the next time.
  if (typeof mask !== 'string' || !/^[A-Za-z*_[\]-]{1,32}$/.test(mask)) {
    throw new ConfigError(path, mask, '1 to 32 letters and *_[]-')
  }
  return mask
}

const letters = (key: string): string => key.toLowerCase().replace(/[^a-z\d]/g, '')

/** The same few names come with every event. */
const judged = new Map<string, boolean>()
const mostJudged = 1_000

function isSecretKey(key: string): boolean {
  const known = judged.get(key)
  if (known !== undefined) return known
  if (judged.size >= mostJudged) judged.clear()
  const isSecret = key.length > 256 || judge(key)
  judged.set(key, isSecret)
  return isSecret
}

function judge(key: string): boolean {
  const all = letters(key)
  if (secretPart.test(all) || secretAlone.has(all)) return true
  const words = key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.split(/[^a-z\d]+/).some((word) => secretWords.has(word))
}

/** One copy: how much of its allowance is used, and which objects it is inside of. */
class Copy {
  readonly #rules: TextRules
  readonly #inside = new Set<object>()
  #values = 0

  constructor(rules: TextRules) {
    this.#rules = rules
  }

  of(value: unknown, key: string, depth: number): unknown {
    if (typeof value === 'boolean' || value === null || value === undefined) return value
    if (++this.#values > mostValues) return '[too much]'
    const { mask } = this.#rules
    if (key !== '' && this.#rules.isSecret(key)) return mask
    switch (typeof value) {
      case 'string':
        return this.#text(value, key)
      case 'number':
      case 'bigint':
        return value > 1e12 && isCard(String(value)) ? mask : value
      case 'object':
        return this.#object(value, depth)
      default:
        return `[${typeof value}]`
    }
  }

  #text(text: string, key: string): string {
    if (!queryNames.test(key)) return redactText(text, this.#rules)
    // As if it stood in its URL, then without the mark that was lent to it.
    const marked = /^[?#]/.test(text)
    const clean = redactText(marked ? text : `?${text}`, this.#rules)
    return marked || !clean.startsWith('?') ? clean : clean.slice(1)
  }

  #object(value: object, depth: number): unknown {
    if (this.#inside.has(value)) return '[circular]'
    if (depth >= deepest) return '[too deep]'
    this.#inside.add(value)
    try {
      return this.#members(value, depth + 1)
    } catch {
      return '[unreadable]'
    } finally {
      this.#inside.delete(value)
    }
  }

  #members(value: object, depth: number): unknown {
    if (Array.isArray(value)) return this.#items(value, depth)
    if (value instanceof Map) return new Map(this.#entries(value, depth))
    if (value instanceof Set) return new Set(this.#items(value, depth))
    if (value instanceof Headers) return Object.fromEntries(this.#entries(value, depth))
    if (value instanceof URL || value instanceof RegExp) return this.of(String(value), '', depth)
    if (value instanceof URLSearchParams) return this.#text(String(value), 'query')
    if (isDate(value)) return value.toJSON()
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value) || value instanceof Blob) {
      return '[binary]'
    }
    return Object.fromEntries(this.#entries(membersOf(value), depth))
  }

  /** A pair is a name and its value: `['password', 'x']`. */
  #items(value: Iterable<unknown>, depth: number): unknown[] {
    const items = this.#cut(value)
    const [first] = items
    const name = items.length === 2 && typeof first === 'string' ? first : ''
    return items.map((item, index) => this.of(item, index === 1 ? name : '', depth))
  }

  #entries<K>(value: Iterable<readonly [K, unknown]>, depth: number): [K, unknown][] {
    const entries = this.#cut(value)
    const members = new Map<unknown, unknown>(entries)
    const label = members.get('name') ?? members.get('key')
    const isKey = members.has('kty')
    return entries.map(([key, each]) => {
      let name = typeof key === 'string' ? key : ''
      // `{ name: 'password', value: 'x' }`, and the private members of a JSON Web Key.
      if (name === 'value' && typeof label === 'string') name = label
      if (isKey && keyMember.test(name)) name = 'secret'
      return [this.#key(key, depth) as K, this.of(each, name, depth)]
    })
  }

  /** One more than is left and one to say so: of a million members the rest is not looked at. */
  #cut<T>(values: Iterable<T>): T[] {
    const most = Math.max(0, mostValues - this.#values) + 2
    const some: T[] = []
    for (const value of values) if (some.push(value) >= most) break
    return some
  }

  /** A name may be somebody's too: `{ 'ada@example.com': 3 }`. */
  #key(key: unknown, depth: number): unknown {
    if (typeof key !== 'string') return this.of(key, '', depth)
    return /^[A-Za-z_$][A-Za-z_.$-]{0,39}$/.test(key) ? key : redactText(key, this.#rules)
  }
}

/** Also one of another frame. */
const isDate = (value: object): value is { toJSON: () => string | null } =>
  Object.prototype.toString.call(value) === '[object Date]'

/** Own members; of an error also those that are not enumerable; of ours what it calls safe to log. */
function membersOf(value: object): [string, unknown][] {
  if (value instanceof Error) {
    const { name, message, stack, cause } = value
    const json = (value as { toJSON?: () => unknown }).toJSON?.()
    const own = typeof json === 'object' && json !== null ? json : { ...(value as object), cause }
    return Object.entries({ name, message, stack, ...own }).filter(([, each]) => each !== undefined)
  }
  const entries: [string, unknown][] = []
  for (const key of Object.keys(value)) {
    try {
      entries.push([key, (value as Record<string, unknown>)[key]])
    } catch {
      entries.push([key, '[unreadable]'])
    }
  }
  return entries
}
