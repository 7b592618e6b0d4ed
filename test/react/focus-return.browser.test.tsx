import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { FocusReturn } from '../../src/react/focus-return.tsx'

test('Tab goes on behind it, and then it is gone', async () => {
  const screen = await render(
    <>
      <button type="button">before</button>
      <FocusReturn />
      <button type="button">after</button>
    </>,
  )
  expect(screen.container.querySelector('span')).toBe(document.activeElement)
  await userEvent.tab()
  await expect.element(screen.getByText('after')).toHaveFocus()
  await expect.poll(() => screen.container.querySelector('span')).toBeNull()
})

test('takes the focus from nobody', async () => {
  const field = document.body.appendChild(document.createElement('input'))
  field.focus()
  const screen = await render(<FocusReturn />)
  expect(document.activeElement).toBe(field)
  await expect.poll(() => screen.container.querySelector('span')).toBeNull()
  field.remove()
})
