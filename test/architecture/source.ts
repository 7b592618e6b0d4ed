import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseSync, type ParseResult } from 'vite'
import { root } from '../../scripts/entries.ts'

/** One import or re-export: of a file of src (its path in there), or of a package (its name). */
export type Import = Readonly<{ file: string | undefined; dependency: string; isType: boolean }>

/** One exported name, and whether only a type. */
export type Export = Readonly<{ name: string; isType: boolean; isStar: boolean }>

export type Source = Readonly<{
  /** Inside src: `fetch/create-fetch.ts`. */
  path: string
  /** `fetch`; empty for the files directly in src. */
  folder: string
  /** Without its ending: `create-fetch`. */
  base: string
  text: string
  lines: number
  isBarrel: boolean
  imports: readonly Import[]
  exports: readonly Export[]
  program: ParseResult['program']
}>

/** A syntax node, read without knowing its kind. */
export type Node = Readonly<Record<string, unknown> & { type: string; start: number }>

const src = join(root, 'src')

/** Every TypeScript file in src, parsed; none before the folder exists. */
export const sources: readonly Source[] = existsSync(src)
  ? globSync('**/*.{ts,tsx,mts,cts}', { cwd: src }).toSorted().map(read)
  : []

function read(path: string): Source {
  const text = readFileSync(join(src, path), 'utf8')
  const { program, module, errors } = parseSync(path, text)
  if (errors[0]) throw new Error(`src/${path} cannot be parsed: ${errors[0].message}`)
  const base = path.replace(/^.*\//, '').replace(/\.\w+$/, '')
  const asImport = (specifier: string, isType: boolean) => importOf(path, specifier, isType)
  const reexported = module.staticExports.flatMap((statement) =>
    statement.entries.flatMap((entry) =>
      entry.moduleRequest ? [asImport(entry.moduleRequest.value, entry.isType)] : [],
    ),
  )
  const imported = module.staticImports.map((statement) =>
    asImport(
      statement.moduleRequest.value,
      statement.entries.length > 0 && statement.entries.every((entry) => entry.isType),
    ),
  )
  return {
    path,
    folder: path.includes('/') ? dirname(path) : '',
    base,
    text,
    lines: text.trimEnd().split('\n').length,
    isBarrel: base === 'index',
    imports: [...imported, ...reexported, ...lazyImports(path, program)],
    exports: module.staticExports.flatMap((statement) =>
      statement.entries.map((entry) => ({
        name: entry.exportName.name ?? entry.exportName.kind,
        isType: entry.isType,
        isStar: entry.importName.kind.startsWith('All'),
      })),
    ),
    program,
  }
}

/** `import('./x.ts')`, as an expression or as a type. */
function lazyImports(path: string, program: Source['program']): Import[] {
  const found: Import[] = []
  walk(program, (node) => {
    const isType = node.type === 'TSImportType'
    if (!isType && node.type !== 'ImportExpression') return
    const specifier = (node['source'] as { value?: unknown } | undefined)?.value
    if (typeof specifier === 'string') found.push(importOf(path, specifier, isType))
  })
  return found
}

function importOf(from: string, specifier: string, isType: boolean): Import {
  const [scope = '', name = ''] = specifier.split('/')
  const dependency = specifier.startsWith('@') ? `${scope}/${name}` : scope
  if (!specifier.startsWith('.')) return { file: undefined, dependency, isType }
  return { file: relative(src, join(src, dirname(from), specifier)), dependency: '', isType }
}

/** Visits every node below `node`, itself included, each with its parents, nearest first. */
export function walk(
  node: unknown,
  visit: (node: Node, parents: readonly Node[]) => void,
  parents: readonly Node[] = [],
): void {
  if (Array.isArray(node)) for (const child of node) walk(child, visit, parents)
  if (!isNode(node)) return
  visit(node, parents)
  for (const child of Object.values(node)) walk(child, visit, [node, ...parents])
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
