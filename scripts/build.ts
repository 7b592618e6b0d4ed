import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { entries, root } from './entries.ts'
import { run } from './run.ts'

// Sources to dist, file by file: unbundled modules keep their 'use client', and a bundler takes what it needs.
rmSync(join(root, 'dist'), { recursive: true, force: true })
const { ok, output } = await run('tsc', ['-p', 'src'])
process.stdout.write(output)

const missing = entries
  .flatMap(({ built, types }) => [built, types])
  .filter((file) => !existsSync(join(root, file)))
for (const file of missing) console.error(`package.json exports ${file}, which no source makes`)

process.exitCode = ok && missing.length === 0 ? 0 : 1
