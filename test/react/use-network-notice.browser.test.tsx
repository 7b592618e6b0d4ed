import { expect, test } from 'vitest'
import { renderHook } from 'vitest-browser-react'
import { useNetworkNotice } from '../../src/react/use-network-notice.ts'
import { broken, json } from '../../src/testing/index.ts'
import { acted, network, page } from './page.tsx'

async function setup(...steps: Parameters<typeof page>[1][]) {
  const made = page({ isStrict: true }, ...steps)
  const { result } = await renderHook(() => useNetworkNotice(), { wrapper: made.Providers })
  return {
    ...made,
    result,
    lose: () => acted(() => network(false)),
    find: () => acted(() => network(true)),
  }
}

test('says nothing while all is well', async () => {
  const { result, pass } = await setup(json(1))
  await pass(10_000)
  expect(result.current).toBeUndefined()
})

test('a status must hold 600 ms to be shown', async () => {
  const { result, pass, lose } = await setup(json(1))
  await lose()
  await pass(599)
  expect(result.current).toBeUndefined()
  await pass(1)
  expect(result.current).toBe('offline')
})

test('a network that flaps shows nothing, and takes nothing away', async () => {
  const { result, pass, lose, find } = await setup(json(1))
  for (let flaps = 0; flaps < 5; flaps++) {
    await lose()
    await pass(300)
    await find()
    await pass(300)
  }
  expect(result.current).toBeUndefined()
  await lose()
  await pass(600)
  await find()
  await pass(300)
  await lose()
  expect(result.current).toBe('offline')
  await pass(10_000)
  expect(result.current).toBe('offline')
})

test('back is shown for 4 s, once the backend has answered', async () => {
  const { result, pass, lose, find, ask } = await setup(json(1))
  await lose()
  await pass(600)
  await find()
  await pass(600)
  expect(result.current).toBeUndefined()
  await ask()
  await pass(600)
  expect(result.current).toBe('back')
  await pass(3_999)
  expect(result.current).toBe('back')
  await pass(1)
  expect(result.current).toBeUndefined()
  await ask()
  await pass(1_000)
  expect(result.current).toBeUndefined()
})

test('trouble that was never shown has no end to tell', async () => {
  const { result, pass, lose, find, ask } = await setup(json(1))
  await lose()
  await pass(100)
  await find()
  await ask()
  await pass(700)
  expect(result.current).toBeUndefined()
})

test('each trouble that was shown has one end', async () => {
  const { result, pass, lose, find, ask } = await setup(json(1))
  await lose()
  await pass(600)
  await find()
  await ask()
  await pass(600)
  await pass(4_000)
  expect(result.current).toBeUndefined()
  await lose()
  await pass(100)
  await find()
  await ask()
  await pass(600)
  expect(result.current).toBeUndefined()
})

test('new trouble takes the place of back', async () => {
  const { result, pass, lose, find, ask } = await setup(json(1))
  await lose()
  await pass(600)
  await find()
  await ask()
  await pass(600)
  expect(result.current).toBe('back')
  await lose()
  await pass(600)
  expect(result.current).toBe('offline')
  await pass(4_000)
  expect(result.current).toBe('offline')
})

test('tells a backend that does not answer from no network', async () => {
  const { result, pass, ask, lose } = await setup(broken)
  await ask()
  await ask()
  await pass(600)
  expect(result.current).toBe('unreachable')
  await lose()
  await pass(600)
  expect(result.current).toBe('offline')
})
