/** One message of a server, and the field it belongs to as the server names it. */
export type ErrorEntry = Readonly<{ path: readonly string[]; message: string }>

type Members = Readonly<Record<string, unknown>>

/** More than a form can show; whoever sends more has something else in mind. */
const maxEntries = 1_000
const maxDepth = 32

/**
 * Reads the messages of a body by field, in the shapes that servers commonly use:
 *
 * - RFC 9457 §3.1: `errors: [{ pointer: '#/a/b', detail }]`, and `{ field, message }`
 * - ASP.NET: `errors: { Name: ['…'], '$.items[0].price': ['…'] }`
 * - Spring: `errors` or `fieldErrors: [{ field, defaultMessage }]`
 * - Bean Validation (Quarkus, Zalando): `violations: [{ field | propertyPath, message }]`
 * - FastAPI: `detail: [{ loc: ['body', 'email'], msg }]`
 * - JSON:API: `errors: [{ source: { pointer: '/data/attributes/name' }, detail }]`
 *
 * Reads own members only and at most 1,000 entries; what has no message is left out.
 */
export function errorEntries(body: unknown): readonly ErrorEntry[] {
  const members = own(body)
  if (!members) return []
  const lists = ['errors', 'fieldErrors', 'violations', 'detail'].map((name) => members[name])
  return lists.flatMap((list) => (Array.isArray(list) ? fromList(list) : fromMap(list)))
}

const fromList = (list: readonly unknown[]): ErrorEntry[] =>
  list.slice(0, maxEntries).flatMap((entry) => {
    if (typeof entry === 'string') return [{ path: [], message: entry }]
    const members = own(entry)
    const message = members && messageOf(members)
    return members && message !== undefined ? [{ path: pathOf(members), message }] : []
  })

/** ASP.NET's: a field may have several messages. The empty name is the whole form's. */
function fromMap(map: unknown): ErrorEntry[] {
  const members = own(map)
  if (!members) return []
  const entries = Object.keys(members).slice(0, maxEntries)
  return entries.flatMap((name) => {
    const messages = members[name]
    const all: readonly unknown[] = Array.isArray(messages) ? messages : [messages]
    const path = dotted(name).map(camel)
    return all
      .slice(0, maxEntries)
      .flatMap((message) => (typeof message === 'string' ? [{ path, message }] : []))
  })
}

function messageOf(members: Members): string | undefined {
  const names = ['message', 'defaultMessage', 'msg', 'detail', 'title']
  return names.map((name) => members[name]).find(isText)
}

function pathOf(members: Members): readonly string[] {
  const { field, propertyPath, pointer, loc } = members
  if (isText(field)) return dotted(field)
  if (isText(propertyPath)) return dotted(propertyPath)
  if (isText(pointer)) return fromPointer(pointer)
  if (Array.isArray(loc)) return fromLoc(loc)
  const source = own(members['source'])
  if (isText(source?.['pointer'])) return fromSource(source['pointer'])
  return isText(source?.['parameter']) ? [source['parameter']] : []
}

/** `$.items[0].price`, `items[0]['price']` and `items.0.price` are the same path. */
const dotted = (name: string): string[] =>
  name
    .replace(/^\$\.?/, '')
    .split(/[.[\]]+/, maxDepth)
    .map((part) => part.replaceAll(/^['"]|['"]$/g, ''))
    .filter((part) => part !== '')

/** RFC 6901, also as a URI fragment. JSON:API's pointers lead through its envelope. */
function fromPointer(pointer: string): string[] {
  const isFragment = pointer.startsWith('#')
  const parts = pointer.replace(/^#?\/?/, '').split('/', maxDepth)
  const path = parts
    .map((part) => (isFragment ? decoded(part) : part))
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (path[0] === 'data' && (path[1] === 'attributes' || path[1] === 'relationships'))
    path.splice(0, 2)
  return path.filter((part) => part !== '')
}

/** JSON:API's `/data` is the resource itself: what is said of it is said of the form. */
function fromSource(pointer: string): string[] {
  const path = fromPointer(pointer)
  return path.length === 1 && path[0] === 'data' ? [] : path
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** FastAPI begins with the place in the request; a field of that name alone keeps it. */
function fromLoc(loc: readonly unknown[]): string[] {
  const path = loc
    .slice(0, maxDepth)
    .filter((part) => typeof part === 'string' || typeof part === 'number')
    .map(String)
  const place = /^(body|query|path|header|cookie)$/
  return place.test(path[0] ?? '') ? path.slice(1) : path
}

/** .NET names members in PascalCase, JSON and forms in camelCase: `OwnerEmail` is `ownerEmail`. */
const camel = (part: string): string =>
  part.replace(/^\p{Lu}+(?=\p{Lu}\p{Ll}|\P{L}|$)|^\p{Lu}/u, (start) => start.toLowerCase())

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

function own(value: unknown): Members | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const members = Object.create(null) as Record<string, unknown>
  // One key at a time: a body of a hostile server may have very many.
  for (const key of Object.keys(value).slice(0, maxEntries)) {
    Object.defineProperty(members, key, { value: Reflect.get(value, key), enumerable: true })
  }
  return members
}
