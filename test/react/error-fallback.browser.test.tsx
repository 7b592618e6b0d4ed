import { HttpError } from 'holdfast'
import { expect, test, vi } from 'vitest'
import { page as tab } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { ErrorFallback } from '../../src/react/error-fallback.tsx'

const response = new Response(null, { status: 503 })
const error = new HttpError({ requestId: 'req-42', retryAfterMs: 5_000 }, response, undefined)
const tryAgain = vi.fn()
const shown = { error, name: 'projects', tryAgain }

test('says what happened, what to do, and what to quote', async () => {
  const screen = await render(<ErrorFallback {...shown} details={false} />)
  const alert = screen.getByRole('alert', { name: 'The service has a problem of its own' })
  await expect.element(alert).toMatchTextContent(/Try again in 5 s\./)
  await expect.element(alert).toMatchTextContent(/Error id req-42/)
  await expect.element(screen.getByRole('button', { name: 'Reload the page' })).toBeVisible()
  await screen.getByRole('button', { name: 'Try again' }).click()
  expect(tryAgain).toHaveBeenCalledTimes(1)
})

test('shows the boundary and the stack to developers, and to nobody else', async () => {
  const thrown = new Error('secret detail')
  const users = await render(<ErrorFallback {...shown} error={thrown} details={false} />)
  expect(users.container.textContent).not.toContain('secret')
  expect(users.container.textContent).not.toContain('projects')
  const developers = await render(<ErrorFallback {...shown} error={thrown} />)
  await developers.getByText('Developer details: projects').click()
  await expect.element(developers.getByText(/Error: secret detail/)).toBeVisible()
})

test('shows developers what happened once, also where the stack does not say it', async () => {
  const places = 'save@https://app.test/main.js:1:2'
  const bare = Object.assign(new TypeError('secret detail'), { stack: places })
  for (const thrown of [bare, new TypeError('secret detail')]) {
    const screen = await render(<ErrorFallback {...shown} error={thrown} details />)
    const text = screen.container.querySelector('pre')?.textContent ?? ''
    expect(text).toMatch(/^TypeError: secret detail\n/)
    expect(text.match(/secret detail/g)).toHaveLength(1)
    expect(text).toContain(thrown.stack)
    await screen.unmount()
  }
})

test('survives whatever was thrown', async () => {
  for (const thrown of ['text', undefined, null, 7, { odd: true }]) {
    const screen = await render(<ErrorFallback {...shown} error={thrown} />)
    await expect.element(screen.getByRole('alert')).toMatchTextContent(/Something went wrong/)
    await screen.unmount()
  }
})

test('Reload reloads the window it stands in', async () => {
  const frame = document.body.appendChild(document.createElement('iframe'))
  frame.srcdoc = '<main></main>'
  const loaded = () =>
    new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  await loaded()
  const container = frame.contentDocument?.querySelector('main') as HTMLElement
  await render(<ErrorFallback {...shown} />, { container })
  const [, reload] = container.querySelectorAll('button')
  const again = loaded()
  reload?.click()
  await again
  frame.remove()
})

test('a repeated error is called one, and offers no other try', async () => {
  const screen = await render(<ErrorFallback {...shown} isRepeated details={false} />)
  await expect.element(screen.getByRole('alert')).toMatchTextContent(/This keeps happening/)
  expect(screen.getByRole('button', { name: 'Try again' }).elements()).toEqual([])
  await expect.element(screen.getByRole('button', { name: 'Reload the page' })).toBeVisible()
})

test('takes the focus after a try that failed, and not when it first appears', async () => {
  const first = await render(<ErrorFallback {...shown} />)
  expect(document.activeElement).toBe(document.body)
  await first.rerender(<ErrorFallback {...shown} isRetry />)
  await expect.element(first.getByRole('alert')).toHaveFocus()
})

test.each([1_280, 390])('fits into a window %i px wide, a long stack included', async (width) => {
  await tab.viewport(width, 800)
  const long = Object.assign(new Error('long'), { stack: `Error: long\n    at ${'x'.repeat(500)}` })
  const screen = await render(
    <div style={{ display: 'grid' }}>
      <ErrorFallback {...shown} error={long} errorId={'6f1c9a52'.repeat(8)} supportUrl="/help" />
    </div>,
  )
  await screen.getByText('Developer details: projects').click()
  const { right } = screen.getByRole('alert').element().getBoundingClientRect()
  expect(right).toBeLessThanOrEqual(width)
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width)
})
