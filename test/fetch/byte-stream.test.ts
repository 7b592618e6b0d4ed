import { afterEach, describe, expect, test, vi } from 'vitest'
import { isOfBytes, streamFrom } from '../../src/fetch/byte-stream.ts'
import { url } from '../harness.ts'

const source = { pull: (controller: ReadableByteStreamController) => controller.close() }

test('a stream is one of bytes where that is asked for', () => {
  expect([streamFrom(source), streamFrom(source, false)].map(isOfBytes)).toEqual([true, false])
})

test('nothing is asked for ahead of the reader, whatever the kind', async () => {
  for (const ofBytes of [true, false]) {
    const pull = vi.fn<(controller: ReadableByteStreamController) => void>((to) => {
      to.enqueue(new Uint8Array(1))
    })
    const reader = streamFrom({ pull }, ofBytes).getReader()
    await new Promise((resolve) => setImmediate(resolve))
    expect(pull).toHaveBeenCalledTimes(0)
    await reader.read()
    expect(pull).toHaveBeenCalledTimes(1)
  }
})

describe('where the engine cannot make a stream of bytes', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  /** As Safari was before 26.4; the library looks once, so it is loaded anew. */
  async function fetchOfSafari(answer: Response) {
    const Stream = new Proxy(ReadableStream, {
      construct(native, [source, strategy]: [UnderlyingSource, QueuingStrategy]) {
        if (source.type === 'bytes') throw new TypeError('it is not implemented')
        return new native(source, strategy)
      },
    })
    vi.stubGlobal('ReadableStream', Stream)
    vi.resetModules()
    const { createFetch } = await import('../../src/fetch/create-fetch.ts')
    return createFetch({ retry: false, fetch: () => Promise.resolve(answer) })
  }

  test('two callers of one answer both read it', async () => {
    const fetch = await fetchOfSafari(Response.json({ a: 1 }))
    const answers = await Promise.all([fetch(url), fetch(url)])
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([{ a: 1 }, { a: 1 }])
  })

  test('nothing of it is read ahead', async () => {
    const asked: string[] = []
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      asked.push('a chunk')
      controller.enqueue(new Uint8Array(1))
      controller.close()
    }
    const headers = { 'content-type': 'text/plain' }
    const body = new ReadableStream({ pull }, { highWaterMark: 0 })
    const fetch = await fetchOfSafari(new Response(body, { headers }))
    const [one] = await Promise.all([fetch(url), fetch(url)])
    await new Promise((resolve) => setImmediate(resolve))
    expect(asked).toEqual([])
    expect((await one?.body?.getReader().read())?.value).toHaveLength(1)
  })

  test('one alone is read as a stream', async () => {
    const fetch = await fetchOfSafari(new Response('text'))
    const reader = (await fetch(url)).body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('text')
    expect(await reader?.read()).toEqual({ done: true, value: undefined })
  })
})
