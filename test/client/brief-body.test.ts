import { type Client, type ClientOptions, createClient, type HttpError } from 'holdfast'
import { expect, onTestFinished, test } from 'vitest'
import { fakeClock, json, scriptedFetch, type Step } from '../../src/testing/index.ts'
import { outcomeOf } from '../harness.ts'

const problem = { type: 'about:blank', title: 'Down', status: 503 }
const whole = JSON.stringify(problem)
const asProblem = { 'content-type': 'application/problem+json' }

/** A client over a backend whose error comes drop by drop, one each second. */
function dripping(options: ClientOptions, ...drops: string[]) {
  const clock = fakeClock()
  const left: unknown[] = []
  const drip: Step = (request) => {
    const sent = [...drops]
    let timer: unknown
    const stop = () => clock.clearTimer(timer)
    onTestFinished(stop)
    request.signal.addEventListener('abort', stop)
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const drop = () => {
          controller.enqueue(new TextEncoder().encode(sent.shift() ?? ' '))
          timer = clock.setTimer(drop, 1000)
        }
        drop()
      },
      cancel(reason) {
        stop()
        left.push(reason)
      },
    })
    return new Response(body, { status: 503, headers: asProblem })
  }
  const client = createClient({
    ...{ baseUrl: 'https://api.test/', retry: false, clock, fetch: scriptedFetch(drip) },
    ...options,
  })
  return { client, clock, left }
}

/** What the caller has after so many milliseconds, if anything. */
async function after(ms: number, { client, clock }: ReturnType<typeof dripping>) {
  let had: { value?: unknown; error?: unknown } | undefined
  void outcomeOf(client.get('x').json()).then((outcome) => (had = outcome))
  // Streams pass a chunk on in turns of their own.
  for (let passedMs = 0; passedMs < ms; passedMs += 500) await clock.advance(500)
  await clock.advance(0)
  return had
}

const dataOf = (told: { error?: unknown } | undefined) =>
  (told?.error as HttpError | undefined)?.data

test('an error whose body drips is told after three seconds, with the text that came', async () => {
  const bench = dripping({}, '{"type":"about:blank",', '"title":"Do')
  expect(await after(2500, bench)).toBeUndefined()
  const told = await after(3500, dripping({}, '{"type":"about:blank",', '"title":"Do'))
  expect(told?.error).toMatchObject({ code: 'HTTP', status: 503, retryable: true })
  expect(dataOf(told)).toMatch(/^\{"type":"about:blank","title":"Do/)
})

test('what is left of it is cancelled', async () => {
  const bench = dripping({}, 'a')
  await after(3500, bench)
  expect(bench.left).toHaveLength(1)
})

test('a problem that is whole is told as one, though its body does not end', async () => {
  const told = await after(3500, dripping({}, whole))
  expect(told?.error).toMatchObject({ code: 'PROBLEM', problem })
})

test('one whose body ends costs no waiting', async () => {
  const { client, clock } = dripping({ fetch: scriptedFetch(json(problem, 503, asProblem)) })
  expect((await outcomeOf(client.get('x').json())).error).toMatchObject({ problem })
  expect(clock.pending).toBe(0)
})

test('hooks that look at the answer, or answer with it, hold nobody up longer', async () => {
  const seen: number[] = []
  for (const hook of [
    ({ response }: { response: Response }) => response,
    ({ response }: { response: Response }) => void seen.push(response.status),
  ]) {
    const told = await after(3500, dripping({ hooks: { afterResponse: [hook] } }, 'no '))
    expect(told?.error).toMatchObject({ status: 503 })
    expect(dataOf(told)).toMatch(/^no /)
  }
  expect(seen).toEqual([503])
})

test('a body that breaks leaves what came', async () => {
  const step: Step = () => {
    let isFirst = true
    return new Response(
      new ReadableStream({
        pull(controller) {
          if (isFirst) controller.enqueue(new TextEncoder().encode('half'))
          else controller.error(new TypeError('terminated'))
          isFirst = false
        },
      }),
      { status: 400 },
    )
  }
  const { client } = dripping({ fetch: scriptedFetch(step) })
  expect((await outcomeOf(client.get('x').json())).error).toMatchObject({
    status: 400,
    data: 'half',
  })
})

test.each([
  [1_000_000, 1_000_000],
  [1_000_001, 1_000_000],
  [5_000_000, 1_000_000],
])('of an error of %i bytes %i are told', async (length, kept) => {
  const { client } = dripping({
    fetch: scriptedFetch(() => new Response('a'.repeat(length), { status: 500 })),
  })
  const { error } = await outcomeOf(client.get('x').json())
  expect((error as HttpError).data).toHaveLength(kept)
})

test('whoever asks for errors as answers reads all of them, for as long as they take', async () => {
  const large = 'a'.repeat(2_000_000)
  const fetch = scriptedFetch(() => new Response(large, { status: 500 }))
  const asAnswer = (client: Client) => client.get('x', { throwHttpErrors: false }).text()
  expect(await asAnswer(dripping({ fetch }).client)).toHaveLength(large.length)
  expect(await asAnswer(dripping({ fetch, throwHttpErrors: true }).client)).toHaveLength(
    large.length,
  )
  const init = (options: { throwHttpErrors?: unknown }) => void (options.throwHttpErrors = false)
  const { client } = dripping({ fetch, hooks: { init: [init] } })
  expect(await client.get('x').text()).toHaveLength(large.length)
})

test('a rule of the caller’s own, which statuses are errors, is kept', async () => {
  const rule = (status: number) => status > 403
  const { client } = dripping({ fetch: scriptedFetch(json(1, 403)), throwHttpErrors: rule })
  expect(await client.get('x').json()).toBe(1)
  expect((await outcomeOf(client.get('x', { throwHttpErrors: true }))).error).toMatchObject({
    status: 403,
  })
})

test('a parser of the caller’s own reads what is whole; what it refuses of a cut body is told as text', async () => {
  const parseJson = (text: string) => ({ read: JSON.parse(text) as unknown })
  const { client } = dripping({ parseJson, fetch: scriptedFetch(json([1], 400)) })
  expect((await outcomeOf(client.get('x'))).error).toMatchObject({ data: { read: [1] } })
  const told = await after(3500, dripping({ parseJson }, '{"half'))
  expect(dataOf(told)).toMatch(/^\{"half/)
})

test('the error’s answer shows its own body afterwards, which has been read', async () => {
  const { client } = dripping({ fetch: scriptedFetch(json(1, 400)) })
  const { response } = (await outcomeOf(client.get('x'))).error as HttpError
  expect(response.body).toBeInstanceOf(ReadableStream)
  expect(response.bodyUsed).toBe(true)
})
