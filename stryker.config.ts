/** `MUTATED` says what is broken: `fetch/*`, or one file against its own test, `machines/pace`. */
const mutated = process.env['MUTATED'] ?? 'machines/*'

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false, pool: 'forks' },
  mutate: [`src/${mutated}.ts`],
  tsconfigFile: 'none: TypeScript 7 has no API that Stryker could call',
  coverageAnalysis: 'perTest',
  reporters: ['clear-text', 'progress', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportScoreTable: true },
  jsonReporter: { fileName: 'node_modules/.cache/mutation.json' },
  concurrency: 2,
  timeoutMS: 5000,
  tempDirName: 'node_modules/.cache/stryker',
  thresholds: { high: 95, low: 90, break: null },
}
