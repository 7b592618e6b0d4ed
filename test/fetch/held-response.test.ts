import { describe, expect, test } from 'vitest'
import { resemble } from '../../src/fetch/held-response.ts'
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
  // The facts of the answer are the platform's, here as there.
  expect(Object.hasOwn(copy, 'url')).toBe(false)
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

test('who lets go of a clone, and then of the answer, lets go of all', async () => {
  const { fetch, clock } = bench(once, stalling('half'))
  const answer = await fetch(url)
  const copies = [answer.clone(), answer.clone()]
  const cancelled = copies.map((copy) => copy.body?.cancel())
  expect(clock.pending).toBe(1)
  await Promise.all([...cancelled, answer.body?.cancel()])
  expect(clock.pending).toBe(0)
})

describe('the stream of a body that the wire’s maker built', () => {
  const over = (source: UnderlyingDefaultSource) =>
    bench({ ...once, fetch: async () => new Response(new ReadableStream(source)) }, step)

  test('is not read before somebody reads it, nor into buffers', async () => {
    let pulled = 0
    const { fetch } = over({
      pull: (controller) => {
        pulled += 1
        if (pulled > 1) controller.close()
        else controller.enqueue(new TextEncoder().encode(text))
      },
    })
    const answer = await fetch(url)
    expect(() => answer.body?.getReader({ mode: 'byob' })).toThrow(TypeError)
    await new Promise((resolve) => setImmediate(resolve))
    expect(await answer.text()).toBe(text)
  })

  test('rejects the reading in the turn of the abort, though the wire says no word', async () => {
    const { fetch } = over({})
    const caller = new AbortController()
    const reader = (await fetch(url, { signal: caller.signal })).body?.getReader()
    const next = outcomeOf(reader?.read() ?? Promise.reject())
    await new Promise((resolve) => setImmediate(resolve))
    caller.abort('left')
    expect(await next).toEqual({ error: 'left' })
  })

  test('that was aborted before it was read rejects the first reading', async () => {
    const { fetch } = over({})
    const caller = new AbortController()
    const { body } = await fetch(url, { signal: caller.signal })
    caller.abort('left')
    expect(await outcomeOf(body?.getReader().read() ?? Promise.reject())).toEqual({
      error: 'left',
    })
  })

  test('passes an error of the wire on, and lets go', async () => {
    const { fetch, clock } = over({ start: (controller) => controller.error('torn') })
    const { body } = await fetch(url)
    expect(await outcomeOf(body?.getReader().read() ?? Promise.reject())).toEqual({
      error: 'torn',
    })
    expect(clock.pending).toBe(0)
  })
})

test('the stream of an answer that is being read is taken', async () => {
  const { fetch } = bench(once, step)
  const answer = await fetch(url)
  const reading = answer.text()
  expect(answer.body?.locked).toBe(true)
  expect(await reading).toBe(text)
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

describe('where one fetch stands on another', () => {
  /** Of a wire that hears no abort. */
  const inner = (options: object) =>
    bench({ ...once, ...options, fetch: async () => new Response(new ReadableStream()) })
  const reading = {
    text: (answer: Response) => answer.text(),
    stream: (answer: Response) => new Response(answer.body).text(),
  }

  test.each(['text', 'stream'] as const)('a %s is cut by the deadline below', async (how) => {
    const below = inner({ timeout: { totalMs: 1000 } })
    const { fetch, clock } = bench({ ...once, timeout: false, fetch: below.fetch }, step)
    const text = outcomeOf(reading[how](await fetch(url)))
    for (const each of [below.clock, clock]) await each.advance(1000)
    expect((await text).error).toMatchObject({ code: 'TIMEOUT', phase: 'body', timeoutMs: 1000 })
  })

  test.each(['text', 'stream'] as const)('a %s is cut by the deadline above', async (how) => {
    const below = inner({ timeout: false })
    const above = { ...once, timeout: { totalMs: 2000 }, fetch: below.fetch }
    const { fetch, clock } = bench(above, step)
    const text = outcomeOf(reading[how](await fetch(url)))
    await clock.advance(2000)
    expect((await text).error).toMatchObject({ code: 'TIMEOUT', phase: 'body', timeoutMs: 2000 })
  })

  test('an answer and its clone both hear of the deadline below', async () => {
    const below = inner({ timeout: { totalMs: 1000 } })
    const { fetch, clock } = bench({ ...once, timeout: false, fetch: below.fetch }, step)
    const answer = await fetch(url)
    const ends = [answer.clone(), answer].map((each) => outcomeOf(each.text()))
    for (const each of [below.clock, clock]) await each.advance(1000)
    for (const { error } of await Promise.all(ends))
      expect(error).toMatchObject({ timeoutMs: 1000 })
  })

  test('one that was cut before anybody read it says so to the reader', async () => {
    const below = inner({ timeout: { totalMs: 1000 } })
    const { fetch, clock } = bench({ ...once, timeout: false, fetch: below.fetch }, step)
    const answer = await fetch(url)
    for (const each of [below.clock, clock]) await each.advance(1000)
    expect((await outcomeOf(answer.text())).error).toMatchObject({ timeoutMs: 1000 })
  })
})

test('a member of an answer can be replaced, as the platform’s can', async () => {
  const { fetch } = bench(once, step)
  const answer = await fetch(url)
  await answer.clone().text()
  answer.json = () => Promise.resolve('replaced')
  answer.clone = () => new Response('replaced')
  expect(await answer.json()).toBe('replaced')
  expect(await answer.clone().text()).toBe('replaced')
  expect(await answer.text()).toBe(text)
})

test('an answer and its clones all hear of the abort, also of a wire that does not', async () => {
  const deaf = async () => new Response(new ReadableStream())
  const { fetch } = bench({ ...once, fetch: deaf })
  const caller = new AbortController()
  const answer = await fetch(url, { signal: caller.signal })
  const copies = [answer.clone(), answer.clone()]
  const ends = [answer, ...copies].map((each) => outcomeOf(each.text()))
  caller.abort('left')
  expect(await Promise.all(ends)).toEqual(Array(3).fill({ error: 'left' }))
})

test('what comes from the network has headers that all may share; others have their own', () => {
  const [given, copy] = [new Response(null, { headers: { a: 'b' } }), () => new Response(null)]
  expect(resemble(copy(), given).headers).not.toBe(given.headers)
  Object.defineProperty(given, 'type', { value: 'cors' })
  expect(resemble(copy(), given).headers).toBe(given.headers)
})

test('bytes are read into a buffer of the reader where the platform can', async () => {
  const { fetch, clock } = bench(once, step)
  const reader = (await fetch(url)).body?.getReader({ mode: 'byob' })
  const { value } = (await reader?.read(new Uint8Array(5))) ?? {}
  expect(new TextDecoder().decode(value)).toBe(text.slice(0, 5))
  await reader?.cancel()
  expect(clock.pending).toBe(0)
})
