import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { chromiumLaunch } from '../../scripts/chromium.ts'
import { startPlayground, type RunningPlayground } from './start-playground.ts'

/** Opens the page of that route; fails the test afterwards if the page complained. */
export type OpenPage = (route: string, options?: BrowserContextOptions) => Promise<Page>

/** One playground and one browser for the tests of a file. */
export function playgroundPages(): OpenPage {
  let playground: RunningPlayground
  let browser: Browser

  beforeAll(async () => {
    ;[playground, browser] = await Promise.all([
      startPlayground(),
      chromiumLaunch().then((options) => chromium.launch(options)),
    ])
  })

  afterAll(async () => {
    await browser?.close()
    expect(await playground?.stop(), 'exit code of npm start').toBe(0)
  })

  return async (route, options) => {
    const context = await browser.newContext({
      ...{ locale: 'en-GB', reducedMotion: 'reduce' },
      ...options,
    })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !expected.test(message.text()))
        complaints.push(message.text())
    })
    onTestFinished(async () => {
      await context.close()
      expect(complaints, 'errors in the console and unhandled rejections').toEqual([])
    })
    await page.goto(`${playground.url}/#/${route}`)
    await page.locator('main:not([aria-busy])').waitFor()
    return page
  }
}

/** What the browser says of a call that was made to fail, and of a sealed frame that wanted out. */
const expected = /^Failed to load resource: (?:net::ERR_|.* status of 404)|Content Security Policy/
