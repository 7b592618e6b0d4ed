import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { publicImports } from './scripts/entries.ts'
import { prebundled } from './scripts/prebundled.ts'
import { careful } from './scripts/test-limits.ts'
import { type Driver, engine } from './test/engines/engine.ts'
import { firefox } from './test/engines/firefox.ts'
import { webkit } from './test/engines/webkit.ts'

/** The browser tests in another engine. Each in a run of its own: two would share what test/server.ts counts. */
const projectIn = (name: 'firefox' | 'webkit', start: () => Promise<Driver>) => ({
  plugins: [react()],
  resolve: { alias: publicImports() },
  cacheDir: `node_modules/.cache/vite-${name}`,
  optimizeDeps: { include: prebundled },
  test: {
    ...careful,
    name,
    include: ['test/**/*.browser.test.{ts,tsx}'],
    browser: {
      enabled: true,
      headless: true,
      ui: false,
      connectTimeout: 180_000, // a browser's first start on a busy machine
      provider: engine(name, start),
      instances: [{ browser: name as 'chromium', name }],
      screenshotFailures: false,
    },
    provide: { reactMajor: '19' },
  },
})

export default defineConfig({
  test: {
    globalSetup: 'test/server.ts',
    projects: [projectIn('firefox', firefox), projectIn('webkit', webkit)],
  },
})
