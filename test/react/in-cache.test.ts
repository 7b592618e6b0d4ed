import { QueryClient } from '@tanstack/react-query'
import { createClient } from 'holdfast'
import { expect, test } from 'vitest'
import { inCache } from '../../src/react/in-cache.ts'

test('makes one for each client in each query cache, and keeps it', () => {
  const [here, there] = [new QueryClient(), new QueryClient()]
  const [one, other] = [createClient(), createClient()]
  const of = inCache((queryClient, client) => ({ queryClient, client }))
  const all = [of(here, one), of(here, other), of(there, one)]
  expect(new Set(all).size).toBe(3)
  expect([of(here, one), of(here, other), of(there, one)]).toEqual(all)
  expect(of(here, one)).toBe(all[0])
})
