import { type Browser, chromium, type Locator, type Page } from 'playwright'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { chromiumLaunch } from '../../scripts/chromium.ts'
import { type RunningPlayground, startPlayground } from './start-playground.ts'

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

test('a field error stands beside its field, and goes when the field is right', async () => {
  const page = await openPage()
  await button(page, 'New project').click()
  await page.getByLabel('Name').fill('At')
  await page.getByLabel('Owner').fill('ada@example.com')
  await button(page, 'Create project').click()

  await page.getByText('Name must have at least 3 characters.').waitFor()
  expect(await description(page.getByLabel('Name'))).toBe('Name must have at least 3 characters.')
  expect(await page.getByLabel('Name').getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByLabel('Name').evaluate((field) => field.matches(':focus'))).toBe(true)
  expect(await page.getByLabel('Owner').getAttribute('aria-invalid')).toBe('false')

  // The same name in other letters is taken, which only the database can know.
  await page.getByLabel('Name').fill('ATLAS')
  await button(page, 'Create project').click()
  await page.getByText('There is already a project named "ATLAS".').waitFor()

  await page.getByLabel('Name').fill('Kelp forest')
  await button(page, 'Create project').click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByRole('row', { name: /Kelp forest/ }).waitFor()
})

test('the page holds while its backend is down, and comes back when it is mended', async () => {
  const page = await openPage()
  const circuit = page.getByRole('banner').getByRole('status')
  const banner = page.locator('[data-notice=unreachable]')
  await circuit.getByText('CLOSED', { exact: true }).waitFor()

  await page.getByRole('group', { name: 'Presets' }).getByRole('button', { name: 'Outage' }).click()
  await page.getByRole('list', { name: 'Active rules' }).getByText('dropped').waitFor()
  await page.getByRole('switch', { name: 'Steady' }).check()
  await button(page, 'Burst of 50').click()
  await circuit.getByText('OPEN', { exact: true }).waitFor()
  await banner.getByText('The service is not answering.').waitFor()

  await button(page, 'Refresh').click()
  await page.getByText('CIRCUIT_OPEN · not sent').waitFor()
  expect(await row(page, 'Atlas').isVisible(), 'the list as it was').toBe(true)
  await page.getByText('Shown as of').waitFor()
  await page.locator('.legend > div', { hasText: /^Refused locally[1-9]/ }).waitFor()

  await button(page, 'Clear').click()
  await page.getByText('Nothing is broken.').waitFor()
  await circuit.getByText('CLOSED', { exact: true }).waitFor()
  await page.getByText(/^As of /).waitFor()
  await banner.waitFor({ state: 'hidden' })
  await button(page, 'Refresh').waitFor()
  expect(await row(page, 'Atlas').isVisible(), 'the list, read again').toBe(true)
})

/** A page of its own that has read the list. When the test ends, it must not have complained. */
async function openPage(): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
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
  await page.goto(playground.url)
  await row(page, 'Atlas').waitFor()
  return page
}

/** What the browser itself says of an answer that a test has asked for. */
const expected =
  /^Failed to load resource: (?:net::ERR_|the server responded with a status of 4(?:09|22))/

const button = (page: Page, name: string): Locator =>
  page.getByRole('button', { name, exact: true })

const row = (page: Page, name: string): Locator => page.getByRole('row', { name: new RegExp(name) })

/** What a screen reader says after the name of a field. */
const description = (field: Locator): Promise<string | null | undefined> =>
  field.evaluate(
    (element) =>
      document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent,
  )
