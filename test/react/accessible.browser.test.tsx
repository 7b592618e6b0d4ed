import axe from 'axe-core'
import { NetworkError } from 'holdfast'
import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { ErrorFallback } from '../../src/react/error-fallback.tsx'
import { NetworkStatusMonitor } from '../../src/react/network-status-monitor.tsx'
import { broken, json } from '../../src/testing/index.ts'
import { acted, network, page } from './page.tsx'

/** What axe finds wrong, all of its rules on, contrast included. */
async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    // The page around it is the test's.
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  })
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
}

const schemes = ['light', 'dark'] as const

async function onPage(scheme: (typeof schemes)[number], look: () => Promise<void>): Promise<void> {
  const { style } = document.documentElement
  Object.assign(style, { colorScheme: scheme, background: 'Canvas', color: 'CanvasText' })
  try {
    await look()
  } finally {
    Object.assign(style, { colorScheme: '', background: '', color: '' })
  }
}

const fallback = {
  error: new NetworkError({ requestId: 'req-42' }),
  name: 'projects',
  tryAgain: () => undefined,
  supportUrl: '/help',
}

test.each(schemes)('axe finds nothing wrong with the fallback on a %s page', async (scheme) => {
  await onPage(scheme, async () => {
    const screen = await render(
      <>
        <ErrorFallback {...fallback} details={false} />
        <ErrorFallback {...fallback} isRepeated details />
      </>,
    )
    await screen.getByText('Developer details: projects').click()
    expect(await violations()).toEqual([])
  })
})

test.each(schemes)('nor with any state of the banner on a %s page', async (scheme) => {
  await onPage(scheme, async () => {
    const { Providers, pass, ask } = page({}, broken, broken, json(1))
    const screen = await render(<NetworkStatusMonitor />, { wrapper: Providers })
    const status = screen.getByRole('status')
    expect(await violations()).toEqual([])
    await acted(() => network(false))
    await pass(600)
    await expect.element(status).toMatchTextContent(/offline/)
    expect(await violations()).toEqual([])
    await acted(() => network(true))
    await ask()
    await ask()
    await pass(600)
    await expect.element(status).toMatchTextContent(/not answering/)
    expect(await violations()).toEqual([])
    await pass(5_000)
    await ask()
    await pass(600)
    await expect.element(status).toMatchTextContent(/Back online/)
    expect(await violations()).toEqual([])
    await pass(4_000)
  })
})
