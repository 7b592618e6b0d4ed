import { test } from 'vitest'
import { usePlayground } from './playground-page.ts'

const open = usePlayground()

test('a language that the browser itself does not know stops no page', async () => {
  const page = await open('', { locale: 'en-US@posix' })
  await page.getByRole('row', { name: /Atlas/ }).waitFor()
})
