import axe from 'axe-core'
import { expect, test } from 'vitest'
import { usePlayground } from './playground-page.ts'

const open = usePlayground(/Content Security Policy|status of 404/)

test.each(['light', 'dark'] as const)('no page has a barrier: %s', async (colorScheme) => {
  const page = await open('', { colorScheme, viewport: { width: 1_280, height: 800 } })
  await page.getByRole('row', { name: /Atlas/ }).waitFor()
  const links = page.getByRole('navigation', { name: 'Playground' }).getByRole('link')
  const titles = await links.allInnerTexts()
  expect(titles.length).toBeGreaterThanOrEqual(3)
  for (const title of titles) {
    await links.filter({ hasText: title }).click()
    await page.locator('main:not([aria-busy])').waitFor()
    await page.getByRole('button', { name: 'Healthy' }).and(page.locator(':enabled')).waitFor()
    await fill[title]?.(page)
    await page.evaluate(axe.source)
    const { violations, passes } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(),
    )
    expect(passes.length, 'rules that axe could try').toBeGreaterThan(20)
    const found = violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])
    expect(found, title).toEqual([])
    for (const width of [390, 1_280]) {
      await page.setViewportSize({ width, height: 800 })
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(beyond, `${title} is wider than ${width} px`).toBeLessThanOrEqual(0)
    }
  }
})

type Fill = (page: Awaited<ReturnType<typeof open>>) => Promise<unknown>

/** What a page must hold before it is worth a look. */
const fill: Record<string, Fill> = {
  'Rich text': async (page) => {
    await page.getByRole('button', { name: /^Handlers/ }).click()
    await page.locator('del', { hasText: 'onclick' }).waitFor()
  },
  Reports: async (page) => {
    await page.getByRole('button', { name: /^Error/ }).click()
    await page.locator('mark').first().waitFor()
  },
}
