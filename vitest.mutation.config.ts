import { defineConfig } from 'vitest/config'
import { publicImports } from './scripts/entries.ts'

/** What stryker.config.ts breaks is met by the tests of the same path, and by no others. */
const mutated = process.env['MUTATED'] ?? 'machines/*'

/** The Node tests of what is mutated, alone: no server, no browser, no fuzz. */
export default defineConfig({
  resolve: { alias: publicImports() },
  test: {
    testTimeout: 30_000, // every branch is counted, which slows the simulations
    include: [`test/${mutated}.test.ts`],
    exclude: ['**/*.browser.test.ts', 'test/fetch/real-wire.test.ts', 'test/fetch/drop-in.test.ts'],
  },
})
