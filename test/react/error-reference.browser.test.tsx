import { afterEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { ErrorReference } from '../../src/react/error-reference.tsx'
import { english } from '../../src/react/words.ts'

afterEach(() => void vi.restoreAllMocks())

test('copies the id and says so', async () => {
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  const screen = await render(
    <ErrorReference errorId="3f9a0b12" supportUrl={undefined} words={english} />,
  )
  await screen.getByRole('button', { name: 'Copy id' }).click()
  await expect.element(screen.getByText('Copied')).toBeVisible()
  expect(write).toHaveBeenCalledExactlyOnceWith('3f9a0b12')
  expect(screen.getByRole('link').elements()).toEqual([])
})

test('selects the id where the clipboard is refused', async () => {
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'))
  const screen = await render(
    <ErrorReference errorId="3f9a0b12" supportUrl="/help" words={english} />,
  )
  await screen.getByRole('button', { name: 'Copy id' }).click()
  await expect.element(screen.getByText('Selected, ready to copy')).toBeVisible()
  expect(String(document.getSelection())).toBe('3f9a0b12')
  await expect.element(screen.getByRole('link')).toHaveAttribute('href', '/help')
})
