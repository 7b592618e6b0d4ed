import { sanitizeHTML, sanitizeInput, trustedHTML } from 'holdfast/sanitize'
import { expect, onTestFinished, test, vi } from 'vitest'
import { flatten } from '../../src/sanitize/flatten.ts'
import { clobbering, vectors } from './vectors.ts'

const flat = (markup: string, ...kept: string[]) => flatten(markup, { policy: undefined }, kept)

test.each([
  ['<x>a<b>b</b></x>c', 'a<b>b</b>c'],
  ['<x><y><b>a<z>b</z></b></y></x>', '<b>ab</b>'],
  ['<b title="&lt;&quot;">a &amp; b &lt;i&gt;</b>', '<b title="<&quot;">a &amp; b &lt;i></b>'],
  ['a<br>b<x><br></x>', 'a<br>b<br>'],
  ['a<script>b</script><svg><text>c</text></svg><style>d</style><title>e</title>f', 'af'],
  ['<!-- a --><?b?>c', 'c'],
  [' <b> a </b> ', ' <b> a </b> '],
  ['<pre>\n\n\na</pre>', '<pre>\n\n\na</pre>'],
  ['<frameset><frame></frameset>', ''],
  ['<form><input name=nodeName>a</form>b', 'b'],
])('of %j the kept elements are left: %j', (markup, left) => {
  // Firefox and Chromium differ in whether `<` within an attribute is written as it is.
  expect(flat(markup, 'b', 'br', 'pre').replace('title="&lt;', 'title="<')).toBe(left)
})

test('a text is all that is left where nothing is kept', () => {
  expect(flatten('<b>a</b> &lt;i> <!-- b -->', { policy: undefined })).toBe('a <i> ')
})

/** Pieces of markup, each of them small, and all the more. */
const kinds = [
  '<b>x</b>',
  '<x>y</x>',
  '<b><x>y</x></b>',
  '<p>a<x>b',
  '<script>a</script>',
  '<x a=b>',
]

test.each(kinds)(
  'no element is moved or taken out on the way, however many of %s there are',
  (each) => {
    const moves = ['insertBefore', 'appendChild', 'removeChild', 'replaceChild'] as const
    const spies = moves.map((name) => vi.spyOn(Node.prototype, name))
    onTestFinished(() => spies.forEach((spy) => spy.mockRestore()))
    const movesOf = (count: number) => {
      for (const spy of spies) spy.mockClear()
      sanitizeHTML(each.repeat(count))
      sanitizeInput(each.repeat(count))
      return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
    }
    movesOf(1)
    expect(movesOf(1_000)).toBe(movesOf(1))
  },
)

test.each(kinds)('each node is looked at a few times only: %s', (each) => {
  const steps = ['firstChild', 'nextSibling', 'parentNode'] as const
  const spies = steps.map((name) => vi.spyOn(TreeWalker.prototype, name))
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()))
  const stepsOf = (count: number) => {
    for (const spy of spies) spy.mockClear()
    flat(each.repeat(count), 'b', 'p')
    return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
  }
  expect(stepsOf(400)).toBeLessThanOrEqual(4 * stepsOf(100) + 8)
})

test('what is longer than 1 MB is refused, and the bound named', () => {
  for (const sanitize of [sanitizeHTML, trustedHTML, sanitizeInput]) {
    expect(() => sanitize('x'.repeat(1_000_001))).toThrow(RangeError)
    expect(() => sanitize('x'.repeat(1_000_001))).toThrow('at most 1000000 (1 MB)')
    expect(String(sanitize('x'.repeat(1_000_000)))).toHaveLength(1_000_000)
  }
})

test.each([...vectors, ...clobbering])('of %s nothing but the kept elements is left', (vector) => {
  const { body } = new DOMParser().parseFromString(flat(vector, 'b', 'p'), 'text/html')
  expect([...body.querySelectorAll('*')].filter((each) => !/^[BP]$/.test(each.tagName))).toEqual([])
})
