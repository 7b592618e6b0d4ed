import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { NetworkStatusBanner } from '../../src/react/network-status-banner.tsx'
import { NetworkStatusMonitor } from '../../src/react/network-status-monitor.tsx'
import { json } from '../../src/testing/index.ts'
import { network, page } from './page.tsx'

test('stands where it is put, alone, and its countdown is not told', async () => {
  const screen = await render(
    <NetworkStatusBanner notice="unreachable" text="No answer." countdown="In 3 s." />,
  )
  const banner = screen.container.querySelector('[data-notice=unreachable]')
  expect(banner?.textContent).toBe('No answer. In 3 s.')
  expect(banner && getComputedStyle(banner).position).toBe('static')
  expect(banner?.querySelector('[aria-hidden=true]')?.textContent).toBe(' In 3 s.')
})

test('a class replaces the look, and without a notice there is nothing', async () => {
  const screen = await render(
    <>
      <NetworkStatusBanner notice="back" text="Back." countdown={undefined} className="own" />
      <NetworkStatusBanner notice={undefined} text="" countdown={undefined} />
    </>,
  )
  expect(screen.container.innerHTML).toBe('<div class="own" data-notice="back">Back.</div>')
})

test('it is what the monitor shows, so that a monitor can put it elsewhere', async () => {
  const { Providers, pass } = page({}, json(null))
  network(false)
  const screen = await render(
    <>
      <NetworkStatusMonitor />
      <NetworkStatusMonitor>
        {(banner) => (
          <output>
            <NetworkStatusBanner {...banner} />
          </output>
        )}
      </NetworkStatusMonitor>
    </>,
    { wrapper: Providers },
  )
  await pass(600)
  await expect.element(screen.getByRole('status').nth(1)).toMatchTextContent(/You are offline\./)
  const [own, other] = screen.getByRole('status').elements()
  expect(own?.innerHTML).toBe(other?.innerHTML)
  network(true)
})
