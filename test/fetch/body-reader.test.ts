import { expect, test, vi } from 'vitest'
import { giveBack, lock, readerOf } from '../../src/fetch/body-reader.ts'
import { bench, outcomeOf, url } from '../harness.ts'

const once = { retry: false, dedupe: false } as const
const bytes = new TextEncoder().encode('hello')

/** An answer whose body the test writes. */
async function written() {
  let wire!: ReadableStreamDefaultController<Uint8Array>
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (wire = controller) })
  const { fetch, clock } = bench(once, () => new Response(body))
  const caller = new AbortController()
  return { answer: await fetch(url, { signal: caller.signal }), wire, clock, caller }
}

test('a body that breaks rejects the end of the stream, though nobody reads it', async () => {
  const { answer, wire, clock } = await written()
  const reader = answer.body?.getReader()
  wire.error(new TypeError('reset'))
  await expect(reader?.closed).rejects.toThrow('reset')
  await expect(reader?.read()).rejects.toThrow('reset')
  expect(clock.pending).toBe(0)
})

test('one that breaks after a part was read, likewise', async () => {
  const { answer, wire, clock } = await written()
  const reader = answer.body?.getReader()
  wire.enqueue(bytes)
  expect(await reader?.read()).toEqual({ done: false, value: bytes })
  wire.error(new TypeError('reset'))
  await expect(reader?.closed).rejects.toThrow('reset')
  expect(clock.pending).toBe(0)
})

test('a body that ends empty ends the stream, though nobody reads it', async () => {
  const { answer, wire, clock } = await written()
  const reader = answer.body?.getReader()
  wire.close()
  expect(await reader?.closed).toBeUndefined()
  expect(clock.pending).toBe(0)
})

test('a body that ends with its last part gives that part, and then the end', async () => {
  const { answer, wire, clock } = await written()
  const reader = answer.body?.getReader()
  wire.enqueue(bytes)
  wire.close()
  expect(await reader?.read()).toEqual({ done: false, value: bytes })
  expect(await reader?.closed).toBeUndefined()
  expect(await reader?.read()).toEqual({ done: true, value: undefined })
  expect(clock.pending).toBe(0)
})

test('an abort rejects the end of the stream, whether taken before it or after', async () => {
  const { answer, caller } = await written()
  const before = answer.body?.getReader()
  const ended = outcomeOf(before?.closed ?? Promise.resolve())
  caller.abort('left')
  expect(await ended).toEqual({ error: 'left' })
  const other = await written()
  const { body } = other.answer
  other.caller.abort('left')
  other.wire.error(new Error('told of the abort'))
  expect(await outcomeOf(body?.getReader().closed ?? Promise.resolve())).toEqual({ error: 'left' })
})

test.each<[string, (answer: Response) => Promise<string>]>([
  ['read by its own methods', (answer) => answer.text()],
  [
    'cloned',
    (answer) => Promise.all([answer.clone().text(), answer.text()]).then(([text]) => text),
  ],
  ['read by another reader', (answer) => new Response(answer.body).text()],
])('whoever takes the stream and lets go unread leaves the answer to be %s', async (_how, use) => {
  const { answer, wire } = await written()
  answer.body?.getReader().releaseLock()
  expect(answer.bodyUsed).toBe(false)
  const text = use(answer)
  wire.enqueue(bytes)
  wire.close()
  expect(await text).toBe('hello')
  expect(answer.bodyUsed).toBe(true)
})

test('the stream shows no member that the platform’s does not', async () => {
  const { answer } = await written()
  expect(Object.keys(answer.body ?? {})).toEqual([])
  await answer.body?.cancel()
})

test('a stream that is taken for good takes nothing behind it', async () => {
  const body = new ReadableStream<Uint8Array>()
  const look = vi.fn()
  const front = readerOf(body, look).front(new ReadableStream())
  lock(front)
  giveBack(front)
  expect([front.locked, body.locked]).toEqual([true, false])
})

test('a body that is given back is looked at no more', async () => {
  let end = (): void => undefined
  const body = new ReadableStream<Uint8Array>({ start: (c) => void (end = () => c.close()) })
  const look = vi.fn()
  const front = readerOf(body, look).front(new ReadableStream())
  front.getReader().releaseLock()
  expect(body.locked).toBe(true)
  giveBack(front)
  expect(body.locked).toBe(false)
  end()
  await new Promise(setImmediate)
  expect(look).not.toHaveBeenCalled()
})
