import { expect, test } from 'vitest'
import { renderHook } from 'vitest-browser-react'
import { createResource } from '../../src/react/create-resource.ts'
import { broken, json } from '../../src/testing/index.ts'
import { acted, page } from './page.tsx'
import type { Project } from './resource-server.ts'

const projects = createResource<Project>({ path: 'projects' })

test('the idempotency key is the same on every attempt of a write', async () => {
  const retry = { limit: 3, baseMs: 10 }
  const { Providers, wire, clock } = page(
    { retry, circuit: false },
    broken,
    broken,
    json({ id: '7', name: 'A' }),
  )
  const { result } = await renderHook(() => projects.useUpdate(), { wrapper: Providers })
  const answer = result.current.mutateAsync({ id: '7', name: 'A' })
  await acted(() => clock.advance(1_000))
  expect(await answer).toEqual({ id: '7', name: 'A' })
  const keys = wire.calls.map(({ input }) => (input as Request).headers.get('idempotency-key'))
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
  expect(keys[0]).toMatch(/^[\da-f-]{36}$/)
})

test('has the variables as they were given, and functions that stay the same', async () => {
  const { Providers } = page({ isStrict: true }, json({ id: '7', name: 'A' }))
  const { result } = await renderHook(() => projects.useCreate(), { wrapper: Providers })
  const { mutate } = result.current
  const answers: unknown[] = []
  await acted(() => mutate({ name: 'A' }, { onSuccess: (row) => answers.push(row) }))
  await expect.poll(() => answers).toEqual([{ id: '7', name: 'A' }])
  expect(result.current.variables).toEqual({ name: 'A' })
  expect(result.current.mutate).toBe(mutate)
})
