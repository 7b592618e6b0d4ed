import { chromium } from 'playwright'
import { expect, inject, test } from 'vitest'
import { openPage } from './playground-page.ts'
import { startPlayground } from './start-playground.ts'

test('npm start serves the page and its backend, and ends with exit code 0', async () => {
  const playground = await startPlayground()
  const browser = await chromium.connect(inject('browserEndpoint'))
  const page = await openPage(browser, playground.url, undefined, { ready: 'Atlas' })
  expect(await page.getByRole('row', { name: /Atlas/ }).isVisible()).toBe(true)
  expect(await playground.stop()).toBe(0)
})
