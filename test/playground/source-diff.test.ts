import { expect, test } from 'vitest'
import { sourceDiff } from '../../playground/pages/source-diff.ts'

const words = (before: string, after: string) =>
  sourceDiff(before, after).map(({ kind, text }) => `${kind} ${text}`)

test('an attribute that was taken out is one piece', () => {
  expect(words('<b onclick="alarm()">so</b>', '<b>so</b>')).toEqual([
    'kept <b',
    'out  onclick="alarm()"',
    'kept >so</b>',
  ])
})

test('what was put in stands where it was put', () => {
  expect(words('<a href="/b">c</a>', '<a href="/b" rel="ugc">c</a>')).toEqual([
    'kept <a href="/b"',
    'in  rel="ugc"',
    'kept >c</a>',
  ])
})

test.each([
  ['<B>a</B>', '<b>a</b>'],
  ['<ol reversed>a</ol>', '<ol reversed="">a</ol>'],
  ["<a href='/b'>a</a>", '<a href="/b">a</a>'],
])('%s and %s are the same', (before, after) => {
  expect(words(before, after)).toEqual([`kept ${after}`])
})

test('without the pieces put in it is the one text, without those taken out the other', () => {
  const [before, after] = ['<p>a <script>b</script>c < d</p>', '<p>a c &lt; d</p>']
  const without = (kind: string) =>
    sourceDiff(before, after)
      .filter((piece) => piece.kind !== kind)
      .map(({ text }) => text)
      .join('')
  expect(without('in')).toBe(before)
  expect(without('out')).toBe(after)
})
