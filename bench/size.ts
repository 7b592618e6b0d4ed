import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build, type Plugin, type Rolldown } from 'vite'
import manifest from '../package.json' with { type: 'json' }
import { entries, publicImports, root } from '../scripts/entries.ts'
import budgets from './size-budgets.json' with { type: 'json' }

/**
 * What an import costs a page: each set is bundled from dist (build first), minified, compressed and held against
 * size-budgets.json, which gives bytes min+gzip by the name of the set.
 */
type Bundled = Readonly<{ name: string; code: string; without: readonly RegExp[] }>

const entryId = 'virtual:size'
const dist = join(root, 'dist/')
const peers = Object.keys(manifest.peerDependencies).map(asPackage)
const policies = [
  'retryWithBackoff',
  'circuitBreaker',
  'rateLimiter',
  'taskQueue',
  'requestBatcher',
  'createLoader',
  'hedge',
  'adaptive',
  'createHealthMonitor',
  'checkBackendHealth',
]

const sets: readonly Bundled[] = [
  named('createFetch', 'createFetch'),
  named('createClient', 'createClient', ['ky']),
  named('createClient with ky', 'createClient'),
  ...policies.map((policy) => named(policy, policy)),
  named('redact', 'redact'),
  named('consoleLogger', 'consoleLogger'),
  ...entries.map(whole),
]

const limits: Readonly<Record<string, number>> = budgets
const width = Math.max(...sets.map(({ name }) => name.length))
const problems = Object.keys(limits)
  .filter((name) => !sets.some((set) => set.name === name))
  .map((name) => `size-budgets.json: there is no set '${name}'`)

console.log(`${'bytes'.padEnd(width)}      min   min+gzip   budget`)
for (const set of sets) {
  const limit = limits[set.name]
  try {
    const code = await minified(set)
    const gzip = gzipSync(code, { level: 9 }).length
    const figures = [Buffer.byteLength(code), gzip, limit ?? '']
    console.log(`${set.name.padEnd(width)}${figures.map((n) => String(n).padStart(9)).join('')}`)
    if (limit !== undefined && gzip > limit)
      problems.push(`${set.name}: ${gzip} bytes, ${limit} allowed`)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    problems.push(`${set.name}: ${stripVTControlCharacters(message).trim()}`)
  }
}
for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1

/** One export of the core. */
function named(name: string, exported: string, without: readonly string[] = []): Bundled {
  return { name, code: `export { ${exported} } from 'holdfast'`, without: without.map(asPackage) }
}

/** All of one public import, without its peers; a folder's also without the core that its user has. */
function whole({ name, built }: (typeof entries)[number]): Bundled {
  const own = dirname(join(root, built)).slice(dist.length)
  const others = own === '' || own === 'adapters' ? [] : [new RegExp(`^${dist}(?!${own}/)`)]
  return { name, code: `export * from '${name}'`, without: [...peers, ...others] }
}

/** A package and its subpaths. */
function asPackage(name: string): RegExp {
  return new RegExp(`^${name}(/|$)`)
}

async function minified({ code, without }: Bundled): Promise<string> {
  const result = (await build({
    configFile: false,
    logLevel: 'silent',
    root,
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [virtualEntry(code)],
    resolve: { alias: publicImports('built') },
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: {
        input: entryId,
        external: (id) => without.some((pattern) => pattern.test(id)),
        preserveEntrySignatures: 'strict',
      },
    },
  })) as Rolldown.RolldownOutput
  return result.output.map((file) => (file.type === 'chunk' ? file.code : '')).join('')
}

function virtualEntry(code: string): Plugin {
  return {
    name: 'size-entry',
    resolveId: (id) => (id === entryId ? `\0${entryId}` : undefined),
    load: (id) => (id === `\0${entryId}` ? code : undefined),
  }
}
