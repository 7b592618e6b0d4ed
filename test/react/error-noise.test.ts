import { AbortedError, HttpError, NetworkError, OfflineError } from 'holdfast'
import { expect, test } from 'vitest'
import { isNoise, type Stray } from '../../src/react/error-noise.ts'

const stray = (some: Partial<Stray>): Stray => ({ error: null, message: '', filename: '', ...some })

const withStack = (...lines: string[]) =>
  Object.assign(new Error('oops'), { stack: ['Error: oops', ...lines].join('\n') })

const ours = '    at save (https://app.test/main.js:3:7)'
const theirs = '    at hook (chrome-extension://abcdef/content.js:1:2)'

test.each<[string, Stray]>([
  ['a loop notice', stray({ message: 'ResizeObserver loop limit exceeded' })],
  [
    'another one',
    stray({ message: 'ResizeObserver loop completed with undelivered notifications.' }),
  ],
  ['a masked script error', stray({ message: 'Script error.' })],
  ['a script of an extension', stray({ filename: 'moz-extension://abc/x.js' })],
  ['a throw inside an extension', stray({ error: withStack(theirs, ours) })],
  ['the same in Firefox', stray({ error: withStack('hook@moz-extension://abc/x.js:1:2') })],
  ['an abort of the platform', stray({ error: new DOMException('gone', 'AbortError') })],
  ['an abort of ours', stray({ error: new AbortedError() })],
])('%s is noise', (_, given) => {
  expect(isNoise(given, false)).toBe(true)
})

const failures = [
  new TypeError('Failed to fetch'),
  new TypeError('Load failed'),
  new TypeError('NetworkError when attempting to fetch resource.'),
  new NetworkError({}),
  new OfflineError({}),
]

test.each(failures)(
  'a lost request is noise while the page is away, and only then: %s',
  (error) => {
    expect([isNoise(stray({ error }), true), isNoise(stray({ error }), false)]).toEqual([
      true,
      false,
    ])
  },
)

test.each([
  ['a bug', new TypeError('x is undefined')],
  ['a bug that an extension only called', withStack(ours, theirs)],
  ['an answer of the server', new HttpError({}, new Response(null, { status: 500 }), undefined)],
  [
    'one that names an extension, and was thrown by the page',
    Object.assign(new Error('no chrome-extension://abcdef:1/'), {
      stack: ['Error: no chrome-extension://abcdef:1/', ours].join('\n'),
    }),
  ],
  ['a text', 'oops'],
  ['nothing', undefined],
])('%s is none, even while the page is away', (_, error) => {
  expect(isNoise(stray({ error }), true)).toBe(false)
})

test('an error that says "Script error." itself is none', () => {
  expect(
    isNoise(stray({ error: new Error('Script error.'), message: 'Script error.' }), false),
  ).toBe(false)
})
