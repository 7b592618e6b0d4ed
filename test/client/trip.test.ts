import ky from 'ky'
import { type ClientOptions, createClient } from 'holdfast'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { json, scriptedFetch, stalling, status, type Step } from '../../src/testing/index.ts'
import { outcomeOf } from '../harness.ts'

const clientOver = (...steps: Step[]) =>
  createClient({ fetch: scriptedFetch(...steps), baseUrl: 'https://api.test/', retry: false })

test('checks the answer against a schema and gives what the schema makes of it', async () => {
  const schema = z.object({ id: z.string().transform(Number) })
  expect(
    await clientOver(json({ id: '7' }))
      .get('x')
      .json(schema),
  ).toEqual({ id: 7 })
  const { error } = await outcomeOf(
    clientOver(json({ id: 7 }))
      .get('x')
      .json(schema),
  )
  expect(error).toMatchObject({ code: 'VALIDATION', target: 'response', route: 'api.test/x' })
  expect((error as { issues: unknown[] }).issues).toHaveLength(1)
})

test('refuses what is not a schema', async () => {
  const { error } = await outcomeOf(
    clientOver(json(1))
      .get('x')
      .json({} as never),
  )
  expect(error).toMatchObject({ code: 'CONFIG', option: 'schema' })
})

test.each([
  ['is not JSON', 'no JSON: ada@example.com'],
  ['is empty', ''],
])('a body that %s is a ParseError that does not quote it', async (_name, body) => {
  const { error } = await outcomeOf(
    clientOver(status(200, {}, body))
      .get('x')
      .json(),
  )
  expect(error).toMatchObject({ code: 'PARSE', attempts: 1 })
  expect(String(error) + JSON.stringify(error) + String((error as Error).cause)).not.toContain(
    'ada',
  )
})

test.each([204, 205])('%i has no body to parse', async (code) => {
  expect(await clientOver(status(code)).delete('x').json()).toBeUndefined()
})

test('50 MB of JSON arrive, and 50 MB of something else are told in one line', async () => {
  const large = 'a'.repeat(50_000_000)
  expect(await clientOver(json(large)).get('x').json()).toHaveLength(large.length)
  const { error } = await outcomeOf(
    clientOver(status(200, {}, large))
      .get('x')
      .json(),
  )
  expect(error).toMatchObject({ code: 'PARSE' })
  expect(JSON.stringify(error).length).toBeLessThan(500)
})

test('a connection that breaks in the body is a NetworkError', async () => {
  const step: Step = () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"half'))
          controller.error(new TypeError('terminated'))
        },
      }),
    )
  const { error } = await outcomeOf(clientOver(step).get('x').json())
  expect(error).toMatchObject({ code: 'NETWORK', retryable: true })
})

test('reading the body twice is the caller’s mistake and told as the platform tells it', async () => {
  const answer = clientOver(json(1)).get('x')
  expect(await answer.json()).toBe(1)
  expect((await outcomeOf(answer.json())).error).toBeInstanceOf(TypeError)
})

test.each(['text', 'blob', 'arrayBuffer'] as const)('%s', async (name) => {
  expect(
    await clientOver(status(200, {}, 'x'))
      .get('x')
      [name](),
  ).toBeTruthy()
})

test.each(['json', 'text', 'blob', 'arrayBuffer', 'formData'] as const)(
  'a call that is refused before it is sent rejects in %s() too',
  async (name) => {
    const get = () => clientOver(json(1)).get('http://[')
    expect((await outcomeOf(get()[name]())).error).toMatchObject({ code: 'CONFIG', option: 'url' })
  },
)

test.each([null, 'schema', 7])('refuses %s as a schema', async (schema) => {
  const { error } = await outcomeOf(
    clientOver(json(1))
      .get('x')
      .json(schema as never),
  )
  expect(error).toMatchObject({ code: 'CONFIG', option: 'schema' })
})

describe('a mistake in what the caller passed is told as it is, not as a lost connection:', () => {
  const mistake = new TypeError('undefined is not a function')
  const fail = () => {
    throw mistake
  }
  const told = (options: ClientOptions, schema = undefined as never) =>
    outcomeOf(
      createClient({ fetch: scriptedFetch(json(1)), baseUrl: 'https://api.test/', ...options })
        .get('x')
        .json(schema),
    )

  test('in parseJson', async () => {
    expect(await told({ parseJson: fail })).toEqual({ error: mistake })
  })

  test('in a hook', async () => {
    expect(await told({ hooks: { afterResponse: [fail] } })).toEqual({ error: mistake })
    expect(await told({ hooks: { beforeRequest: [fail] } })).toEqual({ error: mistake })
  })

  test('in a schema', async () => {
    const schema = { '~standard': { version: 1, vendor: 'test', validate: fail } } as never
    expect(await told({}, schema)).toEqual({ error: mistake })
  })
})

test('an abort while the body of an error arrives rejects with the caller’s reason', async () => {
  const caller = new AbortController()
  const refused: Step = () =>
    new Response(new ReadableStream({ pull: () => caller.abort('left') }, { highWaterMark: 0 }), {
      status: 400,
    })
  const answer = clientOver(refused).get('x', { signal: caller.signal })
  expect(await outcomeOf(answer.json())).toEqual({ error: 'left' })
})

test('what breaks in the body says so, in Firefox too, where it is an AbortError', async () => {
  const aborted = new DOMException('The operation was aborted.', 'AbortError')
  for (const cause of [aborted, new TypeError('Load failed')]) {
    const step: Step = () =>
      new Response(new ReadableStream({ start: (body) => body.error(cause) }))
    for (const name of ['json', 'text', 'arrayBuffer'] as const) {
      const { error } = await outcomeOf(clientOver(step).get('x')[name]())
      expect(error).toMatchObject({ code: 'NETWORK', cause })
      expect(String(error)).toContain('the connection broke while the body was arriving')
    }
  }
})

test('an AbortError of the caller’s own stays his', async () => {
  const caller = new AbortController()
  const answer = clientOver(stalling()).get('x', { signal: caller.signal })
  await answer
  const text = outcomeOf(answer.text())
  caller.abort()
  const { error } = await text
  expect(error).toMatchObject({ name: 'AbortError' })
  expect(error).toBe(caller.signal.reason)
})

test('what a hook makes of an error of a status stays', async () => {
  const beforeError = ({ error }: { error: Error }) =>
    Object.assign(error, { message: 'Not today', hint: 'tomorrow' })
  const wire = scriptedFetch(status(503))
  const base = { fetch: wire, baseUrl: 'https://api.test/', retry: false } as const
  const changed = createClient({ ...base, hooks: { beforeError: [beforeError] } })
  const { error } = await outcomeOf(changed.get('x').json())
  expect(error).toMatchObject({ code: 'HTTP', status: 503, message: 'Not today', hint: 'tomorrow' })
  const left = createClient({ ...base, hooks: { beforeError: [({ error: same }) => same] } })
  expect((await outcomeOf(left.get('x'))).error).toMatchObject({
    message: 'GET api.test/x answered 503',
  })
})

test('a hook that asks ky to repeat the request is refused in words', async () => {
  const client = createClient({
    ...{ fetch: scriptedFetch(status(200)), baseUrl: 'https://api.test/' },
    hooks: { afterResponse: [() => ky.retry()] },
  })
  const { error } = await outcomeOf(client.get('x').json())
  expect(error).toMatchObject({ code: 'CONFIG', option: 'hooks.afterResponse' })
  expect(String(error)).toContain('ky.retry()')
})
