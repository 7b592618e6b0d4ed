import { expect, test } from 'vitest'
import { sources } from '../architecture/source.ts'
import { type Page, pages, tableRows } from './pages.ts'

const page = pages.find(({ name }) => name === 'browsers') as Page
const columns = ['member', 'Chrome, Edge', 'Firefox', 'Safari']
const rows = ['used by', 'without it'].flatMap((last) => tableRows(page, ...columns, last))
/** `toReversed`, `canParse`, `(?<=`: what a row is about, as code has it. */
const words = rows.map(([member = '']) => member.split('.').at(-1)?.split(' ')[0] ?? '')
const code = sources.map(({ text }) => text).join('\n')

/** Members of the platform and of the language that engines have not had for many years. */
const young =
  /\b(?:canParse|toReversed|toSorted|toSpliced|findLast|findLastIndex|throwIfAborted|hasOwn|groupBy|fromAsync|withResolvers|structuredClone|FinalizationRegistry|WeakRef|queueMicrotask|requestIdleCallback|ReadableByteStreamController|byobRequest|randomUUID|clipboard|trustedTypes|visibilityState|onLine|isWellFormed|sendBeacon|BroadcastChannel|scheduler|getSetCookie|CompressionStream|AbortSignal\.(?:any|timeout)|Promise\.try|URL\.parse|Response\.json)\b/g

test('docs/browsers.md lists every young member that the source uses', () => {
  const found = new Set(code.match(young))
  found.delete('byobRequest') // of a ReadableByteStreamController
  expect([...found].filter((member) => !words.includes(member.split('.').at(-1) ?? ''))).toEqual([])
})

test('docs/browsers.md lists nothing that the source does not use', () => {
  // What is said of ky, and of what is left alone on purpose.
  const others = ['any', 'body']
  expect(words.length).toBeGreaterThan(15)
  expect(words.filter((word) => !code.includes(word) && !others.includes(word))).toEqual([])
})
