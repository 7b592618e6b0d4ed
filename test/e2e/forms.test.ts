import type { Locator, Page } from 'playwright'
import { expect, test } from 'vitest'
import {
  breakBackend,
  button,
  circuitLets,
  description,
  mendBackend,
  usePlayground,
} from './playground-page.ts'

const open = usePlayground()
const openPage = () => open('forms', { ready: 'Plain form' })

test.each(['Plain form', 'react-hook-form'])(
  '%s: what the page knows and what only the server knows stand at their fields',
  async (way) => {
    const page = await openPage()
    await choose(page, way)
    const [name, email, password] = fields(page)
    await email.fill('ada@exam')
    await password.fill('abcD1')
    await button(page, 'Create project').click()
    expect(await description(email)).toBe('An email address, such as ada@example.com.')
    expect(await description(password)).toBe('It needs 8 characters, a symbol.')
    expect(await isFocused(email), 'the first that is wrong').toBe(true)

    await email.fill('ada@example.com')
    expect(await description(email)).toBe('Mail can be sent there.')
    expect(await isFocused(email), 'still, with another field wrong').toBe(true)
    await password.fill('abcD1!xyz')
    await name.fill('ATLAS')
    await button(page, 'Create project').click()
    await page.getByText('There is already a project named "ATLAS".').first().waitFor()
    expect(await description(name)).toContain('Choose another name.')
    expect(await isFocused(name)).toBe(true)
    expect(
      await page.getByLabel('Body of the answer').filter({ visible: true }).textContent(),
    ).toContain('"status": 409')

    await name.fill(`Made by a ${way}`)
    await button(page, 'Create project').click()
    await page.getByText(`Made by a ${way} is made.`).waitFor()
  },
)

test('nothing that was typed is lost in an outage, and it is sent when all is well', async () => {
  const page = await openPage()
  const [name, email, password] = fields(page)
  await name.fill('Sargasso')
  await email.fill('ada@example.com')
  await password.fill('abcD1!xyz')
  await breakBackend(page, 'Outage', 'dropped')
  await button(page, 'Create project').click()
  await page.getByRole('alert').getByText('Nothing you typed is lost.').waitFor()
  expect(await page.getByRole('alert').textContent()).toContain('could not be reached')
  for (const way of ['Any server', 'Plain form']) await choose(page, way)
  expect(await name.inputValue()).toBe('Sargasso')
  expect(await password.inputValue()).toBe('abcD1!xyz')

  await mendBackend(page)
  await circuitLets(page)
  await button(page, 'Create project').click()
  await page.getByText('Sargasso is made.').waitFor()
})

test('every shape of a server gives the same messages at the same fields', async () => {
  const page = await openPage()
  await choose(page, 'Any server')
  const shape = page.getByLabel('The server answers as')
  for (const name of await shape.getByRole('option').allTextContents()) {
    await shape.selectOption(name)
    await button(page, 'Send').click()
    await page.getByText('Nothing was saved.', { exact: true }).waitFor()
    const messages = await Promise.all(fields(page).map(description))
    expect(messages, name).toEqual([
      'At least 3 characters.',
      'Has an account already.',
      'Is in every list of passwords.',
    ])
  }
})

/** The three fields of the form that is shown. */
function fields(page: Page): [Locator, Locator, Locator] {
  const labelled = (name: string) =>
    page.getByLabel(name, { exact: true }).filter({ visible: true })
  return [labelled('Project name'), labelled('Email'), labelled('Password')]
}

const choose = (page: Page, way: string): Promise<void> =>
  page.getByRole('group', { name: 'Way' }).getByText(way).click()

const isFocused = (field: Locator): Promise<boolean> =>
  field.evaluate((element) => element.matches(':focus'))
