import { CircuitOpenError, HttpError, ProblemError } from 'holdfast'
import { ErrorBoundary, HoldfastProvider, type Words } from 'holdfast/react'
import type { ReactNode } from 'react'
import { expect, test, vi } from 'vitest'
import { render, renderHook } from 'vitest-browser-react'
import languages from '../../docs/languages.md?raw'
import { ErrorFallback } from '../../src/react/error-fallback.tsx'
import { NetworkStatusMonitor } from '../../src/react/network-status-monitor.tsx'
import { useApiQuery } from '../../src/react/use-api-query.ts'
import { useFieldErrors } from '../../src/react/use-field-errors.ts'
import { english, useWords } from '../../src/react/words.ts'
import { broken } from '../../src/testing/index.ts'
import { acted, network, page } from './page.tsx'

/** The example of the docs, without its types. */
const source = /export const german: Words(.*?)^```/ms.exec(languages)?.[1]
const code = encodeURIComponent(`export const german ${source}`)
const { german } = (await import(/* @vite-ignore */ `data:text/javascript,${code}`)) as {
  german: Words
}

function inGerman(...steps: Parameters<typeof page>[1][]) {
  const { client, queryClient, clock, ...others } = page({}, ...steps)
  const Providers = ({
    words = german,
    children,
  }: {
    words?: Partial<Words>
    children?: ReactNode
  }) => <HoldfastProvider {...{ client, queryClient, clock, words }}>{children}</HoldfastProvider>
  return { ...others, Providers }
}

function Broken({ error }: { error: unknown }): ReactNode {
  throw error
}

test('the example of the docs has other words for everything that is said in English', () => {
  const told = Object.values(german)
  expect(Object.values(english).filter((words) => told.includes(words))).toEqual([])
  expect(Object.keys(german)).toEqual(expect.arrayContaining(Object.keys(english)))
})

test('a boundary says in the words of the provider what happened, what to do and what to quote', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  const { Providers } = inGerman()
  const error = new HttpError(
    { requestId: 'req-42', retryAfterMs: 180_000 },
    new Response(null, { status: 503 }),
    undefined,
  )
  const screen = await render(
    <ErrorBoundary
      name="list"
      supportUrl="/hilfe"
      fallback={(view) => <ErrorFallback {...view} details={false} />}
    >
      <Broken error={error} />
    </ErrorBoundary>,
    { wrapper: Providers },
  )
  const alert = screen.getByRole('alert', { name: 'Der Dienst hat selbst ein Problem' })
  await screen.getByRole('button', { name: 'Nummer kopieren' }).click()
  await expect.element(screen.getByText('Kopiert')).toBeVisible()
  expect(
    [...alert.element().querySelectorAll('p')].map(({ innerText }) =>
      innerText.replaceAll('\n', ' ').trim(),
    ),
  ).toEqual([
    'Der Dienst hat selbst ein Problem',
    'Versuchen Sie es in 3 min noch einmal.',
    'Nochmal versuchen Seite neu laden',
    'Fehlernummer req-42 Nummer kopieren Hilfe anfragen Kopiert',
  ])
})

test('a repeated error, and an id that cannot be copied, are told in those words too', async () => {
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'))
  const { Providers } = inGerman()
  const shown = { error: new Error('any'), name: 'list', tryAgain: vi.fn(), details: false }
  const screen = await render(<ErrorFallback {...shown} isRepeated />, { wrapper: Providers })
  await screen.getByRole('button', { name: 'Nummer kopieren' }).click()
  await expect.element(screen.getByText('Markiert, bereit zum Kopieren')).toBeVisible()
  await expect.element(screen.getByText(/^Das passiert immer wieder/)).toBeVisible()
})

test('the banner says them, and counts in them', async () => {
  const { Providers, pass, ask } = inGerman(broken)
  function List() {
    return <p>{useApiQuery('projects').error?.code}</p>
  }
  const screen = await render(
    <>
      <NetworkStatusMonitor />
      <List />
    </>,
    { wrapper: Providers },
  )
  await ask()
  await pass(600)
  await expect
    .element(screen.getByRole('status'))
    .toMatchTextContent(/^Der Dienst antwortet nicht\. Neuer Versuch in \d s\.$/)
})

test('the words of one component win over those of the provider', async () => {
  const { Providers, pass } = inGerman()
  const shown = { error: undefined, name: 'list', tryAgain: vi.fn(), details: false }
  const screen = await render(
    <>
      <NetworkStatusMonitor text={{ offline: 'Kein Netz.' }} />
      <ErrorFallback
        {...shown}
        text={{ reload: 'Von vorn', UNEXPECTED: { title: 'Die Liste fehlt', advice: 'Schade.' } }}
      />
    </>,
    { wrapper: Providers },
  )
  await acted(() => network(false))
  await pass(600)
  await expect.element(screen.getByRole('status')).toMatchTextContent(/^Kein Netz\.$/)
  await expect.element(screen.getByRole('alert', { name: 'Die Liste fehlt' })).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'Von vorn' })).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'Nochmal versuchen' })).toBeVisible()
})

test('another language at the next render is said at once, and a part of one leaves the rest in English', async () => {
  const { Providers } = inGerman()
  const shown = { error: undefined, name: 'list', tryAgain: vi.fn(), details: false }
  const rendered = (words: Partial<Words>) => (
    <Providers words={words}>
      <ErrorFallback {...shown} />
    </Providers>
  )
  const screen = await render(rendered(german))
  await expect.element(screen.getByRole('button', { name: 'Seite neu laden' })).toBeVisible()
  await screen.rerender(rendered({ reload: 'Recharger' }))
  await expect.element(screen.getByRole('button', { name: 'Recharger' })).toBeVisible()
  await expect.element(screen.getByText(/^Something went wrong/)).toBeVisible()
})

test('words that are none leave a boundary standing', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  const { Providers } = inGerman()
  const screen = await render(
    <Providers words={{ UNEXPECTED: { title: {}, advice: {} } as never }}>
      <p>The rest</p>
      <ErrorBoundary name="list">
        <Broken error="any" />
      </ErrorBoundary>
    </Providers>,
  )
  await expect.element(screen.getByRole('alert')).toMatchTextContent(/^Something went wrong/)
  await expect.element(screen.getByText('The rest')).toBeVisible()
})

test('a form says them where the server says nothing of its own', async () => {
  const { Providers } = inGerman()
  const initialProps: unknown = new CircuitOpenError(4_200)
  const { result, rerender } = await renderHook((error?: unknown) => useFieldErrors(error), {
    wrapper: Providers,
    initialProps,
  })
  expect(result.current.form).toEqual([
    'Der Dienst antwortet nicht. Versuchen Sie es in 5 s noch einmal.',
  ])
  const problem = { type: 'about:blank', title: '', detail: 'Ann renamed it.' }
  await rerender(new ProblemError({}, new Response(null, { status: 409 }), problem))
  expect(result.current.form).toEqual(['Ann renamed it.'])
})

test('outside of a provider they are English', async () => {
  expect((await renderHook(() => useWords())).result.current).toEqual(english)
})
