import { createClient } from 'holdfast'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../src/client/parse-json.ts'
import { scriptedFetch, status } from '../../src/testing/index.ts'
import { outcomeOf } from '../harness.ts'

const answer = (status: number, method = 'GET') => ({
  request: new Request('https://api.test/', { method }),
  response: new Response(null, { status }),
})

test.each([204, 205, 304])('%i without a body is undefined', (status) => {
  expect(parseJson('', answer(status))).toBeUndefined()
})

test('any other empty body of a read, and what is not JSON, throws', () => {
  expect(() => parseJson('', answer(200))).toThrow(SyntaxError)
  expect(() => parseJson('', answer(200, 'HEAD'))).toThrow(SyntaxError)
  expect(() => parseJson('{', answer(200))).toThrow(SyntaxError)
  expect(() => parseJson('{', answer(200, 'PATCH'))).toThrow(SyntaxError)
})

test('parses', () => {
  expect(parseJson('{"a":[1]}', answer(200))).toEqual({ a: [1] })
})

describe('json() of a client', () => {
  const client = (...statuses: number[]) =>
    createClient({
      baseUrl: 'https://api.test/',
      fetch: scriptedFetch(...statuses.map((code) => status(code))),
    })

  test('is undefined for a 304, which is no error', async () => {
    const api = client(304, 304)
    expect((await api.get('x')).status).toBe(304)
    expect(await api.get('x').json()).toBeUndefined()
  })

  test.each([200, 201, 202])('is undefined for a write that was done: %i', async (code) => {
    const api = client(code, code, code, code)
    for (const write of [api.post, api.put, api.patch, api.delete])
      expect(await write('x').json()).toBeUndefined()
  })

  test('is a ParseError for a read that brings nothing', async () => {
    const { error } = await outcomeOf(client(200).get('x').json())
    expect(error).toMatchObject({ code: 'PARSE' })
  })
})
