import { describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { type Import, type Source, sources } from './source.ts'

const neighbours = ['client', 'cache', 'health', 'offline', 'telemetry', 'upload']
const core = ['', 'machines', 'fetch', 'policies', ...neighbours]

/** What each folder may import; the empty name is the files directly in src (errors, events, clock). */
const below: Record<string, readonly string[]> = {
  '': [''],
  machines: ['', 'machines'],
  fetch: ['', 'machines', 'fetch'],
  policies: ['', 'machines', 'policies'],
  ...Object.fromEntries(neighbours.map((folder) => [folder, core])),
  sanitize: ['', 'sanitize'],
  validate: ['', 'validate'],
  react: [...core, 'sanitize', 'react'],
  devtools: [...core, 'react', 'devtools'],
  adapters: ['', 'machines', 'adapters'],
  testing: ['', 'machines', 'testing'],
}

/** Adapters and the kit know the others by their types, and the client not even so. */
const typesOnly: Record<string, readonly string[]> = {
  adapters: core.filter((folder) => folder !== 'client'),
  testing: core.filter((folder) => folder !== 'client'),
}

/** The folders in which a package may be known; those not named here, anywhere. */
const atHome: Record<string, readonly string[]> = {
  react: ['react', 'devtools'],
  'react-dom': ['devtools'],
  'react-error-boundary': ['react'],
  '@tanstack/react-query': ['react', 'devtools'],
  ky: ['client'],
  idb: ['offline'],
  dompurify: ['sanitize'],
  validator: ['validate'],
  '@zxcvbn-ts/core': ['validate'],
  '@zxcvbn-ts/language-common': ['validate'],
  '@zxcvbn-ts/language-en': ['validate'],
}

describe('imports', () => {
  test('point down', () => {
    expect(violations(pointsUp)).toEqual([])
  })

  test('make no cycle between files', () => {
    const edges = sources.map(({ path, imports }) => [path, targets(imports)] as const)
    expect(cycles(new Map(edges))).toEqual([])
  })

  test('make no cycle between folders', () => {
    const edges = new Map<string, string[]>()
    for (const { folder, imports, isBarrel } of sources) {
      if (folder === '' || isBarrel) continue
      const others = targets(imports).map(folderOf)
      edges.set(folder, [...(edges.get(folder) ?? []), ...others.filter((to) => to !== folder)])
    }
    expect(cycles(edges)).toEqual([])
  })

  test('reach files, never a barrel', () => {
    expect(
      violations((_, { file }) => file !== undefined && /(^|\/)index\.tsx?$/.test(file)),
    ).toEqual([])
  })

  test('end in .ts or .tsx and exist', () => {
    const known = new Set(sources.map(({ path }) => path))
    expect(violations((_, { file }) => file !== undefined && !known.has(file))).toEqual([])
  })

  test('take only packages that package.json names', () => {
    const declared = { ...manifest.dependencies, ...manifest.peerDependencies }
    expect(
      violations((_, { file, dependency }) => file === undefined && !(dependency in declared)),
    ).toEqual([])
  })

  test('keep React, ky, IndexedDB and the like in their own folders', () => {
    expect(
      violations(({ folder }, { dependency }) => atHome[dependency]?.includes(folder) === false),
    ).toEqual([])
  })
})

function pointsUp({ folder, isBarrel }: Source, { file, isType }: Import): boolean {
  if (file === undefined) return false
  const allowed = folder === '' && isBarrel ? core : below[folder]
  if (!allowed) throw new Error(`src/${folder} has no place in the order: add it to this test`)
  const to = folderOf(file)
  return !allowed.includes(to) && !(isType && typesOnly[folder]?.includes(to))
}

function violations(isWrong: (from: Source, imported: Import) => boolean): string[] {
  return sources.flatMap((from) =>
    from.imports
      .filter((imported) => isWrong(from, imported))
      .map(({ file, dependency, isType }) => {
        const what = file === undefined ? dependency : `src/${file}`
        return `src/${from.path} imports ${what}${isType ? ' (types)' : ''}`
      }),
  )
}

function targets(imports: readonly Import[]): string[] {
  return imports.flatMap(({ file }) => (file === undefined ? [] : [file]))
}

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : ''
}

/** Each cycle once, as `a > b > a`, by a walk in depth. */
function cycles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set<string>()
  const done = new Set<string>()
  const visit = (node: string, path: readonly string[]): void => {
    const seenAt = path.indexOf(node)
    if (seenAt >= 0) found.add([...path.slice(seenAt), node].join(' > '))
    if (seenAt >= 0 || done.has(node)) return
    for (const next of edges.get(node) ?? []) visit(next, [...path, node])
    done.add(node)
  }
  for (const node of edges.keys()) visit(node, [])
  return [...found]
}
