import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './entries.ts'

/**
 * Names in package-lock.json the builds for other platforms (`@oxlint/binding-darwin-arm64`, …) that a registry mirror
 * did not have when the lock was written: npm leaves those out, and `npm ci` then refuses the lock. To be run
 * after a change of such a package, where `npm ci` says "Missing: … from lock file"; then `npm install` once.
 */
type Locked = Record<string, unknown> & { optionalDependencies?: Record<string, string> }

const file = join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Locked> }
const libcs: Record<string, string> = {
  gnu: 'glibc',
  gnueabihf: 'glibc',
  musl: 'musl',
  musleabihf: 'musl',
}

let added = 0
for (const { optionalDependencies = {}, engines } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const key = `node_modules/${name}`
    if (lock.packages[key]) continue
    const [os = '', cpu = '', abi = ''] = name.replace(/^.*\/(binding-)?/, '').split('-')
    const libc = os === 'linux' && libcs[abi]
    lock.packages[key] = {
      version,
      cpu: [cpu],
      dev: true,
      ...(libc && { libc: [libc] }),
      optional: true,
      os: [os],
      ...(engines !== undefined && { engines }),
    }
    added += 1
  }
}
if (added > 0) writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`)
console.log(`${added} packages added to package-lock.json`)
