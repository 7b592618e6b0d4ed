import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import manifest from '../package.json' with { type: 'json' }

/** One public import: `holdfast/react`, its source `src/react/index.ts` and what a user gets, `dist/react/index.js`. */
export type Entry = Readonly<{ name: string; source: string; built: string; types: string }>

/** The project's root folder, with a slash at its end. */
export const root: string = fileURLToPath(new URL('../', import.meta.url))

/** Every public import, read from `exports` in package.json: the one place where a subpath is added. */
export const entries: readonly Entry[] = Object.entries(manifest.exports).flatMap(
  ([subpath, target]) => {
    if (typeof target === 'string') return []
    const stem = target.default.replace('./dist/', 'src/').replace(/\.js$/, '')
    const source = [`${stem}.ts`, `${stem}.tsx`].find((file) => existsSync(root + file))
    return {
      name: subpath.replace('.', manifest.name),
      source: source ?? `${stem}.ts`,
      built: target.default.slice(2),
      types: target.types.slice(2),
    }
  },
)

/** The public imports as aliases for vite: `from` picks the sources or the build. */
export function publicImports(from: 'source' | 'built' = 'source'): Alias[] {
  return entries.map((entry) => ({ find: exactly(entry.name), replacement: root + entry[from] }))
}

type Alias = { find: RegExp; replacement: string }

/** A pattern for one import specifier and no longer one. */
export function exactly(specifier: string): RegExp {
  return new RegExp(`^${specifier.replaceAll('/', '\\/')}$`)
}
