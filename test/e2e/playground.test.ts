import type { Locator, Page } from 'playwright'
import { expect, test } from 'vitest'
import { breakBackend, button, description, mendBackend, usePlayground } from './playground-page.ts'

const open = usePlayground()
const openPage = () => open('', { ready: 'Atlas' })

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

  await breakBackend(page, 'Outage', 'dropped')
  await page.getByRole('switch', { name: 'Steady' }).check()
  await button(page, 'Burst of 50').click()
  await circuit.getByText('OPEN', { exact: true }).waitFor()
  await banner.getByText('The service is not answering.').waitFor()

  // It is refused, or sent as the probe, whichever of those who wait is the first at the gate.
  await button(page, 'Refresh').click()
  await page.getByText('Shown as of').waitFor(patient)
  await page.getByText(/^[A-Z_]+ · (?:not sent|\d+ attempts?)/).waitFor(patient)
  expect(await row(page, 'Atlas').isVisible(), 'the list as it was').toBe(true)
  await page.locator('.legend > div', { hasText: /^Refused locally[1-9]/ }).waitFor(patient)

  await mendBackend(page)
  await circuit.getByText('CLOSED', { exact: true }).waitFor()
  await page.getByText(/^As of /).waitFor()
  await banner.waitFor({ state: 'hidden' })
  await button(page, 'Refresh').waitFor()
  expect(await row(page, 'Atlas').isVisible(), 'the list, read again').toBe(true)
})

/** A call may take its thirty seconds to fail. */
const patient = { timeout: 60_000 }

const row = (page: Page, name: string): Locator => page.getByRole('row', { name: new RegExp(name) })
