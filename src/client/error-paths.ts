export type Members = Readonly<Record<string, unknown>>

const maxDepth = 32
/** The members by which servers name the field of an entry. */
const names = [
  'field',
  'propertyPath',
  'instancePath',
  'pointer',
  'path',
  'property',
  'param',
  'target',
]

/** The own members of an object that is no list; names of the prototype are none. */
export const membersOf = (value: unknown): Members | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Members)
    : undefined

/** A member that is the object's own. */
export const member = (of: Members, name: string): unknown =>
  Object.hasOwn(of, name) ? of[name] : undefined

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Where an entry says that it belongs; empty for the form as a whole. */
export function pathOf(entry: Members): readonly string[] {
  const own = names.map((name) => member(entry, name)).find((one) => isText(one) || isPath(one))
  if (own !== undefined) return [...steps(own), ...missing(entry)]
  const loc = member(entry, 'loc')
  if (isPath(loc)) return withoutPlace(steps(loc))
  const keys = member(entry, 'keys')
  if (isPath(keys) && keys.length === 1) return steps(keys[0])
  const [name, reason] = [member(entry, 'name'), member(entry, 'reason')]
  if (isText(name) && isText(reason)) return steps(name)
  const source = membersOf(member(entry, 'source')) ?? {}
  const pointer = member(source, 'pointer')
  if (isText(pointer)) return fromSource(pointer)
  const parameter = member(source, 'parameter')
  return [...(isText(parameter) ? [parameter] : []), ...missing(entry)]
}

/** Ajv names the object that lacks a member, and the member apart from it. */
function missing(entry: Members): string[] {
  const name = member(membersOf(member(entry, 'params')) ?? {}, 'missingProperty')
  return isText(name) ? [name] : []
}

const isPath = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.length > 0

function steps(path: unknown): string[] {
  if (isText(path)) return /^#?\//.test(path) ? fromPointer(path) : dotted(path)
  return isPath(path)
    ? path
        .slice(0, maxDepth)
        .filter((step) => typeof step === 'string' || typeof step === 'number')
        .map(String)
    : []
}

/** `$.items[0].price`, `items[0]['price']` and `items.0.price` are the same path. */
export const dotted = (name: string): string[] =>
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
const withoutPlace = (path: string[]): string[] =>
  /^(body|query|path|header|cookie)$/.test(path[0] ?? '') ? path.slice(1) : path

/** .NET names members in PascalCase, JSON and forms in camelCase: `OwnerEmail` is `ownerEmail`. */
export const camel = (part: string): string =>
  part.replace(/^\p{Lu}+(?=\p{Lu}\p{Ll}|\P{L}|$)|^\p{Lu}/u, (start) => start.toLowerCase())
