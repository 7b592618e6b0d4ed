import { createClient } from 'holdfast'
import { expect, inject, test } from 'vitest'

const [baseUrl, other] = [inject('serverOrigin'), inject('otherOrigin')]

test('a redirect to an origin that allows no header of ours arrives, as with fetch', async () => {
  const path = `redirect?away&to=${encodeURIComponent('/echo?cors=simple')}`
  const native = await fetch(`${baseUrl}/${path}`)
  const client = createClient({
    baseUrl,
    origins: [baseUrl],
    retry: false,
    circuit: { failures: 1 },
  })
  const told: string[] = []
  client.on(({ type }) => told.push(type))
  const answer = await client.get(path)
  const facts = ({ status, url, redirected, type }: Response) => ({ status, url, redirected, type })
  expect(facts(answer)).toEqual(facts(native))
  expect(answer.url.startsWith(other)).toBe(true)
  expect(told.filter((type) => type === 'attempt-started')).toHaveLength(1)
  expect(client.stats().circuits.filter(({ state }) => state !== 'closed')).toEqual([])
  const { headers } = (await answer.json()) as { headers: Record<string, string> }
  expect(headers['x-request-id']).toBeUndefined()
})

test('the next request of that endpoint is sent once', async () => {
  const key = 'send-again-once'
  const path = `redirect?away&key=${key}&to=${encodeURIComponent('/echo?cors=simple')}`
  // A wire of its own: what is known of an endpoint is known to all clients over a wire.
  const wire: typeof fetch = (input, init) => fetch(input, init)
  const client = createClient({ baseUrl, origins: [baseUrl], retry: false, fetch: wire })
  const count = async () =>
    (await (await fetch(`${baseUrl}/count?key=${key}`)).json()) as { requests: number }
  await client.get(path)
  expect(await count()).toMatchObject({ requests: 2 })
  await client.get(path)
  expect(await count()).toMatchObject({ requests: 3 })
})

test('a server that allows no id at all is reached all the same', async () => {
  const client = createClient({ baseUrl, origins: [baseUrl], retry: false })
  expect(await client.get('echo?cors=simple')).toHaveProperty('status', 200)
})
