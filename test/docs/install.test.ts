import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { entries } from '../../scripts/entries.ts'
import { sources } from '../architecture/source.ts'
import { type Page, pages, tableRows } from './pages.ts'

const readme = pages.find(({ name }) => name === 'README') as Page
const rows = tableRows(readme, 'import', 'install')

/** `holdfast/react`, and the packages that its row of the README has one install. */
const installed = rows.flatMap(([names = '', command = '']) => {
  const packages = /npm install ([^;]+)/.exec(command)?.[1]?.trim().split(' ') ?? []
  return names.split(' · ').map((name) => [name, packages.toSorted()] as const)
})

test('the README says for each import what is to be installed, its peers and no more', () => {
  const needed = entries.map(({ name, source }) => [
    name,
    [manifest.name, ...peersOf(source.replace('src/', ''))].toSorted(),
  ])
  expect(Object.fromEntries(installed)).toEqual(Object.fromEntries(needed))
})

/** The peers that a file of src imports, itself or by another one; types count too. */
function peersOf(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return []
  seen.add(path)
  const { imports = [] } = sources.find((source) => source.path === path) ?? {}
  const found = imports.flatMap(({ file, dependency }) => {
    if (file !== undefined) return peersOf(file, seen)
    return dependency in manifest.peerDependencies ? [dependency] : []
  })
  return [...new Set(found)]
}
