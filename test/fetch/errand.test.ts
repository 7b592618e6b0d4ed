import { expect, test } from 'vitest'
import { status } from '../../src/testing/index.ts'
import { bench, url } from '../harness.ts'

test('every event of a call carries its number, its method and its route', async () => {
  const { fetch, events } = bench({}, status(204))
  await fetch(`${url}/1`)
  await fetch(`${url}/2`, { method: 'DELETE' })
  const about = events.flatMap((event) =>
    'call' in event ? [[event.call, event.method, event.route]] : [],
  )
  expect(about.slice(0, 4)).toEqual(
    Array.from({ length: 4 }, () => [1, 'GET', 'api.test/items/:id']),
  )
  expect(about.slice(4)).toEqual(
    Array.from({ length: 4 }, () => [2, 'DELETE', 'api.test/items/:id']),
  )
})

test('our own settings never reach the wire', async () => {
  const { fetch, wire } = bench({}, status(204))
  const init = { holdfast: { cost: 2 }, headers: { a: 'b' } }
  await fetch(url, init)
  expect(wire.calls[0]?.init).not.toHaveProperty('holdfast')
  expect(init).toHaveProperty('holdfast')
})
