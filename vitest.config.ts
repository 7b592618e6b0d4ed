import { playwright } from '@vitest/browser-playwright'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { chromiumLaunch } from './scripts/chromium.ts'
import { publicImports } from './scripts/entries.ts'
import { prebundled } from './scripts/prebundled.ts'
import { careful } from './scripts/test-limits.ts'

const alias = publicImports()

/** Every import of React, the dependencies' own included, answered by React 18. */
const react18 = [
  { find: /^react(\/.*)?$/, replacement: 'react-18$1' },
  { find: /^react-dom(\/.*)?$/, replacement: 'react-dom-18$1' },
]

const launchOptions = await chromiumLaunch()

/** A real Chromium for the project of that name. */
const inChromium = (name: string) => ({
  enabled: true,
  headless: true,
  provider: playwright({ launchOptions }),
  instances: [{ browser: 'chromium' as const, name }],
  screenshotFailures: false,
})

/** Node and the browser side by side, then the end-to-end tests alone: those measure time as a person feels it. */
const [together, alone] = [{ groupOrder: 1 }, { groupOrder: 2 }]

/** These mock a module, count what the garbage collector took, or change what the process has once. */
const needProcess = [
  'test/docs/options.test.ts',
  'test/docs/browsers.test.ts',
  'test/client/closing.test.ts',
  'test/fetch/stand-in.test.ts',
  'test/fetch/drop-in.test.ts',
]

export default defineConfig({
  test: {
    globalSetup: 'test/server.ts',
    projects: [
      {
        resolve: { alias },
        test: {
          ...careful,
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.browser.test.ts', 'test/e2e/**', ...needProcess],
          isolate: false, // to load the library anew for each file costs as much as all their tests
          sequence: together,
        },
      },
      {
        resolve: { alias },
        test: { ...careful, name: 'node-alone', include: needProcess, sequence: together },
      },
      {
        plugins: [react()],
        resolve: { alias },
        cacheDir: 'node_modules/.cache/vite-browser',
        optimizeDeps: { include: prebundled },
        test: {
          ...careful,
          name: 'browser',
          include: ['test/**/*.browser.test.{ts,tsx}'],
          browser: inChromium('browser'),
          provide: { reactMajor: '19' },
          sequence: together,
        },
      },
      {
        plugins: [react()],
        resolve: { alias: [...alias, ...react18] },
        cacheDir: 'node_modules/.cache/vite-browser-react-18',
        optimizeDeps: { include: prebundled },
        test: {
          ...careful,
          name: 'browser-react-18',
          include: ['test/react/**/*.browser.test.tsx'],
          browser: inChromium('browser-react-18'),
          provide: { reactMajor: '18' },
          sequence: together,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['test/**/*.test-d.ts'],
            ignoreSourceErrors: true, // `npm run types` has told them already
          },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/e2e/setup.ts',
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          sequence: alone,
        },
      },
    ],
  },
})
