import { createClient, type ProblemError } from 'holdfast'
import { expect, test } from 'vitest'
import { json, scriptedFetch, status, type Step } from '../../src/testing/index.ts'
import { outcomeOf } from '../harness.ts'

const problemJson = { 'content-type': 'application/problem+json; charset=utf-8' }

async function failure(step: Step): Promise<unknown> {
  const client = createClient({
    fetch: scriptedFetch(step),
    baseUrl: 'https://api.test/',
    retry: false,
  })
  return (await outcomeOf(client.get('x'))).error
}

test.each([
  [400, false],
  [404, false],
  [408, true],
  [429, true],
  [500, true],
  [501, false],
  [503, true],
])('%i: retryable %s', async (code, retryable) => {
  expect(await failure(status(code))).toMatchObject({ code: 'HTTP', status: code, retryable })
})

test('carries the wait that the server named', async () => {
  expect(await failure(status(429, { 'Retry-After': '7' }))).toMatchObject({ retryAfterMs: 7000 })
  expect(await failure(status(503, { 'Retry-After': 'soon' }))).toMatchObject({
    retryAfterMs: undefined,
  })
})

test('a 403 that names a wait, or has nothing left, may be repeated like a 429', async () => {
  const limits = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' }
  expect(await failure(status(403))).toMatchObject({ retryable: false, retryAfterMs: undefined })
  expect(await failure(status(403, { 'retry-after': '7' }))).toMatchObject({
    ...{ retryable: true, retryAfterMs: 7000 },
  })
  for (const code of [403, 429]) {
    const told = { retryable: true, retryAfterMs: 9000 }
    expect(await failure(status(code, limits))).toMatchObject(told)
  }
})

test('keeps the body for the program and out of the log', async () => {
  const error = await failure(json({ secret: 's3cret' }, 400))
  expect(error).toMatchObject({ data: { secret: 's3cret' } })
  expect(JSON.stringify(error)).not.toContain('s3cret')
  expect(Object.keys(error as object)).toEqual(expect.not.arrayContaining(['data', 'response']))
})

test('reads a problem as RFC 9457 asks: wrong members are absent, extensions stay', async () => {
  const body = { type: 7, title: 'Bad', status: 'x', detail: null, balance: 30 }
  const error = (await failure(json(body, 403, problemJson))) as ProblemError
  expect(error.code).toBe('PROBLEM')
  expect(error.problem).toEqual({ type: 'about:blank', title: 'Bad', status: 403, balance: 30 })
})

test.each([
  ['a list', []],
  ['a number', 3],
  ['nothing', null],
])('%s is no problem', async (_name, body) => {
  expect(await failure(json(body, 400, problemJson))).toMatchObject({ code: 'HTTP' })
})
