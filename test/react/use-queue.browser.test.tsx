import { expect, test, vi } from 'vitest'
import { render, renderHook } from 'vitest-browser-react'
import { useQueue } from '../../src/react/use-queue.ts'
import { json, silent, status } from '../../src/testing/index.ts'
import { acted, page } from './page.tsx'

test('counts who is on the wire and who waits', async () => {
  const { Providers, client, pass } = page({ isStrict: true, concurrency: { limit: 2 } }, silent)
  const { result } = await renderHook(() => useQueue(), { wrapper: Providers })
  expect(result.current).toEqual({ waiting: 0, inFlight: 0, pausedUntil: undefined })
  const leave = new AbortController()
  await acted(() => {
    for (const path of ['a', 'b', 'c']) {
      client.get(path, { signal: leave.signal }).catch(() => undefined)
    }
  })
  expect(result.current).toMatchObject({ waiting: 1, inFlight: 2 })
  await acted(() => leave.abort())
  await pass(0)
  expect(result.current).toMatchObject({ waiting: 0, inFlight: 0 })
})

test('says until when the server asked for a pause', async () => {
  const { Providers, ask, clock } = page({}, status(429, { 'retry-after': '5' }))
  const { result } = await renderHook(() => useQueue(), { wrapper: Providers })
  await ask()
  expect(result.current.pausedUntil).toBe(clock.wall() + 5_000)
})

test('a hundred events, and who selects what does not change renders once', async () => {
  const { Providers, ask, client } = page({}, json(1))
  const [renders, events] = [vi.fn(), vi.fn()]
  const off = client.on(events)
  function Waiting() {
    renders()
    return <p>{useQueue(({ waiting }) => waiting)}</p>
  }
  await render(<Waiting />, { wrapper: Providers })
  for (let calls = 0; calls < 25; calls++) await ask()
  off()
  expect(events.mock.calls.length).toBeGreaterThanOrEqual(100)
  expect(renders).toHaveBeenCalledTimes(1)
})
