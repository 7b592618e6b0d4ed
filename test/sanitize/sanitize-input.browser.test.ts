import { sanitizeInput } from 'holdfast/sanitize'
import { expect, test } from 'vitest'
import { clobbering, vectors } from './vectors.ts'

test.each([
  ['', ''],
  ['plain', 'plain'],
  ['Tom & Jerry', 'Tom & Jerry'],
  ['Tom &amp; Jerry <b>run</b>', 'Tom & Jerry run'],
  ['a < b > c', 'a < b > c'],
  ['1<2', '1<2'],
  ['  two\n lines ', '  two\n lines '],
  ['<p>a</p>', 'a'],
  ['a<script>alarm()</script>b', 'ab'],
  ['&lt;b&gt;run', 'run'],
  ['&amp;lt;b&amp;gt;run', 'run'],
  ['a<!-- b -->c', 'ac'],
  ['<img alt="x" src=y onerror=z>', ''],
])('%j is %j', (value, text) => expect(sanitizeInput(value)).toBe(text))

test.each([...vectors, ...clobbering])('of %s nothing is left that is not text', (vector) => {
  const text = sanitizeInput(vector)
  const { body } = new DOMParser().parseFromString(`<body>${text}`, 'text/html')
  expect(body.children).toHaveLength(0)
  expect(sanitizeInput(text)).toBe(text)
})

test('a text encoded over and over ends soon, without markup', () => {
  const text = sanitizeInput(`&${'amp;'.repeat(20_000)}lt;b>bold`)
  expect(text).not.toMatch(/[<&]/)
  expect(text).toContain('bold')
})

test('what is no text is refused', () => {
  expect(() => sanitizeInput(1 as never)).toThrow('value is 1: it must be a string')
})
