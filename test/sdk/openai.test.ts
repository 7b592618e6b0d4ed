import { createFetch, type FetchOptions } from 'holdfast'
import { json as readJson } from 'node:stream/consumers'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { outcomeOf } from '../harness.ts'
import { serve } from './local-server.ts'

type Sent = { stream?: boolean; messages: { content: string }[] }
type Behaviour = Readonly<{
  /** Statuses of the first requests; 200 after them. */
  statuses?: number[]
  /** Between two words of a stream. */
  gapMs?: number
  /** Says no more after the first word. */
  stalls?: boolean
}>

const chunk = (content: string, end: boolean) => ({
  ...{ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm' },
  choices: [{ index: 0, delta: { content }, finish_reason: end ? 'stop' : null }],
})
const words = ['a ', 'wörd ', 'at ', 'a ', 'time']

/** The part of the API that these tests use. */
async function fakeOpenAi({ statuses = [], gapMs = 1, stalls = false }: Behaviour = {}) {
  const seen: { key: unknown; body: Sent }[] = []
  const origin = await serve(async (request, response) => {
    const body = (await readJson(request)) as Sent
    const key = request.headers['idempotency-key']
    const status = statuses[seen.push({ key, body }) - 1] ?? 200
    if (status !== 200) {
      const error = { message: `status ${status}`, type: 'server_error', code: 'c' }
      response.writeHead(status, { 'Content-Type': 'application/json', 'x-request-id': 'r1' })
      return void response.end(JSON.stringify({ error }))
    }
    if (body.stream !== true) {
      const message = { role: 'assistant', content: `you said ${body.messages[0]?.content}` }
      response.writeHead(200, { 'Content-Type': 'application/json', 'x-request-id': 'r2' })
      const choices = [{ index: 0, message, finish_reason: 'stop' }]
      return void response.end(
        JSON.stringify({ id: 'c0', object: 'chat.completion', created: 1, model: 'm', choices }),
      )
    }
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    let said = 0
    const timer = setInterval(() => {
      const word = words[said++]
      if (word === undefined) return void response.end('data: [DONE]\n\n')
      response.write(`data: ${JSON.stringify(chunk(word, said === words.length))}\n\n`)
      if (stalls) clearInterval(timer)
    }, gapMs)
    response.once('close', () => clearInterval(timer))
  })
  return { baseURL: `${origin}/v1`, seen }
}

const over = (baseURL: string, maxRetries: number, options: FetchOptions = {}) =>
  new OpenAI({
    ...{ baseURL, apiKey: 'k', maxRetries },
    fetch: createFetch({ retry: { baseMs: 1 }, ...options }),
  })

const question = { model: 'm', messages: [{ role: 'user' as const, content: 'hi' }] }
const streamed = { ...question, stream: true as const }

test('a completion is answered, with the headers of the answer', async () => {
  const { baseURL, seen } = await fakeOpenAi()
  const call = over(baseURL, 0).chat.completions.create(question)
  const { data, request_id } = await call.withResponse()
  expect(data.choices[0]?.message.content).toBe('you said hi')
  expect(request_id).toBe('r2')
  expect(seen).toHaveLength(1)
})

test('a stream is not cut: not by the deadline, and not by a retry', async () => {
  const { baseURL, seen } = await fakeOpenAi({ gapMs: 250 })
  const openai = over(baseURL, 0, { timeout: { totalMs: 600, attemptMs: 600 } })
  let said = ''
  for await (const { choices } of await openai.chat.completions.create(streamed)) {
    said += choices[0]?.delta.content ?? ''
  }
  expect(said).toBe(words.join(''))
  expect(seen).toHaveLength(1)
})

test('503 is retried by the SDK alone: a POST without a key is not repeated below', async () => {
  const { baseURL, seen } = await fakeOpenAi({ statuses: [503] })
  const completion = await over(baseURL, 1).chat.completions.create(question)
  expect(completion.choices[0]?.message.content).toBe('you said hi')
  expect(seen).toHaveLength(2)
})

test('503 is retried below alone, where the call carries a key and the SDK does not retry', async () => {
  const { baseURL, seen } = await fakeOpenAi({ statuses: [503] })
  const openai = over(baseURL, 0)
  await openai.chat.completions.create(question, { headers: { 'Idempotency-Key': 'once' } })
  expect(seen.map(({ key }) => key)).toEqual(['once', 'once'])
})

test.each([
  [400, OpenAI.BadRequestError],
  [401, OpenAI.AuthenticationError],
  [404, OpenAI.NotFoundError],
  [429, OpenAI.RateLimitError],
  [503, OpenAI.InternalServerError],
])('%i keeps its class, status, message and request id', async (status, kind) => {
  const { baseURL, seen } = await fakeOpenAi({ statuses: [status] })
  const { error } = await outcomeOf(over(baseURL, 0).chat.completions.create(question))
  expect(error).toBeInstanceOf(kind)
  const message = `${status} status ${status}`
  expect(error).toMatchObject({ status, message, code: 'c', requestID: 'r1' })
  expect(seen).toHaveLength(1)
})

test('a connection that cannot be made is the SDK’s own error', async () => {
  const { error } = await outcomeOf(
    over('http://127.0.0.1:1/v1', 0).chat.completions.create(question),
  )
  expect(error).toBeInstanceOf(OpenAI.APIConnectionError)
})

test('an abort before the answer is the SDK’s own error', async () => {
  const caller = new AbortController()
  const baseURL = await serve(() => caller.abort())
  const call = over(baseURL, 0).chat.completions.create(question, { signal: caller.signal })
  expect((await outcomeOf(call)).error).toBeInstanceOf(OpenAI.APIUserAbortError)
})

test('an abort ends the stream at once', async () => {
  const { baseURL } = await fakeOpenAi({ stalls: true })
  const stream = await over(baseURL, 0).chat.completions.create(streamed)
  let said = ''
  for await (const { choices } of stream) {
    said += choices[0]?.delta.content ?? ''
    stream.controller.abort()
  }
  expect(said).toBe(words[0])
})

test('the SDK’s own timeout is heard', async () => {
  const baseURL = await serve(() => undefined)
  const call = over(baseURL, 0).chat.completions.create(question, { timeout: 50 })
  expect((await outcomeOf(call)).error).toBeInstanceOf(OpenAI.APIConnectionTimeoutError)
})
