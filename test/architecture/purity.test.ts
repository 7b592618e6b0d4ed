import { describe, expect, test } from 'vitest'
import { type Node, type Source, sources, walk } from './source.ts'

/** Globals that read time or chance, or set a timer. */
const impureGlobals = ['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate']
/** The same, reached through another object. */
const impureMembers = [
  'Math.random',
  'AbortSignal.timeout',
  'crypto.randomUUID',
  'crypto.getRandomValues',
]
/** Reading a date that was given is no reading of the clock. */
const pureMembers = ['Date.parse', 'Date.UTC']

const asynchronous = ['Promise', 'PromiseLike', 'AbortSignal', 'AbortController', 'queueMicrotask']
const wire = ['Request', 'Response', 'Headers', 'fetch']

describe('time and chance', () => {
  test('are read in src/clock.ts and nowhere else', () => {
    const others = sources.filter(({ path }) => path !== 'clock.ts')
    expect(others.flatMap((source) => mentions(source, isImpure))).toEqual([])
  })
})

describe('machines', () => {
  const machines = sources.filter(({ folder }) => folder === 'machines')

  test('are synchronous', () => {
    const isAsync = (node: Node) => node.type === 'AwaitExpression' || node['async'] === true
    expect(machines.flatMap((source) => mentions(source, isAsync))).toEqual([])
  })

  test('know no promise, no signal, no request and no date', () => {
    const foreign = [...asynchronous, ...wire, 'Date']
    const isForeign = (node: Node, parents: readonly Node[]) =>
      isReference(node, parents) &&
      foreign.includes(node['name'] as string) &&
      !pureMembers.includes(memberName(parents[0]))
    expect(machines.flatMap((source) => mentions(source, isForeign))).toEqual([])
  })

  test('have no class', () => {
    const isClass = ({ type }: Node) => type === 'ClassDeclaration' || type === 'ClassExpression'
    expect(machines.flatMap((source) => mentions(source, isClass))).toEqual([])
  })
})

describe('elements', () => {
  test('have no style of their own, which a strict Content Security Policy refuses', () => {
    const isStyle = ({ type, name }: Node) =>
      type === 'JSXAttribute' && (name as Node)['name'] === 'style'
    expect(sources.flatMap((source) => mentions(source, isStyle))).toEqual([])
  })
})

function mentions(
  { path, text, program }: Source,
  isMeant: (node: Node, parents: readonly Node[]) => boolean,
): string[] {
  const found: string[] = []
  walk(program, (node, parents) => {
    if (!isMeant(node, parents)) return
    const line = text.slice(0, node.start).split('\n').length
    found.push(`src/${path}:${line} ${memberName(node) || nameOf(node)}`)
  })
  return found
}

function isImpure(node: Node, parents: readonly Node[]): boolean {
  if (impureMembers.includes(memberName(node))) return true
  const [parent] = parents
  if (parent && isWindow(parent['object'])) return impureGlobals.includes(nameOf(node))
  if (!impureGlobals.includes(nameOf(node)) || !isReference(node, parents)) return false
  const isType = parents.some(({ type }) => type.startsWith('TSType'))
  const isGivenDate =
    parent?.type === 'NewExpression' && (parent['arguments'] as readonly unknown[]).length > 0
  return !isType && !isGivenDate && !pureMembers.includes(memberName(parent))
}

/** `Date` in `new Date()`, not in `{ Date: 1 }`, `x.Date` or `import { Date }`. */
function isReference(node: Node, [parent]: readonly Node[]): boolean {
  if (node.type !== 'Identifier' || !parent) return false
  if (parent.type === 'MemberExpression')
    return parent['object'] === node || parent['computed'] === true
  if (parent.type.startsWith('Import') || parent.type.startsWith('Export')) return false
  return parent['key'] !== node || parent['computed'] === true || parent['shorthand'] === true
}

/** `Math.random` for that expression, however the object was reached; empty for any other node. */
function memberName(node: Node | undefined): string {
  if (node?.type !== 'MemberExpression') return ''
  const object = node['object'] as Node
  const owner = object.type === 'MemberExpression' ? (object['property'] as Node) : object
  return `${nameOf(owner)}.${nameOf(node['property'] as Node)}`
}

function isWindow(node: unknown): boolean {
  return ['globalThis', 'window', 'self'].includes((node as Node | undefined)?.['name'] as string)
}

function nameOf(node: Node): string {
  return typeof node['name'] === 'string' ? node['name'] : node.type
}
