import { camel, dotted, isText, member, type Members, membersOf, pathOf } from './error-paths.ts'

/** One message of a server, and the field it belongs to as the server names it. */
export type ErrorEntry = Readonly<{ path: readonly string[]; message: string }>

/** More than a form can show; whoever sends more has something else in mind. */
const maxEntries = 1_000
const maxValues = 20_000
const maxDepth = 64
/** Stands for what was not read. */
export const cutShort: ErrorEntry = { path: [], message: 'There are more errors than are shown' }

/** Members of an answer that hold errors, beside whatever else it says. */
const holders = [
  ...['errors', 'fieldErrors', 'formErrors', 'violations', 'invalid-params', 'invalidParams'],
  ...['issues', 'detail', 'details', 'validation', 'validationErrors', 'fieldViolations'],
  ...['userErrors', 'properties', 'message', '_embedded', 'error', 'data', 'zodError'],
]
/** Of these, a map of fields where they are an object; the others lead to holders. */
const maps = ['errors', 'fieldErrors', 'validation', 'validationErrors', 'properties', 'detail']
/** Members of a map that are no fields: they hold what is said of the whole, or lead on to the fields. */
const wholes = [
  ...['', 'non_field_errors', 'nonFieldErrors', '__all__', 'base', 'errors', 'formErrors'],
  ...['fieldErrors', 'properties', 'children'],
]
const within = ['children', 'nestedErrors', 'fieldViolations']

/**
 * Reads the messages of a body by field, in the shapes that servers commonly use: lists of entries that
 * name their field, maps from fields to messages, and trees of both. docs/forms.md lists them by server.
 *
 * What has a message is never left out: where no field can be told, it belongs to the form. Cost is linear
 * and bounded; what is cut off is told by the last entry, {@link cutShort}.
 *
 * @param isBare  the body may itself be the map, as Django and Rails send it; then only lists hold messages
 */
export function errorEntries(body: unknown, isBare = false): readonly ErrorEntry[] {
  const reading = new Reading()
  const members = membersOf(body)
  if (!members) reading.list(isBare ? body : undefined, [], true)
  else if (isBare && isMap(members)) reading.map(members, [], true)
  else reading.envelope(members)
  if (!reading.isCut) return reading.entries
  return [...reading.entries.slice(0, maxEntries - 1), cutShort]
}

/** Every member holds something, and not all of it is what an answer has beside the fields. */
const isMap = (members: Members): boolean =>
  Object.keys(members).some((name) => !holders.includes(name)) &&
  Object.entries(members).every(([name, value]) =>
    holders.includes(name)
      ? name !== 'errors' && Array.isArray(value) && isText(value[0])
      : Object(value) === value,
  )

class Reading {
  readonly entries: ErrorEntry[] = []
  isCut = false
  #left = maxValues
  #depth = 0

  envelope(members: Members): void {
    for (const name of holders) {
      const value = member(members, name)
      const held = name === 'message' ? parsed(value) : value
      const inner = membersOf(held)
      if (!inner) this.list(held, [], name !== 'details')
      else if (!maps.includes(name)) this.#deeper(() => this.envelope(inner))
      else if (name !== 'detail' || !this.#entry(inner, [], true)) this.map(inner, [])
    }
  }

  /** Entries and texts. What is neither is a row with fields of its own. */
  list(value: unknown, path: readonly string[], hasRows: boolean): void {
    if (!Array.isArray(value)) return
    for (const [index, one] of value.entries()) {
      if (this.#isFull()) return
      const members = membersOf(one)
      if (isText(one)) this.#say(path, one)
      else if (!members) this.#deeper(() => this.list(one, path, hasRows))
      else if (!this.#entry(members, path, true) && hasRows) {
        const row = path.length > 0 ? [...path, String(index)] : path
        this.map(members, row, pathOf(members).length > 0)
      }
    }
  }

  /** Messages by field, one or several, or a map again. @param isBare  one alone is data, not a message */
  map(members: Members, path: readonly string[], isBare = false): void {
    const isTree = Array.isArray(member(members, 'errors'))
    for (const name of Object.keys(members)) {
      if (this.#isFull()) return
      const value = member(members, name)
      const inner = membersOf(value)
      const isWhole =
        name.startsWith('_') ||
        (name === 'items' && isTree) ||
        (wholes.includes(name) && (name !== 'children' || inner !== undefined))
      const at = isWhole ? path : [...path, ...dotted(name).map(camel)]
      if (isText(value) && !isBare) this.#say(at, value)
      else if (!inner) this.#deeper(() => this.list(value, at, true))
      else if (isWhole || !this.#entry(inner, at, false))
        this.#deeper(() => this.map(inner, at, isBare))
    }
  }

  /** @returns false for what says nothing. In a map only what can be no field's name is a message. */
  #entry(entry: Members, path: readonly string[], isListed: boolean): boolean {
    const before = this.entries.length
    const extensions = membersOf(member(entry, 'extensions'))
    // The path of GraphQL leads through its answer, not through what was sent.
    const own = pathOf(extensions ?? entry)
    // A map may repeat its key in the entry; celebrate has the places of a request for keys.
    const isWhole = isText(member(entry, 'source')) || path.every((step, at) => step === own[at])
    const at = isWhole ? own : [...path, ...own]
    for (const text of Object.values(membersOf(member(entry, 'constraints')) ?? {}))
      if (isText(text)) this.#say(at, text)
    const words = ['message', 'defaultMessage', 'msg']
    if (isListed) words.push('detail', 'description', 'title', 'error')
    if (isListed && own.length > 0) words.push('reason', 'code')
    const message = words.map((name) => member(entry, name)).find(isText)
    // A row may have a field of that name.
    const isNode = isText(member(entry, 'property')) || message !== undefined
    const inner = (isNode ? within : ['fieldViolations'])
      .map((name) => member(entry, name))
      .filter((list) => Array.isArray(list))
    for (const list of inner) this.#deeper(() => this.list(list, at, true))
    if (extensions) this.#deeper(() => this.envelope(extensions))
    const hasMore = this.entries.length > before
    if (message !== undefined && !hasMore) this.#say(at, message)
    return message !== undefined || hasMore || inner.length > 0
  }

  #say(path: readonly string[], message: string): void {
    if (this.entries.length < maxEntries) this.entries.push({ path, message })
    else [this.isCut, this.#left] = [true, 0]
  }

  #isFull(): boolean {
    if (this.#left > 0) this.#left -= 1
    else this.isCut = true
    return this.isCut && this.#left <= 0
  }

  #deeper(read: () => void): void {
    if (this.#depth >= maxDepth) {
      this.isCut = true
      return
    }
    this.#depth += 1
    read()
    this.#depth -= 1
  }
}

/** Zod 4 writes its issues as a text into the message. */
function parsed(message: unknown): unknown {
  if (!isText(message) || !/^\s*\[/.test(message)) return message
  try {
    return JSON.parse(message)
  } catch {
    return message
  }
}
