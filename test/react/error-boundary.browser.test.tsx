import { useSuspenseQuery } from '@tanstack/react-query'
import { HoldfastProvider, useErrorBoundary } from 'holdfast/react'
import { Suspense, useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { apiQuery } from '../../src/react/api-query.ts'
import { ErrorBoundary, type ErrorContext } from '../../src/react/error-boundary.tsx'
import { errorIdOf } from '../../src/react/error-id.ts'
import { ErrorSettingsContext } from '../../src/react/error-settings.ts'
import { installGlobalErrorHandlers } from '../../src/react/global-errors.ts'
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

test('Try again after a failure shows the next one, the third within a minute is the last', async () => {
  const { Providers, wire } = page({ circuit: false }, status(503))
  const screen = await render(
    <ErrorBoundary name="project">
      <Project />
    </ErrorBoundary>,
    { wrapper: Providers },
  )
  for (let tries = 1; tries <= 2; tries++) {
    await screen.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => wire.calls).toHaveLength(tries + 1)
    await expect.element(screen.getByRole('alert')).toHaveFocus()
  }
  await expect.element(screen.getByRole('alert')).toMatchTextContent(/This keeps happening/)
  expect(screen.getByRole('button', { name: 'Try again' }).elements()).toEqual([])
})

test('failures a minute apart are no repeated error', async () => {
  const { Providers, pass, wire } = page({ circuit: false }, status(503))
  const screen = await render(
    <ErrorBoundary name="project">
      <Project />
    </ErrorBoundary>,
    { wrapper: Providers },
  )
  for (let tries = 1; tries <= 4; tries++) {
    await screen.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => wire.calls).toHaveLength(tries + 1)
    await expect.element(screen.getByRole('alert')).toBeVisible()
    await pass(60_000)
  }
  await expect.element(screen.getByRole('button', { name: 'Try again' })).toBeVisible()
})

test('after Try again the focus stays near: Tab goes on in the content', async () => {
  isBroken = true
  const screen = await render(
    <>
      <button type="button">before</button>
      <ErrorBoundary name="part">
        <Fragile />
        <button type="button">inside</button>
      </ErrorBoundary>
    </>,
  )
  screen.getByRole('button', { name: 'Try again' }).element().focus()
  isBroken = false
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByText('Whole')).toBeVisible()
  // Chromium alone would go on near the lost button; the focus itself must not have been lost.
  await expect.poll(() => document.activeElement?.nextElementSibling?.textContent).toBe('Whole')
  await userEvent.tab()
  await expect.element(screen.getByText('inside')).toHaveFocus()
})

test('boundary, window and a second boundary: told once to the reporter, never by notify', async () => {
  isBroken = true
  const { Providers, pass, clock } = page({ isStrict: true })
  const [notify, report] = [vi.fn(), vi.fn<(error: unknown, facts?: object) => void>()]
  const audience = { notify, reporter: { error: report } }
  const uninstall = installGlobalErrorHandlers({ ...audience, clock })
  const error = new Error('thrown on purpose, once')
  const Thrower = () => {
    throw error
  }
  const tree = (
    <ErrorSettingsContext.Provider value={audience}>
      {['one', 'two'].map((name) => (
        <ErrorBoundary key={name} name={name}>
          <Thrower />
        </ErrorBoundary>
      ))}
    </ErrorSettingsContext.Provider>
  )
  const screen = await render(tree, { wrapper: Providers })
  await expect.poll(() => screen.getByRole('alert').elements()).toHaveLength(2)
  globalThis.reportError(error)
  await pass(0)
  uninstall()
  expect(report).toHaveBeenCalledTimes(1)
  const [told, facts] = report.mock.calls[0] ?? []
  expect(told).toBe(error)
  expect(facts).toMatchObject({ source: 'boundary', boundary: 'one', errorId: errorIdOf(error) })
  expect(screen.getByText(errorIdOf(error)).elements()).toHaveLength(2)
  expect(notify).not.toHaveBeenCalled()
})

test('an error that no boundary catches is told by the window', async () => {
  const { Providers, pass, clock } = page({})
  const notify = vi.fn<(error: unknown) => void>()
  const uninstall = installGlobalErrorHandlers({ notify, clock })
  const screen = await render(
    <button type="button" onClick={() => globalThis.reportError(new Error('a handler on purpose'))}>
      act
    </button>,
    { wrapper: Providers },
  )
  await screen.getByText('act').click()
  await pass(0)
  expect(String(notify.mock.calls[0]?.[0])).toBe('Error: a handler on purpose')
  uninstall()
})

