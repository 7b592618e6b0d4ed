import { expect, test } from 'vitest'
import { json, scriptedFetch, stalling } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

const once = { retry: false, dedupe: false } as const
const text = 'hello, body'
const step = () => new Response(text, { headers: { 'content-type': 'text/plain', 'x-a': 'b' } })

test('the response stays the one that the wire gave', async () => {
  const given = step()
  const { fetch } = bench({ ...once, fetch: () => Promise.resolve(given) }, step)
  const answer = await fetch(url)
  expect(answer).toBe(given)
  expect(answer).toBeInstanceOf(Response)
  expect(Object.prototype.toString.call(answer)).toBe('[object Response]')
  expect(answer.headers.get('x-a')).toBe('b')
  expect(answer.bodyUsed).toBe(false)
  expect(await answer.text()).toBe(text)
  expect(answer.bodyUsed).toBe(true)
})

test.each(['text', 'arrayBuffer', 'blob', 'bytes'] as const)(
  '%s reads to the end and lets go',
  async (name) => {
    const { fetch, clock } = bench(once, step)
    const answer = await fetch(url)
    expect(clock.pending).toBe(1)
    const body = await answer[name]()
    expect(clock.pending).toBe(0)
    expect(body).toBeTruthy()
    expect((await outcomeOf(answer.text())).error).toBeInstanceOf(TypeError)
  },
)

test('looking at the body does not use it up', async () => {
  const { fetch } = bench(once, step)
  const answer = await fetch(url)
  expect(answer.body).toBe(answer.body)
  expect(answer.body?.locked).toBe(false)
  expect(await answer.text()).toBe(text)
})

test('the body can be read as a stream to its end', async () => {
  const { fetch, clock } = bench(once, step)
  const answer = await fetch(url)
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk)
  expect(new TextDecoder().decode(Buffer.concat(chunks))).toBe(text)
  expect(clock.pending).toBe(0)
  expect(answer.bodyUsed).toBe(true)
})

test('cancelling the stream lets go', async () => {
  const { fetch, clock } = bench(once, stalling())
  const answer = await fetch(url)
  await answer.body?.cancel()
  expect(clock.pending).toBe(0)
})

test('a stalled stream is cut at the deadline', async () => {
  const { fetch, clock } = bench(once, stalling('half'))
  const reader = (await fetch(url)).body?.getReader()
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('half')
  const next = outcomeOf(reader?.read() ?? Promise.reject())
  await clock.advance(30_000)
  expect((await next).error).toMatchObject({ code: 'TIMEOUT', phase: 'body' })
})

test('a clone is cut and read like the original', async () => {
  const { fetch, clock } = bench(once, step)
  const answer = await fetch(url)
  const copy = answer.clone()
  expect(await Promise.all([answer.text(), copy.text()])).toEqual([text, text])
  expect(clock.pending).toBe(0)
})

test('an answer nobody reads is cancelled at the deadline', async () => {
  const wire = scriptedFetch(stalling())
  const { fetch, clock } = bench({ ...once, fetch: wire }, json(1))
  const answer = await fetch(url)
  await clock.advance(30_000)
  expect((await outcomeOf(answer.text())).error).toMatchObject({ code: 'TIMEOUT' })
})

test('answers of another class keep their class', async () => {
  class Special extends Response {
    override async text() {
      return `special ${await super.text()}`
    }
  }
  const { fetch, clock } = bench({ ...once, fetch: async () => new Special('x') }, step)
  const answer = await fetch(url)
  expect(answer).toBeInstanceOf(Special)
  expect(await answer.text()).toBe('special x')
  expect(clock.pending).toBe(0)
})
