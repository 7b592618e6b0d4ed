import { createHealthMonitor } from 'holdfast'
import { HoldfastProvider } from 'holdfast/react'
import { expect, test, vi } from 'vitest'
import { render, renderHook } from 'vitest-browser-react'
import { useHealth } from '../../src/react/use-health.ts'
import { acted, page } from './page.tsx'

test('follows the monitor, and renders when the selected part changes: 100 checks, 1 render more', async () => {
  const { client, clock } = page({})
  let isWell = true
  const health = createHealthMonitor({ check: () => isWell, clock })
  const renders = vi.fn()
  function Status() {
    renders()
    return <p>{useHealth(({ status }) => status)}</p>
  }
  const screen = await render(
    <HoldfastProvider client={client} health={health}>
      <Status />
    </HoldfastProvider>,
  )
  await expect.element(screen.getByText('unknown')).toBeVisible()
  for (let checks = 0; checks < 100; checks++) await acted(() => void health.checkNow())
  await expect.element(screen.getByText('healthy')).toBeVisible()
  expect(renders).toHaveBeenCalledTimes(2)
  isWell = false
  await acted(() => void health.checkNow())
  await expect.element(screen.getByText('degraded')).toBeVisible()
})

test('is unknown without a monitor', async () => {
  const { Providers } = page({})
  const { result } = await renderHook(() => useHealth(), { wrapper: Providers })
  expect(result.current.status).toBe('unknown')
})

test('a selector that makes a new object each time does not render for ever', async () => {
  const { Providers } = page({})
  const { result } = await renderHook(() => useHealth(({ status }) => ({ status })), {
    wrapper: Providers,
  })
  expect(result.current).toEqual({ status: 'unknown' })
})
