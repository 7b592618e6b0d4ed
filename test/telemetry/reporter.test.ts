import { createClient, type HoldfastEvent, isHoldfastError, type Reporter } from 'holdfast'
import { expect, test } from 'vitest'
import { broken, fakeClock, json, scriptedFetch, silent, status } from '../../src/testing/index.ts'
import { outcomeOf } from '../harness.ts'
import { leaks, secrets, texts } from '../secrets.ts'

const body = {
  detail: texts.join('\n'),
  password: secrets.password,
  type: `https://e.test/?${secrets.queryValue}`,
}
const problem = { 'content-type': 'application/problem+json', 'set-cookie': secrets.cookie }

test.each([
  ['an answer that is a failure', status(503, { 'x-note': secrets.apiKey }, texts.join('\n'))],
  ['a problem that quotes what was typed', json(body, 422, problem)],
  ['a body that is not JSON', status(200, {}, texts.join('\n'))],
  ['a connection that fails', broken],
  ['no answer', silent],
])('events and errors of a client full of secrets name none, after %s', async (_, step) => {
  const seen: unknown[] = []
  const own: Reporter = {
    event: (event: HoldfastEvent) => seen.push(event),
    error: (error) => seen.push(error, isHoldfastError(error) && error.message),
  }
  const clock = fakeClock()
  const fetch = scriptedFetch(step)
  const options = { fetch, clock, retry: { limit: 1, baseMs: 1 }, circuit: { failures: 2 } }
  const client = createClient({ ...options, name: 'shop' })
  client.on(own.event)
  const url = `https://api.test/users/${secrets.encodedEmail}/${secrets.magicLink}?q=${secrets.queryValue}`
  const headers = { Authorization: `Bearer ${secrets.bearer}`, Cookie: secrets.cookie }
  const call = outcomeOf(client.put(url, { headers, json: { note: texts } }).json())
  await clock.advance(60_000)
  own.error((await call).error)
  expect(seen.length).toBeGreaterThan(4)
  const all = JSON.stringify(seen)
  expect(leaks(all)).toEqual([])
  expect(all).toContain('api.test/users/:id/:id')
  client.close()
})
