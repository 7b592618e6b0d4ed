import type { Locator, Page } from 'playwright'
import { expect, test } from 'vitest'
import { breakBackend, button, description, mendBackend, usePlayground } from './playground-page.ts'

const open = usePlayground(/status of 500/)
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
  await button(page, 'Burst of 20').click()
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

test('the first page says what to press, and two bursts leave enough to go on with', async () => {
  const page = await openPage()
  const guide = page.getByRole('region', { name: 'A backend that fails, and a page that holds' })
  for (const step of await guide.getByRole('listitem').locator('b').allInnerTexts()) {
    const named = page.getByRole('button', { name: step }).or(page.getByLabel(step))
    expect(await named.count(), `something to press called ${step}`).toBeGreaterThan(0)
  }
  for (const _ of [1, 2]) await button(page, 'Burst of 20').click()
  await page.getByText('40 called').getByText('40 answered').waitFor()
  const left = page.locator('.gate-cell', { hasText: 'Rate' }).locator('.value')
  expect(Number.parseInt(await left.innerText(), 10)).toBeGreaterThan(50)
  await button(page, 'Refresh').click()
  await page.getByText(/^As of /).waitFor()
})

test('after mending all circuits close without another click, those of writes too', async () => {
  const page = await openPage()
  const circuit = page.getByRole('banner').getByRole('status')
  await page.getByLabel('Status of the errors').selectOption('500')
  await page.getByLabel('Errors', { exact: true }).fill('100')
  await page.getByRole('list', { name: 'Active rules' }).getByText('100 % answer 500').waitFor()
  for (const name of ['Atlas', 'Beacon', 'Cartographer', 'Checkout rewrite', 'Data lake export']) {
    await page.getByLabel(`Status of ${name}`).selectOption('archived')
  }
  const lines = page.locator('.event-log li', { hasText: 'closed → open' })
  await lines.filter({ hasText: 'PATCH /projects/:id' }).waitFor()
  await breakBackend(page, 'Outage', 'dropped')
  await button(page, 'Burst of 20').click()
  await circuit.getByText('OPEN', { exact: true }).waitFor()

  await mendBackend(page)
  await page.getByText('Nothing is broken. The page finds out by its next probe').waitFor()
  await circuit.getByText('CLOSED', { exact: true }).waitFor(patient)
  await page.getByText('Nothing is broken.', { exact: true }).waitFor()
  await page.locator('[data-notice=unreachable]').waitFor({ state: 'hidden' })
  // What retries may spend is earned by calls that succeed, and here nobody makes any.
  const shut = page.locator('.gate-cell[data-state=shut]').filter({ hasNotText: 'Retry budget' })
  expect(await shut.count()).toBe(0)
})

test('a backend that stalls on every connection is mended by one press', async () => {
  const page = await openPage()
  await breakBackend(page, 'Stall', 'half-way')
  await button(page, 'Burst of 20').click()
  const slots = page.locator('.gate-cell', { hasText: 'Slots' })
  await slots.getByText('10/10').waitFor()
  await page
    .getByRole('group', { name: 'Presets' })
    .getByRole('button', { name: 'Healthy' })
    .click()
  await page.getByText('Nothing is broken.').waitFor({ timeout: 8_000 })
  await page.getByText('20 answered').waitFor()
})

test('no figure of the legend is cut off at 1280 px, however large', async () => {
  const page = await open('', { ready: 'Atlas', viewport: { width: 1_280, height: 800 } })
  const beyond = await page.locator('.legend').evaluate((legend) => {
    for (const figure of legend.querySelectorAll('dd')) figure.textContent = '12345'
    const edge = legend.closest('.panel')?.getBoundingClientRect().right ?? 0
    const last = [...legend.children].map((part) => part.getBoundingClientRect().right)
    return Math.max(...last) - edge
  })
  expect(beyond).toBeLessThan(-8)
})

test('"Start anew" brings back the backend, its projects and the client as they were', async () => {
  const page = await openPage()
  await button(page, 'Burst of 20').click()
  await page.getByText('20 answered').waitFor()
  for (const name of ['Delete Atlas', 'Really delete Atlas']) await button(page, name).click()
  await row(page, 'Atlas').waitFor({ state: 'detached' })
  await breakBackend(page, 'Slow', 'late')

  await button(page, 'Start anew').click()
  await page.getByText('0 called').waitFor()
  await row(page, 'Atlas').waitFor()
  await page.getByText('Nothing is broken.', { exact: true }).waitFor()
})

/** A call may take its thirty seconds to fail. */
const patient = { timeout: 60_000 }

const row = (page: Page, name: string): Locator => page.getByRole('row', { name: new RegExp(name) })
