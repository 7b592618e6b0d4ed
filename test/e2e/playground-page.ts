import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright'
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest'

/** What the browser itself says of an answer that a test has asked for. */
const expected =
  /^Failed to load resource: (?:net::ERR_|the server responded with a status of 4(?:09|12|22))/

/** Of the browser context, and a text of the page that shows it ready. */
type PageOptions = BrowserContextOptions & { ready?: string }

/**
 * The playground and the browser, made anew for the tests of one file.
 *
 * @param alsoExpected  complaints of the console that these tests ask for
 * @returns opens the page of a route once it is ready. It is alone in its browser
 * context, and when the test ends it must not have complained.
 */
export function usePlayground(
  alsoExpected = /(?!)/,
): (route: string, options?: PageOptions) => Promise<Page> {
  const url = inject('playgroundUrl')
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.connect(inject('browserEndpoint'))
    const page = await browser.newPage()
    await page.goto(url)
    const isAnew = page.waitForResponse('**/chaos/anew')
    await button(page, 'Start anew').click()
    await isAnew
    await page.close()
  })
  afterAll(() => browser?.close())
  return (route, options) => openPage(browser, `${url}/#/${route}`, alsoExpected, options)
}

/** Opens a page in a browser context of its own; when the test ends it must not have complained. */
export async function openPage(
  browser: Browser,
  url: string,
  alsoExpected = /(?!)/,
  { ready, ...options }: PageOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    ...{ locale: 'en-GB', reducedMotion: 'reduce' },
    ...options,
  })
  // A machine that has other work to do is slow.
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  const complaints: string[] = []
  const complain = (text: string) => {
    if (!expected.test(text) && !alsoExpected.test(text)) complaints.push(text)
  }
  page.on('pageerror', (error) => complain(String(error)))
  page.on('console', (message) => message.type() === 'error' && complain(message.text()))
  onTestFinished(async () => {
    await context.close()
    expect(complaints, 'errors in the console and unhandled rejections').toEqual([])
  })
  await page.goto(url)
  await page.locator('main:not([aria-busy])').waitFor()
  if (ready) await page.getByRole('main').getByText(ready).first().waitFor()
  return page
}

export const button = (page: Page, name: string): Locator =>
  page.getByRole('button', { name, exact: true })

/** Breaks the backend with a preset of the chaos desk, once the desk says so itself. */
export async function breakBackend(page: Page, preset: string, fault: string): Promise<void> {
  const presets = page.getByRole('group', { name: 'Presets' })
  await presets.getByRole('button', { name: preset }).click()
  await page.getByRole('list', { name: 'Active rules' }).getByText(fault).waitFor()
}

export async function mendBackend(page: Page): Promise<void> {
  await button(page, 'Clear').click()
  await page.getByText('Nothing is broken.').waitFor()
}

/** No circuit refuses a call any more; one of a single endpoint waits for such a call to probe it. */
export async function circuitLets(page: Page): Promise<void> {
  const note = page.getByRole('banner').getByText(/requests flow|next call probes/)
  await note.waitFor({ timeout: 60_000 })
}

/** What a screen reader says after the name of a field. */
export const description = (field: Locator): Promise<string | null | undefined> =>
  field.evaluate(
    (element) =>
      document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent,
  )
