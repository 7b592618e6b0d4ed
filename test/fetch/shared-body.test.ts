import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { copiesOf, isShareable, SharedBody } from '../../src/fetch/shared-body.ts'
import { bench, outcomeOf, url } from '../harness.ts'

const bytes = (...values: number[]) => new Uint8Array(values)

/** A wire that sends so many chunks of 10 bytes, and says what it was asked for. */
function wireOf(count: number, limitBytes?: number, error?: unknown) {
  const seen = { asked: 0, cancelled: undefined as unknown }
  const wire = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        seen.asked += 1
        if (seen.asked <= count) controller.enqueue(new Uint8Array(10).fill(seen.asked))
        else if (error === undefined) controller.close()
        else controller.error(error)
      },
      cancel: (reason) => void (seen.cancelled = reason),
    },
    { highWaterMark: 0 },
  )
  return { body: new SharedBody(wire, limitBytes), seen }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

async function numbers(reader: ReadableStreamDefaultReader<Uint8Array>, most = Infinity) {
  const firsts: (number | undefined)[] = []
  while (firsts.length < most) {
    const { done, value } = await reader.read()
    if (done) break
    firsts.push(value[0])
  }
  return firsts
}

describe('a shared body', () => {
  test('is read from the wire once, and not before somebody asks', async () => {
    const { body, seen } = wireOf(3)
    const readers = [1, 2, 3].map(() => body.branch().stream.getReader())
    await settled()
    expect(seen.asked).toBe(0)
    const all = await Promise.all(readers.map((reader) => numbers(reader)))
    expect(all).toEqual(Array(3).fill([1, 2, 3]))
    expect(seen.asked).toBe(4)
    expect(body.heldBytes).toBe(0)
  })

  test('keeps each chunk once, and only until the slowest has taken it', async () => {
    const { body } = wireOf(100)
    const [fast, other, slow] = [1, 2, 3].map(() => body.branch().stream.getReader())
    if (!fast || !other || !slow) throw new Error('three were made')
    await numbers(fast, 8)
    await numbers(other, 4)
    expect(body.heldBytes).toBe(80)
    await numbers(slow, 3)
    expect(body.heldBytes).toBe(50)
    await numbers(other, 4)
    expect(body.heldBytes).toBe(50)
    expect(await numbers(slow, 5)).toEqual([4, 5, 6, 7, 8])
    expect(body.heldBytes).toBe(0)
  })

  test('past the limit the fast wait for the slow, and no chunk more is asked for', async () => {
    const { body, seen } = wireOf(100, 30)
    const [fast, slow] = [1, 2].map(() => body.branch().stream.getReader())
    if (!fast || !slow) throw new Error('two were made')
    const ahead = numbers(fast, 4)
    await settled()
    expect([seen.asked, body.heldBytes]).toEqual([3, 30])
    await slow.read()
    expect(await ahead).toEqual([1, 2, 3, 4])
    expect(seen.asked).toBe(4)
  })

  test.each(['cancel', 'cut'] as const)('%s: one who goes frees its part at once', async (how) => {
    const { body, seen } = wireOf(100, 30)
    const gone = body.branch()
    const reader = body.branch().stream.getReader()
    const ahead = numbers(reader, 5)
    await settled()
    expect(body.heldBytes).toBe(30)
    if (how === 'cut') gone.cut('left')
    else await gone.stream.cancel('left')
    expect(body.heldBytes).toBe(0)
    expect(await ahead).toEqual([1, 2, 3, 4, 5])
    expect(seen.cancelled).toBeUndefined()
    await reader.cancel('last')
    expect(seen.cancelled).toBe('last')
  })

  test('one who is cut in a reading hears of it, whether or not the wire says a word', async () => {
    const { body } = { body: new SharedBody(new ReadableStream()) }
    const [cut, other] = [body.branch(), body.branch()]
    const [first, second] = [cut, other].map(({ stream }) => outcomeOf(stream.getReader().read()))
    cut.cut('left')
    expect(await first).toEqual({ error: 'left' })
    other.cut('last')
    expect(await second).toEqual({ error: 'last' })
  })

  test('an error comes after what came before it, to everyone', async () => {
    const { body } = wireOf(2, undefined, 'torn')
    const readers = [1, 2].map(() => body.branch().stream.getReader())
    for (const reader of readers) {
      expect(await numbers(reader, 2)).toEqual([1, 2])
      expect(await outcomeOf(reader.read())).toEqual({ error: 'torn' })
    }
    expect(body.heldBytes).toBe(0)
  })

  test('a chunk that is not bytes is an error, and the wire is let go', async () => {
    let cancelled = false
    const wire = new ReadableStream<unknown>({
      start: (controller) => controller.enqueue('text'),
      cancel: () => void (cancelled = true),
    })
    const reader = new SharedBody(wire as ReadableStream<Uint8Array>).branch().stream.getReader()
    const { error } = await outcomeOf(reader.read())
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toHaveProperty('message', 'A chunk of the body is not bytes')
    expect(cancelled).toBe(true)
  })

  test('a chunk without a byte is passed over', async () => {
    const wire = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const chunk of [bytes(), bytes(1), bytes()]) controller.enqueue(chunk)
        controller.close()
      },
    })
    expect(await numbers(new SharedBody(wire).branch().stream.getReader())).toEqual([1])
  })

  test('what one does to its bytes nobody else sees, not even the wire', async () => {
    const own = bytes(1, 2, 3)
    const body = new SharedBody(new Response(own).body as ReadableStream<Uint8Array>)
    const [one, other] = [1, 2].map(() => body.branch().stream.getReader())
    ;(await one?.read())?.value?.fill(0)
    expect((await other?.read())?.value).toEqual(bytes(1, 2, 3))
    expect(own).toEqual(bytes(1, 2, 3))
  })

  test('is read into buffers of the reader, to its end', async () => {
    const { body } = wireOf(1)
    const reader = body.branch().stream.getReader({ mode: 'byob' })
    expect((await reader.read(new Uint8Array(6))).value).toHaveLength(6)
    expect((await reader.read(new Uint8Array(6))).value).toHaveLength(4)
    expect((await reader.read(new Uint8Array(6))).done).toBe(true)
  })

  test('in any order of reading and leaving all get the same, and nothing more is kept', async () => {
    const step = fc.record({ who: fc.nat(3), what: fc.constantFrom('read', 'read', 'cut') })
    await fc.assert(
      fc.asyncProperty(fc.nat(8), fc.array(step, { maxLength: 40 }), async (count, steps) => {
        const { body, seen } = wireOf(count, 1000)
        const branches = Array.from({ length: 4 }, () => {
          const { stream, cut } = body.branch()
          return { reader: stream.getReader(), cut, got: [] as unknown[], left: false }
        })
        for (const { who, what } of steps) {
          const branch = branches[who]
          if (!branch || branch.left) continue
          if (what === 'cut') branch.cut('left')
          else branch.got.push(...(await numbers(branch.reader, 1)))
          branch.left = what === 'cut'
          const here = branches.filter(({ left }) => !left).map(({ got }) => got.length)
          const behind = Math.max(0, Math.min(seen.asked, count) - Math.min(...here))
          expect(body.heldBytes).toBe(here.length > 0 ? behind * 10 : 0)
        }
        for (const { got } of branches) expect(got).toEqual(got.map((_, index) => index + 1))
        for (const { cut } of branches) cut('over')
        expect(body.heldBytes).toBe(0)
      }),
    )
  })
})

