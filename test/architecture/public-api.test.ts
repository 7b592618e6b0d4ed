import { expect, test } from 'vitest'
import { entries } from '../../scripts/entries.ts'
import listed from './public-api.json' with { type: 'json' }
import { sources } from './source.ts'

/** Each public import with its names as written in the source: `createFetch`, `type FetchOptions`. */
const exported = Object.fromEntries(
  entries.map(({ name, source }) => {
    const file = sources.find(({ path }) => `src/${path}` === source)
    const names = (file?.exports ?? []).map((e) => (e.isType ? `type ${e.name}` : e.name))
    return [name, names]
  }),
)

test('the public names are those of public-api.json, which is edited by hand', () => {
  const all = [...new Set([...Object.keys(exported), ...Object.keys(listed)])]
  const wrong = all.flatMap((name) => {
    const [now, then] = [exported[name] ?? [], (listed as Record<string, string[]>)[name] ?? []]
    return [
      ...now.filter((x) => !then.includes(x)).map((x) => `+ ${name}: ${x} is exported, not listed`),
      ...then.filter((x) => !now.includes(x)).map((x) => `- ${name}: ${x} is listed, not exported`),
    ]
  })
  expect(wrong, wrong.join('\n')).toEqual([])
})

test('public-api.json is sorted and names nothing twice', () => {
  for (const names of Object.values(listed)) {
    expect(names).toEqual([...new Set(names)].toSorted(byName))
  }
})

/** By the alphabet, capitals and `type` aside. */
function byName(a: string, b: string): number {
  const [left, right] = [a.replace('type ', '').toLowerCase(), b.replace('type ', '').toLowerCase()]
  return left < right ? -1 : left > right ? 1 : a.length - b.length
}
