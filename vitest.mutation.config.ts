import { defineConfig } from 'vitest/config'
import { publicImports } from './scripts/entries.ts'

/** The Node tests of what is mutated, alone: no server, no browser, no fuzz. */
export default defineConfig({
  resolve: { alias: publicImports() },
  test: {
    testTimeout: 30_000, // every branch is counted, which slows the simulations
    include: ['test/machines/*.test.ts', 'test/fetch/*.test.ts'],
    exclude: ['**/*.browser.test.ts', 'test/fetch/real-wire.test.ts', 'test/fetch/drop-in.test.ts'],
  },
})
