import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { usePlayground } from './playground-page.ts'

const open = usePlayground(/status of 404/)

const acts = ['Failing call', 'Error', 'Log', 'Metric', 'Span', 'Breadcrumb']
const secrets = [
  ...['tok-9f8e7d6c5b4a3210', 'ada.lovelace', '4111 1111 1111 1111', 'correct-horse-battery'],
  ...['opaque-Bearer-1a2b3c', 'sid-77aa88bb99cc'],
]

test('no planted secret can be read in any item that would have been sent', async () => {
  const page = await open('reports')
  const kinds = new Set<string>()
  for (const act of acts) await cause(page, act)
  const items = page.getByRole('group', { name: /^Envelope items/ }).getByRole('radio')
  for (const item of await items.all()) {
    await item.check({ force: true })
    kinds.add(await page.locator('.envelope-view h3').innerText())
    const sent = (await page.getByRole('region', { name: 'JSON as sent' }).textContent()) ?? ''
    expect(secrets.filter((secret) => sent.includes(secret))).toEqual([])
  }
  expect([...kinds]).toEqual(
    expect.arrayContaining(['event', 'log', 'trace_metric', 'span', 'session']),
  )
  expect(await value(page, 'Planted')).toBeGreaterThanOrEqual(13)
  expect(await value(page, 'Found')).toBe(0)
})

test('the secrets are there before the mask, and marked where they were', async () => {
  const page = await open('reports')
  await cause(page, 'Error')
  const masked = await page.locator('.json mark').allInnerTexts()
  expect(masked).toContain('[redacted]')
  await page.getByText('Before the mask').click()
  const before = page.getByRole('region', { name: 'JSON before' }).locator('mark')
  await before.first().waitFor()
  const marked = await before.allInnerTexts()
  expect(marked).toEqual(expect.arrayContaining(['ada.lovelace@example.com', secrets[2]]))
})

test('it is read by keyboard: the arrows go from item to item', async () => {
  const page = await open('reports')
  await cause(page, 'Log')
  await cause(page, 'Metric')
  await page.getByRole('radio', { name: /^trace_metric/ }).focus()
  await page.keyboard.press('ArrowDown')
  expect(await page.locator('.envelope-view h3').innerText()).toBe('log')
})

test('the first page loads neither Sentry nor DOMPurify, and nothing leaves for Sentry', async () => {
  const page = await open('')
  await page.getByRole('row', { name: /Atlas/ }).waitFor()
  expect(await libraries(page)).toEqual({ Sentry: false, DOMPurify: false })
  await page.getByRole('link', { name: 'Reports' }).click()
  await cause(page, 'Error')
  expect(await libraries(page)).toEqual({ Sentry: true, DOMPurify: false })
  const asked = await page.evaluate(() => performance.getEntries().map(({ name }) => name))
  expect(asked.filter((name) => name.includes('sentry.invalid'))).toEqual([])
})

/** Which of them are in the scripts that the page has loaded, by a name that only they write. */
const libraries = (page: Page) =>
  page.evaluate(async () => {
    const urls = performance.getEntriesByType('resource').map(({ name }) => name)
    const scripts = urls.filter((url) => new URL(url).pathname.endsWith('.js'))
    const texts = await Promise.all(scripts.map(async (url) => (await fetch(url)).text()))
    const has = (name: string) => texts.some((text) => text.includes(name))
    return { Sentry: has('__SENTRY__'), DOMPurify: has('ALLOWED_URI_REGEXP') }
  })

/** Presses the button and waits for what comes of it. */
async function cause(page: Page, act: string): Promise<void> {
  const before = await value(page, 'Items')
  await page.getByRole('button', { name: new RegExp(`^${act}`) }).click()
  await expect.poll(() => value(page, 'Items')).toBeGreaterThan(before)
}

const value = async (page: Page, name: string): Promise<number> =>
  Number(
    await page
      .locator('.figure', { has: page.getByText(name, { exact: true }) })
      .locator('.value')
      .innerText(),
  )
