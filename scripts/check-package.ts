import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import listed from '../test/architecture/public-api.json' with { type: 'json' }
import { entries, root } from './entries.ts'
import { run } from './run.ts'

/**
 * Judges the package as a user gets it: packs it, lets publint and are-the-types-wrong read the tarball, unpacks it
 * beside our dependencies, then imports, type-checks and compares every public import there. Wants a fresh build.
 */
const cache = join(root, 'node_modules', '.cache')
await mkdir(cache, { recursive: true })
const folder = await mkdtemp(join(cache, 'package-'))
const problems: string[] = []
try {
  const tarball = await pack()
  await judged('publint', ['run', tarball, '--strict'])
  await judged('attw', [tarball, '--profile', 'esm-only', '--no-color', '--no-emoji'])
  await unpack(tarball)
  checkDirectives()
  checkLinks()
  await checkNames()
  await checkTypes()
} finally {
  await rm(folder, { recursive: true, force: true })
}
for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1

async function pack(): Promise<string> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const { ok, output } = await run('npm', args)
  const name = /"filename": "(.+?)"/.exec(output)?.[1]
  if (!ok || !name) throw new Error(`npm pack failed:\n${output}`)
  return join(folder, name.replace('@', '').replace('/', '-'))
}

async function judged(command: string, args: readonly string[]): Promise<void> {
  const { ok, output } = await run(command, args)
  if (!ok) problems.push(`${command}:\n${output}`)
}

async function unpack(tarball: string): Promise<void> {
  const home = join(folder, 'node_modules', 'holdfast')
  await mkdir(home, { recursive: true })
  const { ok, output } = await run('tar', ['-xzf', tarball, '-C', home, '--strip-components=1'])
  if (!ok) throw new Error(`The tarball cannot be unpacked:\n${output}`)
}

/** Every file that began with 'use client' still does. */
function checkDirectives(): void {
  const isClient = (path: string) => /^['"]use client['"]/.test(readFileSync(path, 'utf8'))
  for (const source of globSync('**/*.{ts,tsx}', { cwd: join(root, 'src') })) {
    if (!isClient(join(root, 'src', source))) continue
    const built = join(folder, 'node_modules/holdfast/dist', source.replace(/\.tsx?$/, '.js'))
    if (!isClient(built)) problems.push(`src/${source}: lost its 'use client' in dist`)
  }
}

/** npm shows the README without a repository: each link of a page leads to something that is packed. */
function checkLinks(): void {
  const home = join(folder, 'node_modules', 'holdfast')
  for (const page of globSync('{*.md,{docs,findings}/**/*.md}', { cwd: home })) {
    const text = readFileSync(join(home, page), 'utf8')
    for (const { 1: target = '' } of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
      if (existsSync(join(home, page, '..', target))) continue
      problems.push(`${page}: links to ${target}, which is not in the package`)
    }
  }
}

/** The names that exist at run time are those listed. */
async function checkNames(): Promise<void> {
  const { resolve } = createRequire(join(folder, 'user.js'))
  for (const { name } of entries) {
    const file = resolve(name)
    const now = Object.keys((await import(pathToFileURL(file).href)) as object)
    const then = ((listed as Record<string, string[]>)[name] ?? []).filter(
      (n) => !n.startsWith('type '),
    )
    const missing = then
      .filter((n) => !now.includes(n))
      .map((n) => `${name}: no ${n} in the package`)
    const extra = now
      .filter((n) => !then.includes(n))
      .map((n) => `${name}: ${n} is not in public-api.json`)
    problems.push(...missing, ...extra)
  }
}

/** A user's program over every public import, declarations included: of a page, and of a server without a DOM. */
async function checkTypes(): Promise<void> {
  await checkProgram(entries, { lib: ['ES2023', 'DOM'], types: [] })
  const ofPages = /^holdfast\/(?:react|sanitize|sentry|posthog)/
  const ofServers = entries.filter(({ name }) => !ofPages.test(name))
  await checkProgram(ofServers, { lib: ['ES2023'], types: ['node'] })
}

async function checkProgram(imported: typeof entries, surroundings: object): Promise<void> {
  const uses = imported.map(({ name }, index) => `export * as e${index} from '${name}'\n`)
  await writeFile(join(folder, 'user.ts'), uses.join(''))
  const compilerOptions = {
    target: 'ES2023',
    module: 'nodenext',
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    ...surroundings,
  }
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['user.ts'] }),
  )
  await judged('tsc', ['-p', folder])
}
