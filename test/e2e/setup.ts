import { chromium } from 'playwright'
import type { TestProject } from 'vitest/node'
import { chromiumLaunch } from '../../scripts/chromium.ts'
import { apiName, startPlayground } from './start-playground.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The page of the playground that all end-to-end tests share. */
    playgroundUrl: string
    /** Where their browser is reached. */
    browserEndpoint: string
  }
}

/** One playground, built once, and one browser for all end-to-end tests. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { args, ...options } = await chromiumLaunch()
  const rule = `--host-resolver-rules=MAP ${apiName} 127.0.0.1`
  const [playground, browser] = await Promise.all([
    startPlayground({ BUILT: '1' }),
    chromium.launchServer({ ...options, args: [...args, rule] }),
  ])
  project.provide('playgroundUrl', playground.url)
  project.provide('browserEndpoint', browser.wsEndpoint())
  return async () => {
    await Promise.all([browser.close(), playground.stop()])
  }
}
