import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from './entries.ts'

/**
 * Runs the browser tests in Firefox and in WebKit, each in a process of its own. `npm run test:engines`,
 * for one of them `npm run test:engines firefox`, then names of test files, as Vitest takes them.
 */
const engines: Readonly<Record<string, readonly string[]>> = {
  firefox: [process.env['FIREFOX_PATH'] ?? 'firefox-esr'],
  webkit: ['WebKitWebDriver', 'Xvfb'],
}

const [first = '', ...others] = process.argv.slice(2)
const wanted = first in engines ? [first] : Object.keys(engines)
const filters = first in engines || first === '' ? others : [first, ...others]

const missing = wanted.flatMap((name) => engines[name] ?? []).filter((program) => !isThere(program))
if (missing.length > 0) {
  console.error(
    `Not on this machine: ${missing.join(', ')}. On Debian and its like, as root:\n` +
      '  apt-get install --no-install-recommends firefox-esr webkit2gtk-driver xvfb',
  )
  process.exit(1)
}
let failed = 0
for (const name of wanted) if (!(await passes(name))) failed += 1
process.exitCode = failed

function isThere(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(program.includes('/') ? program : join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

async function passes(name: string): Promise<boolean> {
  const vitest = join(root, 'node_modules', '.bin', 'vitest')
  const args = ['run', '--config', 'vitest.engines.config.ts', '--project', name, ...filters]
  const child = spawn(vitest, args, { cwd: root, stdio: 'inherit' })
  await once(child, 'close')
  return child.exitCode === 0
}
