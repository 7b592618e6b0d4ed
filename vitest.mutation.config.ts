import type { Vite } from 'vitest/node'
import { defineConfig } from 'vitest/config'
import { publicImports } from './scripts/entries.ts'

/** What stryker.config.ts breaks is met by the tests of the same path, and by no others. */
const mutated = process.env['MUTATED'] ?? 'machines/*'

/**
 * While a break is looked for, all files share one worker, since starting one for each file costs
 * more than its tests, and a test that hangs is not waited for as long as a slow one while counting.
 */
const forEachBreak: Vite.Plugin = {
  name: 'for-each-break',
  configureVitest({ project }) {
    const isBroken = () => 'activeMutant' in project.getProvidedContext()
    Object.defineProperties(project.config, {
      isolate: { get: () => !isBroken() },
      testTimeout: { get: () => (isBroken() && mutated.startsWith('fetch') ? 10_000 : 30_000) },
    })
  },
}

/** The Node tests of what is mutated, alone: no browser, no fuzz, nothing over a real wire. */
export default defineConfig({
  resolve: { alias: publicImports() },
  plugins: [forEachBreak],
  test: {
    globalSetup: 'test/server.ts',
    include: [`test/${mutated}.test.ts`],
    exclude: ['**/*.browser.test.ts', 'test/fetch/real-wire.test.ts', 'test/fetch/drop-in.test.ts'],
  },
})
