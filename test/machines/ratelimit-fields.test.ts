import fc from 'fast-check'
import { parseList, serializeList, Token, type BareItem } from 'structured-headers'
import { describe, expect, test } from 'vitest'
import { rateLimitWaitMs } from '../../src/machines/ratelimit-fields.ts'
import { always } from '../property.ts'

/** As an answer would hold it: without white space around. */
const draft = (field: string) => rateLimitWaitMs(new Headers([['f', field]]).get('f') ?? '')

test.each([
  ['"default";r=0;t=30', 30_000],
  ['default;r=0;t=30', 30_000],
  ['"a";r=5;t=99, "b";r=0;t=7', 7000],
  ['"a";r=0;t=3,"b";r=0;t=7;pk=:cHsdsRa894==:', 7000],
  ['"a\\"b";t=2;r=0', 2000],
  ['"default";r=0;t=999999999', 3_600_000],
  ['"default"; r=0;  t=30', 30_000],
  ['"default";burst;r=0;t=30', 30_000],
  ['"default";pk="two; words, \\"quoted\\"";r=0;t=30', 30_000],
  ['  default;r=0;t=30  ', 30_000],
  ['"a";r=1;t=9\t, \t"b";r=0;t=30', 30_000],
  ['"a";r=5;r=0;t=1;t=30', 30_000],
  ['"a";r=0;t=30;q=0.5;w=-1;on;off=?0;pk=:YQ==:;of=to/ken', 30_000],
  ['"default";r=0', 0],
])('%s asks to wait', (field, ms) => {
  expect(draft(field)).toBe(ms)
})

test.each([
  ...[
    '"default";r=1;t=30',
    '"default";t=30',
    '"default"',
    '"a";r',
    '"a";r=?0;t=3',
    '"a";r="0";t=3',
  ],
  ...['"default";r=0;t=-3', '"default";r=zero;t=3', '"a";r=0;r=x;t=3', '"a";rr=0;tr=0;t=3'],
])('%s is well-formed and asks for nothing', (field) => {
  expect(draft(field)).toBeUndefined()
})

test.each([
  ...[
    '',
    '"open;r=0;t=3',
    ';r=0;t=3',
    '0;t=3;r=0',
    '"a" ;r=0;t=3',
    '"a";r=0 ;t=3',
    '"a";\tr=0;t=3',
  ],
  ...[
    '!"a";r=0;t=3,b',
    '"a"x;r=0;t=3',
    '"a";!b;r=0;t=3',
    '"a";pk="\\n";r=0;t=3',
    '"a";R=0;r=0;t=3',
  ],
  ...[
    '"a";r=0;t=3,,',
    '"a" "b";r=0;t=3',
    '"a";r=0;t=1e9',
    'r=0, t=30',
    '"a";r=0;t=3;',
    '"a";r=0;;t=3',
  ],
  ...[
    '"é";r=0;t=3',
    '"a";r=0;t=3;q=1.',
    '"a";r=0;t=3;q=1.2345',
    '"a";r=0;t=3;pk=:a:',
    '"a";r= 0;t=3',
  ],
  ...[
    '"a";r=0;t=3;w=1234567890123456',
    '"a";r=0;t=3;on=?2',
    '"a";r=0x',
    'a"b";r=0;t=3',
    '"a";r=0;t=3 "',
  ],
])('%j is malformed and says nothing', (field) => {
  expect(draft(field)).toBeNull()
})

describe('beside a full parser of structured fields', () => {
  const digits = fc.integer({ min: 0, max: 999 })
  const name = fc.constantFrom('default', 'per-minute', 'a "b"', 'x,y;r=1', '', 'back\\slash')
  const value: fc.Arbitrary<BareItem> = fc.oneof(
    ...[fc.integer({ min: -99, max: 99 }), fc.constantFrom(0.5, -1.25), fc.boolean(), name],
    fc.constantFrom(new Token('a/b:c'), new Token('*x'), new Token("t!#$%&'*+.^_`|~-z")),
    fc.uint8Array({ maxLength: 5 }).map((bytes) => bytes.slice().buffer),
  )
  const key = fc.constantFrom('r', 't', 'r', 't', 'q', 'pk', 'a.b-c_d*', '*', 'rt')
  const parameters = fc.array(fc.tuple(key, fc.oneof(digits, fc.constant(0), value)), {
    maxLength: 5,
  })
  const item = fc.tuple(fc.oneof(name, fc.constant(new Token('burst'))), parameters)
  const field = fc
    .array(item, { minLength: 1, maxLength: 3 })
    .map((list) => serializeList(list.map(([of, all]) => [of, new Map(all)])))

  /** What the field asks for by the other parser; `null` where it is malformed. */
  const byParser = (text: string): number | undefined | null => {
    let list
    try {
      list = parseList(text)
    } catch {
      return null
    }
    const used = list.map(([, all]) => all).filter((all) => all.get('r') === 0)
    const waits = used.map((all) => all.get('t') ?? 0).filter(Number.isInteger) as number[]
    const longest = Math.max(...waits)
    return longest >= 0 ? Math.min(longest * 1000, 3_600_000) : undefined
  }

  test('reads every well-formed field as it does', () => {
    always(
      fc.property(field, (text) => {
        expect(draft(text), text).toBe(byParser(text))
      }),
      4000,
    )
  })

  test('acts on no malformed one', () => {
    const place = fc.nat(80)
    const piece = fc.oneof(
      fc.constantFrom(...'";,= \t\\rt01.-:?@%()*AZaz!_/é'.split('')),
      fc.constantFrom('r=0', ';t=9', ', ', ' ;', ';;', '""', '=?', '%"', '1.', 'limit=1'),
    )
    const edit = fc.tuple(fc.constantFrom('insert', 'remove', 'replace'), place, piece)
    let malformed = 0
    const mutate = (text: string, [kind, at, what]: [string, number, string]) => {
      const from = at % (text.length + 1)
      const cut = kind === 'insert' ? 0 : 1
      return text.slice(0, from) + (kind === 'remove' ? '' : what) + text.slice(from + cut)
    }
    always(
      fc.property(field, fc.array(edit, { minLength: 1, maxLength: 3 }), (start, edits) => {
        const text = `${start};r=0;t=30`
        const sent = new Headers([['f', edits.reduce(mutate, text)]]).get('f') ?? ''
        if (byParser(sent) !== null) return
        malformed += 1
        expect(rateLimitWaitMs(sent), sent).toBeNull()
      }),
      6_000,
    )
    expect(malformed).toBeGreaterThan(3000)
  })
})

test('no field, however odd, gives anything but a wait within bounds, in time', () => {
  const odd = fc.oneof(
    fc.string(),
    fc.string({
      unit: fc.constantFrom('"', '\\', ';', ',', '=', 'r', 't', '0', '1', ' ', 'a', 'b', '*'),
    }),
  )
  always(
    fc.property(odd, (field) => {
      const ms = rateLimitWaitMs(field) ?? 0
      expect(ms >= 0 && ms <= 3_600_000).toBe(true)
    }),
    2000,
  )
  const bombs = ['"a";', '"a";r=0', ';', '"', '\\', ' ', '"a", ', 'a;b=:', '0', '%', '*;*=*']
  for (const bomb of bombs) expect(draft(bomb.repeat(50_000)) ?? 0).toBeGreaterThanOrEqual(0)
})
