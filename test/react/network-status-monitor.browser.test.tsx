import { onlineManager } from '@tanstack/react-query'
import { checkBackendHealth, createHealthMonitor } from 'holdfast'
import { HoldfastProvider } from 'holdfast/react'
import { Profiler } from 'react'
import { expect, test, vi } from 'vitest'
import { page as tab } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { NetworkStatusMonitor } from '../../src/react/network-status-monitor.tsx'
import { useApiQuery } from '../../src/react/use-api-query.ts'
import { broken, json } from '../../src/testing/index.ts'
import { acted, network, page } from './page.tsx'

function List() {
  const { data, error } = useApiQuery<string[]>('projects')
  return <p>{data?.join() ?? error?.code ?? 'Loading'}</p>
}

test('keeps an empty place ready, which a screen reader watches and nobody sees', async () => {
  const { Providers } = page({})
  const screen = await render(<NetworkStatusMonitor />, { wrapper: Providers })
  const status = screen.getByRole('status').element()
  expect(status.textContent).toBe('')
  expect(status.getBoundingClientRect().height).toBe(0)
})

test('offline: says so, pauses queries, and both are over when the backend has answered', async () => {
  const { Providers, pass, wire } = page({ isStrict: true }, json(['Apollo']))
  network(false)
  const screen = await render(<NetworkStatusMonitor />, { wrapper: Providers })
  await pass(600)
  await expect.element(screen.getByRole('status')).toMatchTextContent(/You are offline\./)
  expect(onlineManager.isOnline()).toBe(false)
  await screen.rerender(
    <>
      <NetworkStatusMonitor />
      <List />
    </>,
  )
  await pass(1_000)
  expect(wire.calls).toHaveLength(0)
  await acted(() => network(true))
  await expect.element(screen.getByText('Apollo')).toBeVisible()
  await pass(600)
  await expect.element(screen.getByRole('status')).toMatchTextContent(/^Back online\.$/)
  await pass(4_000)
  expect(screen.getByRole('status').element().textContent).toBe('')
})

test('a dead backend: counts down, asks again by itself, and the list comes back', async () => {
  const circuit = { failures: 1, openMs: 3_000, successes: 1 }
  const { Providers, pass, wire } = page({ circuit }, broken, json(['Apollo']))
  const renders = vi.fn()
  const screen = await render(
    <>
      <NetworkStatusMonitor />
      <Profiler id="app" onRender={renders}>
        <List />
      </Profiler>
    </>,
    { wrapper: Providers },
  )
  await expect.element(screen.getByText('NETWORK')).toBeVisible()
  renders.mockClear()
  const status = screen.getByRole('status')
  await pass(600)
  await expect
    .element(status)
    .toMatchTextContent(/The service is not answering\. Trying again in 3 s\./)
  await pass(400)
  await expect.element(status).toMatchTextContent(/Trying again in 2 s\./)
  await pass(1_000)
  await expect.element(status).toMatchTextContent(/Trying again in 1 s\./)
  expect(renders).not.toHaveBeenCalled()
  await pass(1_000)
  await expect.element(screen.getByText('Apollo')).toBeVisible()
  expect(wire.calls).toHaveLength(2)
  await pass(600)
  await expect.element(status).toMatchTextContent(/Back online\./)
})

test('words that throw leave the status and the page standing', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const circuit = { failures: 1, openMs: 3_000, successes: 1 }
  const { Providers, pass } = page({ circuit }, broken, json(['Apollo']))
  const mistake = new Error('my mistake')
  const tryingAgain = () => {
    throw mistake
  }
  const screen = await render(
    <>
      <NetworkStatusMonitor text={{ tryingAgain }} />
      <List />
    </>,
    { wrapper: Providers },
  )
  await expect.element(screen.getByText('NETWORK')).toBeVisible()
  await pass(600)
  await expect
    .element(screen.getByRole('status'))
    .toMatchTextContent(/^The service is not answering\.\s*$/)
  expect(log.mock.calls.flat()).toContain(mistake)
  await pass(3_000)
  await expect.element(screen.getByText('Apollo')).toBeVisible()
})

test('a network that the browser found is confirmed by the health check, where there is one', async () => {
  const { client, queryClient, clock, pass, wire } = page({}, json({ services: {} }))
  const health = createHealthMonitor({ check: () => checkBackendHealth(client, { clock }), clock })
  const screen = await render(
    <HoldfastProvider {...{ client, queryClient, clock, health }}>
      <NetworkStatusMonitor />
    </HoldfastProvider>,
  )
  await acted(() => network(false))
  await pass(600)
  expect(wire.calls).toHaveLength(0)
  await acted(() => network(true))
  await pass(600)
  expect(wire.calls).toHaveLength(1)
  await expect.element(screen.getByRole('status')).toMatchTextContent(/Back online\./)
  await pass(4_000)
})

test('tells a screen reader the status, and spares it the countdown', async () => {
  const { Providers, pass, ask } = page({}, broken)
  const screen = await render(
    <>
      <NetworkStatusMonitor />
      <List />
    </>,
    { wrapper: Providers },
  )
  await ask()
  await pass(600)
  const status = screen.getByRole('status').element()
  await expect.element(screen.getByRole('status')).toMatchTextContent(/Trying again in/)
  expect(status.querySelector('[aria-hidden=true]')?.textContent).toContain('Trying again in')
  for (const hidden of status.querySelectorAll('[aria-hidden=true]')) hidden.remove()
  expect(status.textContent).toBe('The service is not answering.')
})

