import { expect, test, vi } from 'vitest'
import { render, renderHook } from 'vitest-browser-react'
import { useRateLimit } from '../../src/react/use-rate-limit.ts'
import { json } from '../../src/testing/index.ts'
import { page } from './page.tsx'

const rateLimit = { limit: 2, windowMs: 10_000 }

test('counts down to nothing, says when there is room again, and then has it', async () => {
  const { Providers, ask, pass, clock } = page({ isStrict: true, rateLimit }, json(1))
  const { result } = await renderHook(() => useRateLimit(), { wrapper: Providers })
  expect(result.current).toMatchObject({ gate: undefined, remaining: Infinity })
  await ask()
  expect(result.current).toEqual({
    ...{ gate: 'https://api.test', key: '', remaining: 1, max: 2, retryAt: undefined },
  })
  await ask()
  const retryAt = clock.wall() + 10_000
  expect(result.current).toMatchObject({ remaining: 0, retryAt })
  await pass(9_999)
  expect(result.current.remaining).toBe(0)
  await pass(2)
  expect(result.current).toMatchObject({ remaining: 2, retryAt: undefined })
})

test('one that mounts while the limit is used up hears of its end too', async () => {
  const { Providers, ask, pass } = page({ rateLimit }, json(1))
  await ask()
  await ask()
  const { result } = await renderHook(() => useRateLimit(({ remaining }) => remaining === 0), {
    wrapper: Providers,
  })
  expect(result.current).toBe(true)
  await pass(10_001)
  expect(result.current).toBe(false)
})

test('the tightest of several is the one with the smallest share left', async () => {
  const key = ({ url }: { url: string }) => new URL(url).pathname
  const { Providers, ask } = page({ rateLimit: { ...rateLimit, limit: 4, key } }, json(1))
  const { result } = await renderHook(() => useRateLimit(), { wrapper: Providers })
  await ask('a')
  await ask('b')
  await ask('b')
  expect(result.current).toMatchObject({ key: '/b', remaining: 2 })
})

test('a hundred events, and who selects what does not change renders once', async () => {
  const { Providers, ask, client } = page({}, json(1))
  const [renders, events] = [vi.fn(), vi.fn()]
  const off = client.on(events)
  function IsUsedUp() {
    renders()
    return <p>{String(useRateLimit(({ remaining }) => remaining === 0))}</p>
  }
  await render(<IsUsedUp />, { wrapper: Providers })
  for (let calls = 0; calls < 25; calls++) await ask()
  off()
  expect(events.mock.calls.length).toBeGreaterThanOrEqual(100)
  expect(renders).toHaveBeenCalledTimes(1)
})
