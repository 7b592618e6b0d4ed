import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { entries, root } from '../../scripts/entries.ts'
import { type Source, sources, walk } from './source.ts'

const maxLines = 250

describe('files of src', () => {
  test('have kebab-case names', () => {
    expect(
      paths(({ path }) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)?[a-z0-9]+(-[a-z0-9]+)*\.tsx?$/.test(path)),
    ).toEqual([])
  })

  test('have names that no other file has', () => {
    const seen = new Map<string, string>()
    const twice = sources.flatMap(({ base, path, isBarrel }) => {
      const first = seen.get(base)
      seen.set(base, path)
      return first === undefined || isBarrel ? [] : [`src/${first} and src/${path}`]
    })
    expect(twice).toEqual([])
  })

  test('end in .tsx when they hold JSX, and only then', () => {
    expect(paths((source) => hasJsx(source) !== source.path.endsWith('.tsx'))).toEqual([])
  })

  test('lie no deeper than src/folder/file.ts', () => {
    expect(paths(({ path }) => path.split('/').length > 2)).toEqual([])
  })

  test(`have no more than ${maxLines} lines`, () => {
    expect(paths(({ lines }) => lines > maxLines)).toEqual([])
  })

  test('have a test at the same place in test', () => {
    expect(
      paths(({ path, isBarrel, program }) => {
        const stem = `${root}test/${path.replace(/\.tsx?$/, '')}`
        const tests = ['.test.ts', '.test.tsx', '.browser.test.ts', '.browser.test.tsx']
        const isPlain = program.body.every(isTypeOnly)
        return !isBarrel && !isPlain && !tests.some((ending) => existsSync(stem + ending))
      }),
    ).toEqual([])
  })
})

describe('files of React', () => {
  test("begin with 'use client' when they call a hook or make a context", () => {
    const isClient = ({ text }: Source) => text.startsWith("'use client'")
    const isReact = ({ folder }: Source) => folder === 'react' || folder === 'devtools'
    expect(paths((s) => isReact(s) && callsHooks(s) && !isClient(s))).toEqual([])
  })
})

describe('barrels', () => {
  test('exist for public imports and nothing else', () => {
    const isEntry = ({ path }: Source) => entries.some(({ source }) => source === `src/${path}`)
    expect(paths((source) => source.isBarrel && !isEntry(source))).toEqual([])
  })

  test('hold explicit re-exports and nothing else', () => {
    const isReexport = (node: Source['program']['body'][number]) =>
      node.type === 'ExportNamedDeclaration' && node.source !== null
    expect(paths(({ isBarrel, program }) => isBarrel && !program.body.every(isReexport))).toEqual(
      [],
    )
  })

  test('and all other files have no `export *` and no default export', () => {
    const isLoose = ({ exports }: Source) =>
      exports.some(({ name, isStar }) => isStar || name === 'Default' || name === 'default')
    expect(paths(isLoose)).toEqual([])
  })
})

function paths(isWrong: (source: Source) => boolean): string[] {
  return sources.filter(isWrong).map(({ path }) => `src/${path}`)
}

function hasJsx({ program }: Source): boolean {
  let found = false
  walk(program, ({ type }) => {
    if (type === 'JSXElement' || type === 'JSXFragment') found = true
  })
  return found
}

function callsHooks({ program }: Source): boolean {
  let found = false
  walk(program, (node) => {
    const callee = node.type === 'CallExpression' ? (node['callee'] as { name?: string }) : {}
    if (/^(use[A-Z]|use$|createContext$)/.test(callee.name ?? '')) found = true
  })
  return found
}

/** A statement that leaves nothing behind in JavaScript. */
function isTypeOnly(node: Source['program']['body'][number]): boolean {
  if (node.type === 'TSTypeAliasDeclaration' || node.type === 'TSInterfaceDeclaration') return true
  if (node.type === 'ImportDeclaration') return node.importKind === 'type'
  return node.type === 'ExportNamedDeclaration' && node.exportKind === 'type'
}
