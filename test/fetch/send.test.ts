import { expect, test } from 'vitest'
import { type CallRequest, readRequest } from '../../src/fetch/request.ts'
import { send } from '../../src/fetch/send.ts'
import { outcomeOf, url } from '../harness.ts'

const { signal } = new AbortController()
const plain = { signal, isCopied: false, isHedge: false }
const requestOf = (...given: Parameters<typeof readRequest>) => readRequest(...given) as CallRequest

/** A wire that keeps what it was given. */
function keeping() {
  const sent: Parameters<typeof globalThis.fetch>[] = []
  const wire = (...given: Parameters<typeof globalThis.fetch>) => {
    sent.push(given)
    return Promise.resolve(new Response())
  }
  return { sent, wire }
}

test('what goes out is what the caller gave, with a signal of the attempt and without our settings', async () => {
  const { sent, wire } = keeping()
  await send(requestOf(url, { cache: 'reload', holdfast: { cost: 2 } }), wire, plain)
  expect(sent).toEqual([[url, { cache: 'reload', signal }]])
})

test('a Request whose body is needed again goes out as a copy', async () => {
  const given = new Request(url, { method: 'PUT', body: 'a' })
  const { sent, wire } = keeping()
  await send(requestOf(given, undefined), wire, { ...plain, isCopied: true })
  expect(sent[0]?.[0]).toBeInstanceOf(Request)
  expect(sent[0]?.[0]).not.toBe(given)
})

test('a hedge goes past the HTTP cache', async () => {
  const { sent, wire } = keeping()
  await send(requestOf(url, undefined), wire, { ...plain, isHedge: true })
  expect(sent[0]?.[1]?.cache).toBe('no-store')
})

test('a wire that throws, or that gives no promise, is one that rejects or resolves', async () => {
  const thrown = new Error('of the wire')
  const throwing = () => {
    throw thrown
  }
  expect(await outcomeOf(send(requestOf(url, undefined), throwing, plain))).toEqual({
    error: thrown,
  })
  const answer = new Response()
  const hasty = (() => answer) as never
  expect(await send(requestOf(url, undefined), hasty, plain)).toBe(answer)
})
