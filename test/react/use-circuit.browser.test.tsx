import { expect, test, vi } from 'vitest'
import { render, renderHook } from 'vitest-browser-react'
import { type Circuit, useCircuit } from '../../src/react/use-circuit.ts'
import { broken, json, status } from '../../src/testing/index.ts'
import { page } from './page.tsx'

test('is closed while nothing is wrong, and on a client without circuits', async () => {
  const { Providers } = page({ circuit: false })
  const { result } = await renderHook(() => useCircuit(), { wrapper: Providers })
  expect(result.current).toEqual({
    ...{
      state: 'closed',
      gate: undefined,
      endpoint: undefined,
      retryAfterMs: 0,
      retryAt: undefined,
    },
  })
})

test('follows the circuit from closed to open, half-open and closed again', async () => {
  const { Providers, ask, pass, clock } = page({ isStrict: true }, broken, broken, json(1))
  const { result } = await renderHook(() => useCircuit(), { wrapper: Providers })
  await ask()
  expect(result.current.state).toBe('closed')
  await ask()
  expect(result.current).toEqual({
    ...{ state: 'open', gate: 'https://api.test', endpoint: undefined, retryAfterMs: 5_000 },
    retryAt: clock.wall() + 5_000,
  })
  await pass(5_000)
  await ask()
  expect(result.current).toMatchObject({ state: 'half-open', retryAfterMs: 0 })
  await ask()
  expect(result.current.state).toBe('closed')
})

test('renders again when the selected part changes, and not otherwise', async () => {
  const { Providers, ask } = page({ circuit: { failures: 1 } }, status(500), broken, json(1))
  const renders = vi.fn()
  function State({ select }: { select: (worst: Circuit, all: readonly Circuit[]) => unknown }) {
    renders()
    return <p>{String(useCircuit(select))}</p>
  }
  const isWhole = ({ endpoint }: Circuit) => endpoint === undefined
  const ofGate = (_: Circuit, all: readonly Circuit[]) => all.find(isWhole)?.state ?? 'none'
  const screen = await render(<State select={ofGate} />, { wrapper: Providers })
  expect(renders).toHaveBeenCalledTimes(1)
  await ask('reports') // opens the circuit of this endpoint, and brings the gate into being
  await expect.element(screen.getByText('closed')).toBeVisible()
  expect(renders).toHaveBeenCalledTimes(2)
  await ask('reports') // refused
  expect(renders).toHaveBeenCalledTimes(2)
  await ask('users')
  await expect.element(screen.getByText('open')).toBeVisible()
  expect(renders).toHaveBeenCalledTimes(3)
})

test('a circuit stays the same object while others change', async () => {
  const { Providers, ask } = page({ circuit: { failures: 1 } }, json(1), status(500))
  const renders = vi.fn()
  function Whole() {
    renders(useCircuit((_, all) => all.find(({ endpoint }) => endpoint === undefined)))
    return null
  }
  await ask('users')
  await render(<Whole />, { wrapper: Providers })
  await ask('reports')
  await ask('tasks')
  expect(renders).toHaveBeenCalledTimes(1)
})

test('looks at the circuits when one has changed, not at every request', async () => {
  const { Providers, ask, client } = page({ circuit: { failures: 1 } }, json(1), json(1), broken)
  const look = vi.spyOn(client, 'stats')
  await renderHook(() => useCircuit(), { wrapper: Providers })
  const before = look.mock.calls.length
  await ask()
  await ask()
  expect(look.mock.calls.length).toBe(before)
  await ask()
  expect(look.mock.calls.length).toBeGreaterThan(before)
})

test('the worst is the open one, that of a whole gate first', async () => {
  const { Providers, ask } = page({ circuit: { failures: 1 } }, status(500), broken)
  const { result } = await renderHook(() => useCircuit(), { wrapper: Providers })
  await ask('reports')
  expect(result.current).toMatchObject({ state: 'open', endpoint: 'GET api.test/reports' })
  await ask('users')
  expect(result.current).toMatchObject({ state: 'open', endpoint: undefined })
})

test('one that mounts later sees the time that is left, not the time there was', async () => {
  const { Providers, ask, pass, clock } = page({}, broken)
  await ask()
  await ask()
  const first = await renderHook(() => useCircuit(), { wrapper: Providers })
  const { retryAt } = first.result.current
  expect(first.result.current.retryAfterMs).toBe(5_000)
  await first.unmount()
  await pass(3_000)
  const second = await renderHook(() => useCircuit(), { wrapper: Providers })
  expect(second.result.current.retryAt).toBe(retryAt)
  expect((second.result.current.retryAt ?? 0) - clock.wall()).toBe(2_000)
})