describe('a copy', () => {
  const from = (response: Response, facts: Record<string, unknown>): Response => {
    for (const [name, value] of Object.entries(facts)) {
      Object.defineProperty(response, name, { value })
    }
    return response
  }

  test('has the facts of the answer, and so has its clone', async () => {
    const given = new Response('text', { status: 201, statusText: 'Made', headers: { 'x-a': 'b' } })
    const facts = { url: 'https://api.test/end', type: 'cors', redirected: true }
    const wire = () => Promise.resolve(from(given, facts))
    const { fetch } = bench({ retry: false, fetch: wire })
    const answers = await Promise.all([fetch(url), fetch(url)])
    for (const answer of [...answers, answers[0]?.clone()]) {
      expect(answer).toBeInstanceOf(Response)
      expect(answer).toMatchObject({ ...facts, status: 201, statusText: 'Made', ok: true })
      expect(answer?.headers.get('x-a')).toBe('b')
      expect(Object.keys(answer ?? {})).toEqual([])
      expect(await answer?.text()).toBe('text')
    }
  })

  test.each([204, 304])('without a body is the platform’s own clone: %i', (status) => {
    const given = new Response(null, { status })
    const copies = copiesOf(given, 3).map(({ response }) => response)
    expect(copies[0]).toBe(given)
    expect(new Set(copies).size).toBe(3)
    expect(copies.map((copy) => [copy.status, copy.body])).toEqual(Array(3).fill([status, null]))
  })

  test('headers that the wire’s maker may change are each one’s own', () => {
    const [one, other] = copiesOf(new Response('text', { headers: { 'x-a': 'b' } }), 2)
    one?.response.headers.set('x-a', 'c')
    expect(other?.response.headers.get('x-a')).toBe('b')
  })
})

test.each<[boolean, string, HeadersInit]>([
  [true, 'JSON of unknown length', { 'content-type': 'application/problem+json' }],
  [true, 'bytes of a known length', { 'content-length': '16000000' }],
  [false, 'too many bytes', { 'content-length': '16000001', 'content-type': 'text/plain' }],
  [false, 'a type of which nobody knows that it ends', { 'content-type': 'video/mp4' }],
  [false, 'no type at all', {}],
  [false, 'a type that is like one that ends', { 'content-type': 'x-text/plain' }],
  [false, 'an event stream', { 'content-type': 'text/event-stream', 'content-length': '9' }],
  [false, 'JSON without an end', { 'content-type': 'application/x-ndjson' }],
  [
    true,
    'one that varies with what all have in common',
    { 'content-type': 'text/plain', vary: 'accept' },
  ],
  [false, 'an answer to one request alone', { 'content-type': 'text/plain', vary: 'accept, *' }],
])('shared is %s for %s', (expected, _what, headers) => {
  const response = new Response(new Uint8Array(1), { headers })
  expect(isShareable(response)).toBe(expected)
})

test('a response of another class than the platform’s is not shared', () => {
  const headers = new Headers({ 'content-type': 'text/plain' })
  const like = { body: new ReadableStream(), status: 200, headers }
  expect(isShareable(like as Response)).toBe(false)
})

test.each([
  [599, true],
  [600, false],
])('a status of %i, which others than the platform may give: shared is %s', (status, expected) => {
  const response = new Response('text', { headers: { 'content-type': 'text/plain' } })
  expect(isShareable(Object.defineProperty(response, 'status', { value: status }))).toBe(expected)
})

test('a stub’s answer, which cannot be cloned, is for one of two callers: the other asks anew', async () => {
  let asked = 0
  const fetch = () => {
    asked += 1
    const headers = new Headers()
    return Promise.resolve({ ok: true, status: 200, headers, json: () => Promise.resolve(asked) })
  }
  const { fetch: held } = bench({ fetch: fetch as unknown as typeof globalThis.fetch })
  const both = await Promise.all([held(url), held(url)].map((one) => one.then((a) => a.json())))
  expect(both).toHaveLength(2)
  expect(asked).toBe(2)
})
