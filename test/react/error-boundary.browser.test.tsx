import { useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { ErrorBoundary, type ErrorContext } from '../../src/react/error-boundary.tsx'
import { useApiQuery } from '../../src/react/use-api-query.ts'
import { json, status } from '../../src/testing/index.ts'
import { page } from './page.tsx'

/** React tells the console, and React 18 the window too, of errors that a boundary catches. */
const hush = (event: ErrorEvent) => {
  if (/on purpose|answered 503/.test(event.message)) event.preventDefault()
}
beforeEach(() => {
  globalThis.addEventListener('error', hush)
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => globalThis.removeEventListener('error', hush))

function Project() {
  const { data } = useApiQuery<{ name: string }>('projects/7', { throwOnError: true })
  return <p>{data?.name ?? 'Loading'}</p>
}

let isBroken = true
function Fragile() {
  if (isBroken) throw new Error('broken on purpose')
  return <p>Whole</p>
}

test('shows the failure of a query, and Try again asks for it again', async () => {
  const { Providers, wire } = page({ isStrict: true }, status(503), json({ name: 'Apollo' }))
  const onReset = vi.fn()
  const screen = await render(
    <>
      <p>The rest</p>
      <ErrorBoundary name="project" onReset={onReset}>
        <Project />
      </ErrorBoundary>
    </>,
    { wrapper: Providers },
  )
  await expect.element(screen.getByRole('alert')).toMatchTextContent(/The service has a problem/)
  await expect.element(screen.getByText('The rest')).toBeVisible()
  const before = wire.calls.length
  await screen.getByRole('button', { name: 'Try again' }).click()
  await expect.element(screen.getByText('Apollo')).toBeVisible()
  expect(wire.calls.length).toBeGreaterThan(before)
  expect(onReset).toHaveBeenCalledTimes(1)
})

test('Try again after a failure shows the next failure', async () => {
  const { Providers, wire } = page({ circuit: false }, status(503))
  const screen = await render(
    <ErrorBoundary name="project">
      <Project />
    </ErrorBoundary>,
    { wrapper: Providers },
  )
  for (let tries = 1; tries <= 3; tries++) {
    await screen.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => wire.calls).toHaveLength(tries + 1)
    await expect.element(screen.getByRole('alert')).toBeVisible()
  }
})

test('reports an error once with the name of the boundary, though two boundaries saw it', async () => {
  const { Providers } = page({ isStrict: true }, status(503))
  const onError = vi.fn<(error: unknown, context: ErrorContext) => void>()
  const screen = await render(
    <>
      {['one', 'two'].map((name) => (
        <ErrorBoundary key={name} name={name} onError={onError}>
          <Project />
        </ErrorBoundary>
      ))}
    </>,
    { wrapper: Providers },
  )
  await expect.poll(() => screen.getByRole('alert').elements()).toHaveLength(2)
  expect(onError).toHaveBeenCalledTimes(1)
  const [error, context] = onError.mock.calls[0] ?? []
  expect(error).toMatchObject({ code: 'HTTP', status: 503 })
  expect(context?.name).toBe('one')
  expect(context?.componentStack).toContain('Project')
})

test('a report that throws is told to the window, and the fallback stays', async () => {
  isBroken = true
  const report = vi.spyOn(globalThis, 'reportError').mockReturnValue()
  const mishap = new Error('the reporter failed on purpose')
  const onError = () => {
    throw mishap
  }
  const screen = await render(
    <ErrorBoundary name="part" onError={onError}>
      <Fragile />
    </ErrorBoundary>,
  )
  await expect.element(screen.getByRole('alert')).toBeVisible()
  expect(report).toHaveBeenCalledExactlyOnceWith(mishap)
})

test('tries again when a reset key changes, and not when it only renders', async () => {
  isBroken = true
  const Pages = () => {
    const [id, setId] = useState(1)
    const [, render_] = useState(0)
    return (
      <>
        <button type="button" onClick={() => setId(id + 1)}>
          next
        </button>
        <button type="button" onClick={() => render_((count) => count + 1)}>
          render
        </button>
        <ErrorBoundary name="part" resetKeys={[id]}>
          <Fragile />
        </ErrorBoundary>
      </>
    )
  }
  const screen = await render(<Pages />)
  await expect.element(screen.getByRole('alert')).toBeVisible()
  isBroken = false
  await screen.getByRole('button', { name: 'render' }).click()
  await expect.element(screen.getByRole('alert')).toBeVisible()
  await screen.getByRole('button', { name: 'next' }).click()
  await expect.element(screen.getByText('Whole')).toBeVisible()
})

test('shows a fallback of your own: an element, a function, or nothing', async () => {
  isBroken = true
  const element = await render(
    <ErrorBoundary name="part" fallback={<p>Sorry</p>}>
      <Fragile />
    </ErrorBoundary>,
  )
  await expect.element(element.getByText('Sorry')).toBeVisible()
  const nothing = await render(
    <ErrorBoundary name="part" fallback={null}>
      <Fragile />
    </ErrorBoundary>,
  )
  expect(nothing.container.textContent).toBe('')
  const made = await render(
    <ErrorBoundary
      name="part"
      fallback={({ name, error, tryAgain }) => (
        <button type="button" onClick={tryAgain}>{`${name}: ${(error as Error).message}`}</button>
      )}
    >
      <Fragile />
    </ErrorBoundary>,
  )
  isBroken = false
  await made.getByText('part: broken on purpose').click()
  await expect.element(made.getByText('Whole')).toBeVisible()
})
