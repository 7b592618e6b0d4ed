import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { breakBackend, button, circuitLets, mendBackend, usePlayground } from './playground-page.ts'

const open = usePlayground()
const openPage = () => open('lists', { ready: 'ines.duarte@example.com' })

test('a change shows at once, is taken back when it fails, and is saved when tried again', async () => {
  const page = await openPage()
  await breakBackend(page, 'Outage', 'dropped')
  await rename(page, 'Beacon', 'Beacon two')
  expect(await names(page), 'before any answer').toContain('Beacon two')
  expect(await names(page)).not.toContain('Beacon')

  const failed = row(page, 'Not renamed to “Beacon two”.')
  await failed.getByText('The service could not be reached.').waitFor()
  await failed.getByText('not saved').waitFor()
  expect(await failed.getByRole('textbox').inputValue(), 'taken back').toBe('Beacon')
  const aloud = page.getByRole('alert').filter({ hasText: 'Not saved: Rename “Beacon”' })
  expect(await aloud.textContent()).toContain('The service could not be reached.')

  await mendBackend(page)
  await circuitLets(page)
  await button(page, 'Try again: Rename “Beacon” to “Beacon two”').click()
  await page.getByText('Everything is saved.').waitFor()
  await page.reload()
  await page.getByText('ines.duarte@example.com').first().waitFor()
  expect(await names(page), 'read again from the backend').toContain('Beacon two')
})

test('a new row is the same element before and after the backend has made it', async () => {
  const page = await openPage()
  await breakBackend(page, 'Slow', 'late')
  await page.getByLabel('Name of a new project').fill('Bull kelp')
  await page.keyboard.press('Enter')
  const name = page.getByRole('textbox', { name: 'Name of Bull kelp' })
  await name.evaluate((element) => element.setAttribute('data-seen', 'before the answer'))
  await page.getByText('Saving 1 change …').waitFor()
  await page.getByText('Everything is saved.').waitFor()
  expect(await name.getAttribute('data-seen')).toBe('before the answer')
  await mendBackend(page)
})

test('a row that could not be made, and one that could not be removed, say so in their places', async () => {
  const page = await openPage()
  await page.getByLabel('Name of a new project').fill('Atlas')
  await page.keyboard.press('Enter')
  const lost = row(page, 'Not added.')
  await lost.getByText('There is already a project named "Atlas".').waitFor()
  await lost.getByRole('button', { name: 'Leave it: Add “Atlas”' }).click()
  await lost.waitFor({ state: 'hidden' })

  await breakBackend(page, 'Outage', 'dropped')
  await button(page, 'Delete Harbour').click()
  await button(page, 'Really delete Harbour').click()
  expect(await names(page), 'before any answer').not.toContain('Harbour')
  await row(page, 'Not removed.').getByText('The service could not be reached.').waitFor()
  expect(await names(page)).toContain('Harbour')
  await mendBackend(page)
  await circuitLets(page)
  await button(page, 'Try again: Remove “Harbour”').click()
  await page.getByText('Everything is saved.').waitFor()
  expect(await names(page)).not.toContain('Harbour')
})

test('ten edits at once are all told, and all tried again', async () => {
  const page = await openPage()
  const before = await names(page)
  await breakBackend(page, 'Outage', 'dropped')
  await button(page, 'Ten edits at once').click()
  await page.getByText('10 changes not saved.', { exact: true }).waitFor()
  await page.getByText('0 pending · 0 answered · 10 failed').waitFor()
  expect(await names(page), 'all taken back').toEqual(before.slice(0, 11))
  await mendBackend(page)
  await circuitLets(page)
  await button(page, 'Try all again').click()
  await page.getByText('Everything is saved.').waitFor()
  await page.getByText('0 pending · 10 answered · 0 failed').waitFor()
})

const row = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text })

async function rename(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole('textbox', { name: `Name of ${from}`, exact: true }).fill(to)
  await page.keyboard.press('Enter')
}

/** The names as the rows show them. */
const names = (page: Page): Promise<string[]> =>
  page
    .getByRole('list', { name: 'Projects' })
    .getByRole('textbox')
    .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value))