test('an error outside of rendering is shown by the nearest boundary when it is handed over', async () => {
  const Save = () => {
    const { showBoundary } = useErrorBoundary()
    const save = () => Promise.reject(new Error('saved on purpose'))
    return (
      <button type="button" onClick={() => void save().catch(showBoundary)}>
        save
      </button>
    )
  }
  const [outer, inner] = [vi.fn(), vi.fn()]
  const screen = await render(
    <ErrorBoundary name="outer" onError={outer}>
      <ErrorBoundary name="inner" onError={inner}>
        <Save />
      </ErrorBoundary>
    </ErrorBoundary>,
  )
  await screen.getByText('save').click()
  await expect.element(screen.getByRole('alert')).toBeVisible()
  await screen.getByRole('button', { name: 'Try again' }).click()
  await expect.element(screen.getByText('save')).toBeVisible()
  expect([outer.mock.calls.length, inner.mock.calls.length]).toEqual([0, 1])
})

test('a fallback that fails itself is caught by the boundary around it', async () => {
  isBroken = true
  const screen = await render(
    <ErrorBoundary name="outer" fallback={({ name }) => <p>{name}</p>}>
      <ErrorBoundary
        name="inner"
        fallback={() => {
          throw new Error('broken fallback on purpose')
        }}
      >
        <Fragile />
      </ErrorBoundary>
    </ErrorBoundary>,
  )
  await expect.element(screen.getByText('outer')).toBeVisible()
})

test('links to the support with the id, as the boundary or the provider says', async () => {
  isBroken = true
  const { client } = page({})
  const screen = await render(
    <HoldfastProvider client={client} supportUrl={(id) => `https://help.test/?id=${id}`}>
      <ErrorBoundary name="one">
        <Fragile />
      </ErrorBoundary>
      <ErrorBoundary name="two" supportUrl="mailto:help@app.test">
        <Fragile />
      </ErrorBoundary>
    </HoldfastProvider>,
  )
  await expect.poll(() => screen.getByRole('link').elements()).toHaveLength(2)
  const [one, two] = screen.getByRole('link').elements() as HTMLAnchorElement[]
  expect(one?.href).toMatch(/^https:\/\/help\.test\/\?id=[\da-f]{8}$/)
  expect(two?.href).toBe('mailto:help@app.test')
})

test('shows the failure of a suspended query, and Try again suspends anew', async () => {
  const { Providers, client } = page({ isStrict: true }, status(503), json({ name: 'Apollo' }))
  const Suspended = () => {
    const { data } = useSuspenseQuery(apiQuery<{ name: string }>(client, 'projects/7'))
    return <p>{data.name}</p>
  }
  const screen = await render(
    <ErrorBoundary name="project">
      <Suspense fallback={<p>Loading</p>}>
        <Suspended />
      </Suspense>
    </ErrorBoundary>,
    { wrapper: Providers },
  )
  await expect.element(screen.getByRole('alert')).toBeVisible()
  await screen.getByRole('button', { name: 'Try again' }).click()
  await expect.element(screen.getByText('Apollo')).toBeVisible()
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

test('a report that throws is told to the console, and the fallback stays', async () => {
  isBroken = true
  const log = vi.spyOn(console, 'error').mockReturnValue()
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
  expect(log.mock.calls.flat()).toContain(mishap)
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

test('an onReset that fails is told to console and reporter, and the children are tried again', async () => {
  isBroken = true
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const mishap = new Error('a reset on purpose')
  const report = vi.fn<(error: unknown, facts: object) => void>()
  const onReset = () => {
    isBroken = false
    throw mishap
  }
  const screen = await render(
    <ErrorSettingsContext.Provider value={{ reporter: { error: report } }}>
      <ErrorBoundary name="part" onReset={onReset}>
        <Fragile />
      </ErrorBoundary>
    </ErrorSettingsContext.Provider>,
  )
  await screen.getByRole('button', { name: 'Try again' }).click()
  await expect.element(screen.getByText('Whole')).toBeVisible()
  expect(report).toHaveBeenLastCalledWith(mishap, {
    ...{ source: 'boundary', boundary: 'part', errorId: errorIdOf(mishap) },
  })
  expect(log.mock.calls.flat()).toContain(mishap)
})

test('a link to the support that is a promise is none', async () => {
  isBroken = true
  const screen = await render(
    <ErrorBoundary name="part" supportUrl={(async () => 'https://help.test/') as never}>
      <Fragile />
    </ErrorBoundary>,
  )
  await expect.element(screen.getByRole('alert')).toBeVisible()
  expect(screen.getByRole('link').elements()).toEqual([])
})
