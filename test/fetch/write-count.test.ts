import { createClient, createFetch, type FetchOptions } from 'holdfast'
import { describe, expect, test } from 'vitest'
import { writesOver } from '../../src/fetch/write-count.ts'
import { type Bench, bench, outcomeOf, url } from '../harness.ts'

const unsafe = ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPPATCH']

/** GETs take 100 ms and bring the rows as they were when the GET came; all else takes 10 ms. */
function table(options: FetchOptions = {}, answerTo?: (writes: number) => Response) {
  let [rows, writes] = [0, 0]
  const made: Bench = bench({ retry: false, ...options }, async ({ method, signal }) => {
    const seen = rows
    const isWrite = unsafe.includes(method)
    await new Promise<void>((resolve) => {
      const timer = made.clock.setTimer(resolve, method === 'GET' ? 100 : 10)
      signal.addEventListener('abort', () => made.clock.clearTimer(timer))
    })
    if (!isWrite) return Response.json(seen)
    rows += 1
    writes += 1
    return answerTo?.(writes) ?? new Response()
  })
  const { fetch, clock, wire } = made
  return {
    ...made,
    read: async (init?: Parameters<typeof fetch>[1]) =>
      (await (await fetch(url, init)).json()) as number,
    write: async (method = 'POST') => {
      const answer = outcomeOf(fetch(url, { method }))
      await clock.advance(10)
      return answer
    },
    sent: () => wire.calls.map(({ init }) => init?.method ?? 'GET'),
  }
}

test('fetches over one wire count writes together, those over another apart', () => {
  const [one, other] = [() => 1, () => 2]
  expect(writesOver(one)).toBe(writesOver(one))
  expect(writesOver(one)).not.toBe(writesOver(other))
})

describe('a read that starts after a write was answered', () => {
  test.each(unsafe)('never gets an answer from before it: %s', async (method) => {
    const { read, write, clock } = table()
    const before = [read(), read()]
    await write(method)
    const after = [read(), read()]
    await clock.advance(100)
    // Those who had joined keep what they joined.
    expect(await Promise.all([...before, ...after])).toEqual([0, 0, 1, 1])
  })

  test('nor one from while the write was under way', async () => {
    const { fetch, read, clock, sent } = table()
    const reads = [read()]
    const write = fetch(url, { method: 'POST' })
    // What the write will have done by then nobody knows, so these may share.
    reads.push(read(), read())
    expect(sent()).toEqual(['GET', 'POST', 'GET'])
    await clock.advance(10)
    await write
    reads.push(read(), read())
    expect(sent()).toEqual(['GET', 'POST', 'GET', 'GET'])
    await clock.advance(100)
    expect(await Promise.all(reads)).toEqual([0, 0, 0, 1, 1])
  })

  test('nor where the write failed, since nobody knows whether it took place', async () => {
    const { read, write, clock } = table({}, () => {
      throw new TypeError('the connection broke')
    })
    const before = read()
    expect((await write()).error).toBeInstanceOf(TypeError)
    const after = read()
    await clock.advance(100)
    expect(await Promise.all([before, after])).toEqual([0, 1])
  })

  test('nor where the writer has left', async () => {
    const { fetch, read, clock, sent } = table()
    const caller = new AbortController()
    const write = outcomeOf(fetch(url, { method: 'POST', signal: caller.signal }))
    const reads = [read()]
    caller.abort('left')
    reads.push(read(), read())
    expect(sent()).toEqual(['POST', 'GET', 'GET'])
    await clock.advance(100)
    expect(await Promise.all([...reads, write])).toEqual([0, 0, 0, { error: 'left' }])
  })

  test('nor where the write is repeated: each attempt counts as it departs and as it ends', async () => {
    const { fetch, read, clock, sent } = table({ retry: { limit: 1, baseMs: 20 } }, (writes) =>
      writes === 1 ? new Response(null, { status: 503 }) : new Response(),
    )
    const write = fetch(url, { method: 'PUT' })
    await clock.advance(10)
    const reads = [read()]
    await clock.advance(19)
    reads.push(read())
    expect(sent()).toEqual(['PUT', 'GET'])
    await clock.advance(1)
    reads.push(read())
    expect(sent()).toEqual(['PUT', 'GET', 'PUT', 'GET'])
    await clock.advance(10)
    await write
    reads.push(read())
    await clock.advance(100)
    expect(await Promise.all(reads)).toEqual([1, 1, 1, 2])
  })

  test('nor where the answer to the write goes on after its headers', async () => {
    let end = (): void => undefined
    const body = new ReadableStream({ start: (stream) => void (end = () => stream.close()) })
    const { fetch, read, clock, sent } = table({}, () => new Response(body))
    const write = fetch(url, { method: 'POST' })
    const reads = [read()]
    await clock.advance(10)
    const answer = await write
    reads.push(read(), read())
    expect(sent()).toEqual(['POST', 'GET', 'GET'])
    end()
    await answer.text()
    reads.push(read())
    expect(sent()).toEqual(['POST', 'GET', 'GET', 'GET'])
    await clock.advance(100)
    expect(await Promise.all(reads)).toEqual([0, 1, 1, 1])
  })

  test.each<[string, string, Parameters<typeof fetch>[1] & object]>([
    ['at another gate of its origin', url, { holdfast: { partition: 'uploads' } } as object],
    // A sign-in, say, whose cookie goes to all hosts of a site.
    ['to another origin', 'https://sign-in.test/', {}],
  ])('whatever gate the write passed: %s', async (_where, target, init) => {
    const { fetch, read, clock, sent } = table()
    const reads = [read()]
    const write = fetch(target, { ...init, method: 'POST' })
    await clock.advance(10)
    await write
    reads.push(read())
    expect(sent()).toEqual(['GET', 'POST', 'GET'])
    await clock.advance(100)
    await Promise.all(reads)
  })

  test('whichever fetch sent the write, where both send over one wire', async () => {
    const { wire, clock } = table()
    const api = createClient({ fetch: wire, clock, baseUrl: 'https://api.test/' })
    const slow = api.extend({ timeout: { totalMs: 600_000 } })
    expect(slow.fetch).not.toBe(api.fetch)
    const read = () => api.get('items').json()
    for (const writer of [slow.fetch, api.extend({}).fetch, createFetch({ fetch: wire, clock })]) {
      const sent = wire.calls.length
      const reads = [read()]
      await clock.advance(0)
      const write = writer(url, { method: 'POST' })
      await clock.advance(10)
      await write
      reads.push(read())
      await clock.advance(100)
      await Promise.all(reads)
      expect(wire.calls.length - sent).toBe(3)
    }
  })
})

test('a write that stands in line has changed nothing yet', async () => {
  const { fetch, read, clock, sent } = table({ concurrency: { limit: 1 } })
  const reads = [read()]
  const write = fetch(url, { method: 'POST' })
  reads.push(read())
  await clock.advance(99)
  expect(sent()).toEqual(['GET'])
  await clock.advance(11)
  await Promise.all([...reads, write])
  expect(sent()).toEqual(['GET', 'POST'])
})

test.each(['HEAD', 'OPTIONS', 'QUERY'])('%s asks for no change', async (method) => {
  const { fetch, read, clock, sent } = table()
  const reads = [read()]
  const other = fetch(`${url}/other`, { method })
  await clock.advance(10)
  await (await other).text()
  reads.push(read())
  expect(sent()).toEqual(['GET', method])
  await clock.advance(90)
  expect(await Promise.all(reads)).toEqual([0, 0])
})
