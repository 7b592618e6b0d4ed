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

test('a second reading is refused, and the first goes on and can still be aborted', async () => {
  const { fetch } = bench(once, stalling())
  const caller = new AbortController()
  const answer = await fetch(url, { signal: caller.signal })
  const first = outcomeOf(answer.text())
  expect((await outcomeOf(answer.text())).error).toBeInstanceOf(TypeError)
  caller.abort('left')
  expect((await first).error).toBe('left')
})

test('an answer whose stream somebody holds is neither read nor cloned', async () => {
  const { fetch, clock } = bench(once, step)
  const answer = await fetch(url)
  const reader = answer.body?.getReader()
  expect((await outcomeOf(answer.text())).error).toBeInstanceOf(TypeError)
  expect(() => answer.clone()).toThrow(TypeError)
  reader?.releaseLock()
  expect(await answer.clone().text()).toBe(text)
  expect(await answer.text()).toBe(text)
  expect(clock.pending).toBe(0)
})

test('a stream that was looked at before the answer was cloned is followed by a new one', async () => {
  const { fetch } = bench(once, step)
  const answer = await fetch(url)
  expect(answer.body).toBeTruthy()
  const copy = answer.clone()
  expect(await new Response(answer.body).text()).toBe(text)
  expect(await new Response(copy.body).text()).toBe(text)
})

test('letting go of a clone does not let go of the answer', async () => {
  const { fetch, clock } = bench(once, stalling('half'))
  const caller = new AbortController()
  const answer = await fetch(url, { signal: caller.signal })
  const copy = answer.clone()
  const [one, other] = [outcomeOf(answer.text()), copy.body?.cancel()]
  expect(clock.pending).toBe(1)
  caller.abort('left')
  expect((await one).error).toBe('left')
  await other
  expect(clock.pending).toBe(0)
})

test('answer and clone both hear of the deadline', async () => {
  const { fetch, clock } = bench(once, stalling('half'))
  const answer = await fetch(url)
  const readings = [answer.clone(), answer].map((each) => outcomeOf(each.text()))
  await clock.advance(30_000)
  for (const { error } of await Promise.all(readings)) {
    expect(error).toMatchObject({ code: 'TIMEOUT', phase: 'body' })
  }
})

test('where one fetch stands on another, the stream answers to both', async () => {
  const below = bench(once, step)
  const { fetch, clock } = bench({ ...once, fetch: below.fetch }, step)
  const answer = await fetch(url)
  expect(await new Response(answer.body).text()).toBe(text)
  expect([clock.pending, below.clock.pending]).toEqual([0, 0])
})

test('bytes are read into a buffer of the reader where the platform can', async () => {
  const { fetch, clock } = bench(once, step)
  const reader = (await fetch(url)).body?.getReader({ mode: 'byob' })
  const { value } = (await reader?.read(new Uint8Array(5))) ?? {}
  expect(new TextDecoder().decode(value)).toBe(text.slice(0, 5))
  await reader?.cancel()
  expect(clock.pending).toBe(0)
})