test('promises to try again only where there is something to try', async () => {
  const { Providers, pass, ask } = page({}, broken)
  const screen = await render(<NetworkStatusMonitor />, { wrapper: Providers })
  await ask()
  await ask()
  await pass(600)
  await expect
    .element(screen.getByRole('status'))
    .toMatchTextContent(/^The service is not answering\.\s*$/)
})

test.each([1_280, 390])('moves nothing and fits into a window %i px wide', async (width) => {
  await tab.viewport(width, 800)
  const { Providers, pass } = page({})
  const screen = await render(
    <>
      <h1>Before</h1>
      <NetworkStatusMonitor />
      <h2>After</h2>
    </>,
    { wrapper: Providers },
  )
  const places = () =>
    [...document.querySelectorAll('h1, h2')].map((title) =>
      JSON.stringify(title.getBoundingClientRect()),
    )
  const before = places()
  await acted(() => network(false))
  await pass(600)
  const banner = screen.getByText('You are offline.', { exact: false }).element()
  const { left, right, bottom, height } = banner.getBoundingClientRect()
  expect(height).toBeGreaterThan(20)
  expect([left >= 0, right <= width, bottom <= 800]).toEqual([true, true, true])
  expect(places()).toEqual(before)
})

test.each(['light', 'dark'])('can be read on a %s page', async (scheme) => {
  document.documentElement.style.colorScheme = scheme
  const { Providers, pass } = page({})
  const screen = await render(<NetworkStatusMonitor />, { wrapper: Providers })
  await acted(() => network(false))
  await pass(600)
  const { color, backgroundColor } = getComputedStyle(screen.getByText(/offline/).element())
  document.documentElement.style.colorScheme = ''
  const [ink, paper] = [luminance(color), luminance(backgroundColor)]
  expect((Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05)).toBeGreaterThan(7)
  expect(ink > paper).toBe(scheme === 'dark')
})

/** Relative luminance of `rgb(…)`, by WCAG 2. */
function luminance(color: string): number {
  const parts = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => Number(part) / 255)
  const [r = 0, g = 0, b = 0] = parts.map((c) =>
    c <= 0.04 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

test('takes words, a class and custom properties', async () => {
  const { Providers, pass } = page({})
  const screen = await render(
    <div style={{ '--holdfast-banner-background': 'rgb(1, 2, 3)' } as object}>
      <NetworkStatusMonitor text={{ offline: 'Kein Netz.' }} />
      <NetworkStatusMonitor text={{ offline: 'Eigenes Kleid.' }} className="mine" />
    </div>,
    { wrapper: Providers },
  )
  await acted(() => network(false))
  await pass(600)
  const [ours, mine] = ['Kein Netz.', 'Eigenes Kleid.'].map((text) =>
    screen.getByText(text).element(),
  )
  expect(getComputedStyle(ours as Element).backgroundColor).toBe('rgb(1, 2, 3)')
  expect(mine).toHaveClass('mine')
  expect(mine?.getAttribute('style')).toBeNull()
})

test('gives its notice to markup of your own', async () => {
  const { Providers, pass } = page({})
  const screen = await render(
    <NetworkStatusMonitor>
      {({ notice, text }) => <output data-notice={notice}>{text}</output>}
    </NetworkStatusMonitor>,
    { wrapper: Providers },
  )
  const output = screen.container.querySelector('output')
  expect(output?.textContent).toBe('')
  await acted(() => network(false))
  await pass(600)
  expect(output?.dataset['notice']).toBe('offline')
  expect(output?.textContent).toContain('offline')
})

test('takes every switch back when it goes, even while offline', async () => {
  const { Providers, pass, listeners, clock } = page({ isStrict: true })
  const screen = await render(<NetworkStatusMonitor />, { wrapper: Providers })
  await acted(() => network(false))
  await pass(600)
  expect(onlineManager.isOnline()).toBe(false)
  await screen.unmount()
  expect(onlineManager.isOnline()).toBe(true)
  expect([listeners(), clock.pending]).toEqual([0, 0])
})

test('offline with a backend on this machine: nothing is told, and queries are asked', async () => {
  const local = { baseUrl: 'http://localhost:3000/' }
  const { Providers, pass, wire } = page(local, json(['Apollo']))
  network(false)
  const screen = await render(
    <>
      <NetworkStatusMonitor />
      <List />
    </>,
    { wrapper: Providers },
  )
  await pass(600)
  await expect.element(screen.getByText('Apollo')).toBeVisible()
  expect(screen.getByRole('status').element().textContent).toBe('')
  // Told of it, TanStack pauses all by itself.
  await acted(() => network(false))
  expect(onlineManager.isOnline()).toBe(true)
  expect(wire.calls).toHaveLength(1)
})

test('offline ends without an event, as after a suspended app: queries go on', async () => {
  const { Providers, pass } = page({}, json(['Apollo']))
  network(false)
  const screen = await render(
    <>
      <NetworkStatusMonitor />
      <List />
    </>,
    { wrapper: Providers },
  )
  await pass(10_000)
  await expect.element(screen.getByText('Loading')).toBeVisible()
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true)
  await pass(2_000)
  await expect.element(screen.getByText('Apollo')).toBeVisible()
})
