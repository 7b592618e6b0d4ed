import type { Locator, Page } from 'playwright'
import { expect, test } from 'vitest'
import { breakBackend, mendBackend, usePlayground } from './playground-page.ts'

/** What React and the browser say of errors that are thrown on purpose, and of the 404 of a lost project. */
const onPurpose = /The above error occurred|Nobody caught this|One error, three ways|status of 404/
const open = usePlayground(onPurpose)
const openPage = () => open('boundaries', { ready: 'Dial is well' })

test('one part breaks alone, and Try again brings it back with the focus near', async () => {
  const page = await openPage()
  await press(page, 'Press Gauge')
  await press(page, 'Break Throws while rendering')
  const broken = card(page, 'Throws while rendering')
  await broken.getByRole('alert').getByText('Something went wrong').waitFor()
  expect(await page.getByText('Gauge is well. Pressed 1').isVisible(), 'the others live').toBe(true)

  await broken.getByRole('button', { name: 'Try again' }).click()
  await broken.getByText('Dial is well').waitFor()
  await page.keyboard.press('Tab')
  expect(await focused(broken.getByRole('button', { name: 'Press Dial' }))).toBe(true)
})

test('the third error within a minute says so, and offers no more tries until it is mended', async () => {
  const page = await openPage()
  await press(page, 'Break Throws again and again')
  const broken = card(page, 'Throws again and again')
  const tryAgain = broken.getByRole('button', { name: 'Try again' })
  for (let time = 0; time < 2; time += 1) {
    expect(await broken.getByText('This keeps happening').count()).toBe(0)
    await tryAgain.click()
  }
  await broken.getByText('This keeps happening').waitFor()
  expect(await tryAgain.count()).toBe(0)
  await press(page, 'Mend Throws again and again')
  await broken.getByText('Gauge is well').waitFor()
})

test('one error by three ways is one line, and no toast where a boundary shows it', async () => {
  const page = await openPage()
  await press(page, 'One error, three ways')
  await page.getByText('Shown by a boundary').waitFor()
  // Told later than the first, by the same way: what the first had to tell has been told.
  await press(page, 'Reject a promise')
  await toast(page, 'Something went wrong').waitFor()
  expect(await told(page)).toEqual([
    ['Nobody caught this', 'window', '1×', '1×'],
    ['One error, three ways', 'boundary three ways', '1×', 'none'],
  ])
})

test('errors of one kind are one toast that counts them, and goes when it is dismissed', async () => {
  const page = await openPage()
  await press(page, 'Reject a promise')
  await press(page, 'Reject a promise')
  await press(page, 'Fail a query')
  await toast(page, 'This does not exist').waitFor()
  const before = await page.getByRole('main').boundingBox()
  await toast(page, 'Something went wrong').getByText('×2').waitFor()
  await press(page, 'Dismiss: Something went wrong')
  await toast(page, 'Something went wrong').waitFor({ state: 'detached' })
  expect(await toast(page, 'This does not exist').isVisible()).toBe(true)
  expect(await page.getByRole('main').boundingBox(), 'nothing has moved').toEqual(before)
})

test('another key is another chance, and the part around an inner boundary keeps its state', async () => {
  const page = await openPage()
  const tabs = card(page, 'Reset by key')
  await tabs.getByText('Broken', { exact: true }).click()
  await tabs.getByRole('alert').waitFor()
  await tabs.getByText('Kelp', { exact: true }).click()
  await tabs.getByText('Kelp is well').waitFor()

  await press(page, 'Press Outer')
  await press(page, 'Break Nested')
  await card(page, 'Nested').getByRole('alert').waitFor()
  expect(await page.getByText('Outer is well. Pressed 1').isVisible()).toBe(true)
})

test('what the desk shows in its own place is no toast', async () => {
  const page = await open('', { ready: 'Atlas' })
  await breakBackend(page, 'Outage', 'dropped')
  await press(page, 'Refresh')
  await page.getByText('Shown as of').waitFor()
  expect(await page.locator('.toast').count()).toBe(0)
  await mendBackend(page)
})

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click()

const card = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })

const toast = (page: Page, text: string): Locator => page.locator('.toast', { hasText: text })

const focused = (field: Locator): Promise<boolean> =>
  field.evaluate((element) => element.matches(':focus'))

/** Error, who saw it, reports, toasts; without the id, which is another one each time. */
async function told(page: Page): Promise<string[][]> {
  const rows = await page.locator('.told tbody tr').all()
  const cells = await Promise.all(rows.map((row) => row.getByRole('cell').allTextContents()))
  return cells.map(([what = '', by = '', , reports = '', toasts = '']) => [
    ...[what, by, reports, toasts],
  ])
}
