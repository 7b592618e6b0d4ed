import { createClient, createFetch } from 'holdfast'
import { expect, test } from 'vitest'
import { closing } from '../../src/client/closing.ts'

test('aborts when a client on the fetch is closed, and no earlier', () => {
  const client = createClient()
  const extended = client.extend({ headers: { 'x-a': '1' } })
  const { signal } = closing(client.fetch)
  expect(closing(extended.fetch).signal).toBe(signal)
  expect(signal.aborted).toBe(false)
  extended.close()
  expect(signal.aborted).toBe(true)
})

test('a client on a fetch of its own is closed with the one it was extended from', () => {
  const client = createClient()
  const apart = closing(client.extend({ retry: false }).fetch).signal
  client.close()
  expect(apart.aborted).toBe(true)
  expect(closing(createFetch()).signal.aborted).toBe(false)
})
