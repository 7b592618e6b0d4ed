import { expect, test } from 'vitest'
import { parseJson } from '../../src/client/parse-json.ts'

const answer = (status: number) => ({ response: new Response(null, { status }) })

test.each([204, 205, 304])('%i without a body is undefined', (status) => {
  expect(parseJson('', answer(status))).toBeUndefined()
})

test('any other empty body, and what is not JSON, throws', () => {
  expect(() => parseJson('', answer(200))).toThrow(SyntaxError)
  expect(() => parseJson('{', answer(200))).toThrow(SyntaxError)
})

test('parses', () => {
  expect(parseJson('{"a":[1]}', answer(200))).toEqual({ a: [1] })
})
