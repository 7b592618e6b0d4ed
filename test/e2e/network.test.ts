import type { Locator, Page } from 'playwright'
import { expect, test } from 'vitest'
import { breakBackend, button, mendBackend, usePlayground } from './playground-page.ts'

const open = usePlayground()
const openPage = () => open('network', { ready: '5 projects as of' })

test('without a network the banner says so, and says so when it is back', async () => {
  const page = await openPage()
  await page.context().setOffline(true)
  await banner(page, 'offline').getByText('You are offline.').waitFor()
  await said(page, 'useNetworkStatus', 'status', 'offline').waitFor()
  expect(await toasts(page)).toBe(0)

  await page.context().setOffline(false)
  await banner(page, 'back').getByText('Back online.').waitFor()
  await said(page, 'useNetworkStatus', 'status', 'online').waitFor()
  await banner(page, 'back').waitFor({ state: 'detached' })
})

test('a dead backend is called unreachable, is no toast, and the page recovers by itself', async () => {
  const page = await openPage()
  await breakBackend(page, 'Outage', 'dropped')
  await button(page, 'Send 20 requests').click()
  await button(page, 'Ask again').click()
  await banner(page, 'unreachable').getByText('The service is not answering.').waitFor()
  await said(page, 'useNetworkStatus', 'status', 'unreachable').waitFor()
  await said(page, 'useCircuit', 'state', 'open').waitFor()
  expect(await toasts(page)).toBe(0)

  await mendBackend(page)
  await banner(page, 'back').waitFor()
  await said(page, 'useHealth', 'status', 'healthy').waitFor()
  // Back after one answer; the circuit of that endpoint wants a second one before it closes.
  await button(page, 'Ask again').click()
  await said(page, 'useCircuit', 'state', 'closed').waitFor()
})

test('what happens to one part renders the others not at all', async () => {
  const page = await openPage()
  await said(page, 'useHealth', 'status', 'healthy').waitFor()
  const before = await renders(page, 'useNetworkStatus', 'status')
  const busy = await renders(page, 'useQueue', 'inFlight')
  await button(page, 'Send 20 requests').click()
  await expect.poll(() => renders(page, 'useQueue', 'inFlight')).toBeGreaterThan(busy)
  await said(page, 'useQueue', 'inFlight', '0').waitFor()
  expect(await renders(page, 'useNetworkStatus', 'status')).toBe(before)
  expect(await renders(page, 'useCircuit', 'state')).toBe(1)
})

/** The living one: the stills have no role. */
const banner = (page: Page, notice: string): Locator =>
  page.getByRole('status').locator(`[data-notice=${notice}]`)

const toasts = (page: Page): Promise<number> => page.locator('.toast').count()

const row = (page: Page, hook: string, part: string): Locator =>
  page
    .locator('tbody', { has: page.getByRole('rowheader', { name: part, exact: true }) })
    .filter({ hasText: hook })
    .getByRole('row', { name: new RegExp(`^${part} `) })

const said = (page: Page, hook: string, part: string, text: string): Locator =>
  row(page, hook, part).getByRole('cell', { name: text, exact: true })

const renders = async (page: Page, hook: string, part: string): Promise<number> =>
  Number(await row(page, hook, part).getByRole('cell').last().textContent())
