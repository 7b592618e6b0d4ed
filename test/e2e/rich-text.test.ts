import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { usePlayground } from './playground-page.ts'

const open = usePlayground(/Content Security Policy/)

const hostile = ['Scripts', 'Handlers', 'Links', 'Mutation', 'Encoded', 'Disguise']

test('each hostile sample runs in the sealed frame, and none in the page', async () => {
  const page = await open('rich-text')
  for (const images of [false, true]) {
    await page.getByRole('switch', { name: 'allowImages' }).setChecked(images)
    for (const name of hostile) {
      await page.getByRole('button', { name: new RegExp(`^${name}`) }).click()
      await figure(page, 'Not sanitised')
        .getByText(/^[1-9]/)
        .first()
        .waitFor()
      await page.getByText('no script ran in this page').waitFor()
    }
  }
  expect(await figure(page, 'Alarm').locator('.value').innerText()).toBe('0')
})

test('the alarm of the page rings when a script calls it', async () => {
  const page = await open('rich-text')
  await page.evaluate(() => alert('from outside'))
  await page.getByText('1 script ran in this page').waitFor()
})

test('what is typed shows at once as source, as text and as it reads', async () => {
  const page = await open('rich-text')
  await page.getByRole('textbox', { name: 'Typed' }).fill('<b onclick=alert(1)>so</b> &lt;i>it is')
  const source = page.getByRole('region', { name: 'The markup, sanitised' })
  await source.locator('del', { hasText: 'onclick=alert(1)' }).waitFor()
  expect(await page.getByRole('region', { name: 'The text in it' }).innerText()).toBe('so it is')
  const shown = page.getByRole('region', { name: 'The markup, shown' })
  expect(await shown.locator('.prose').innerHTML()).toBe('<b>so</b> &lt;i&gt;it is')
})

test('a picture from elsewhere is fetched where images are allowed, and only there', async () => {
  const page = await open('rich-text')
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.frame() === page.mainFrame()) asked.push(request.url())
  })
  await page.getByRole('button', { name: /^Pictures/ }).click()
  const images = page.getByRole('region', { name: 'The markup, shown' }).locator('img')
  await page.locator('del', { hasText: 'tracker.invalid' }).waitFor()
  expect(await images.count()).toBe(0)
  expect(asked.filter((url) => url.includes('tracker'))).toEqual([])
  await page.getByRole('switch', { name: 'allowImages' }).check()
  await images.nth(1).waitFor()
  await expect.poll(() => asked.some((url) => url.includes('tracker'))).toBe(true)
  expect(await images.first().evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(8)
})

const figure = (page: Page, name: string) =>
  page.locator('.figure', { has: page.getByText(name, { exact: true }) })
