import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutShort, errorEntries } from '../../src/client/error-entries.ts'
import { always } from '../property.ts'
import { servers } from './error-servers.ts'

const read = (body: unknown, isBare = false) =>
  errorEntries(body, isBare).map(({ path, message }) => `${path.join('.')}: ${message}`)

describe('reads the messages of', () => {
  test.each<[maker: string, body: unknown, entries: string[]]>([
    [
      'RFC 9457',
      { errors: [{ pointer: '#/owner/e%20mail', detail: 'is no address' }] },
      ['owner.e mail: is no address'],
    ],
    [
      'names and messages',
      { errors: [{ field: 'items[0].name', message: 'is too short' }, { message: 'Try later' }] },
      ['items.0.name: is too short', ': Try later'],
    ],
    [
      'ASP.NET',
      {
        errors: {
          Name: ['is required', 'is too short'],
          'Owner.EMail': ['is no address'],
          '$.items[0].unitPrice': ['is no number'],
          URL: ['is no address'],
          '': ['Come back tomorrow'],
        },
      },
      [
        'name: is required',
        'name: is too short',
        'owner.eMail: is no address',
        'items.0.unitPrice: is no number',
        'url: is no address',
        ': Come back tomorrow',
      ],
    ],
    [
      'Spring',
      { errors: [{ field: 'tags[1]', defaultMessage: 'is empty', code: 'NotBlank' }] },
      ['tags.1: is empty'],
    ],
    [
      'Spring, by its other name',
      { fieldErrors: [{ field: 'name', message: 'is taken' }] },
      ['name: is taken'],
    ],
    [
      'Bean Validation',
      {
        violations: [
          { propertyPath: 'items[2].name', message: 'is empty' },
          { field: 'age', message: 'is too low' },
        ],
      },
      ['items.2.name: is empty', 'age: is too low'],
    ],
    [
      'FastAPI',
      {
        detail: [
          { loc: ['body', 'items', 0, 'name'], msg: 'Field required', type: 'missing' },
          { loc: ['query', 'page'], msg: 'is no number' },
          { loc: ['body'], msg: 'is no JSON' },
        ],
      },
      ['items.0.name: Field required', 'page: is no number', ': is no JSON'],
    ],
    [
      'JSON:API',
      {
        errors: [
          { source: { pointer: '/data/attributes/name' }, title: 'Invalid', detail: 'is taken' },
          { source: { parameter: 'page' }, title: 'is too high' },
          { title: 'Nothing is right' },
          { source: { pointer: '/data' }, detail: 'was changed by someone else' },
        ],
      },
      [
        'name: is taken',
        'page: is too high',
        ': Nothing is right',
        ': was changed by someone else',
      ],
    ],
    [
      'a field whose name is data',
      { errors: [{ pointer: '#/data', detail: 'is too long' }] },
      ['data: is too long'],
    ],
    ['texts alone', { errors: ['Nothing is right'] }, [': Nothing is right']],
    ['nothing', { errors: [{ field: 'name' }, 7, null, []], detail: 'text' }, []],
  ])('%s', (_, body, entries) => {
    expect(read(body)).toEqual(entries)
  })
})

describe('reads the messages of an answer as it is sent by', () => {
  test.each(servers)('%s', (_, body, entries) => {
    expect(read(body, true)).toEqual(entries)
  })
})

test('members of a problem are no fields, and its lists no messages', () => {
  const accounts = {
    title: 'You are out of credit',
    accounts: ['/account/12345', '/account/67890'],
  }
  expect(read(accounts)).toEqual([])
  expect(read({ accounts: accounts.accounts })).toEqual([])
})

test('what is cut off is told', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`)
  expect(errorEntries({ errors: many(1_000) })).not.toContain(cutShort)
  for (const errors of [many(1_001), { name: many(1_001) }]) {
    const entries = errorEntries({ errors })
    expect([entries.length, entries.at(-1)]).toEqual([1_000, cutShort])
  }
  const wide = Object.fromEntries(many(100_000).map((name) => [name, 7]))
  expect(errorEntries({ errors: wide })).toEqual([cutShort])
})

test.each([
  ['lists', '{"errors":', '[', '"m"', ']'],
  ['maps', '{"errors":', '{"a":', '"m"', '}'],
  ['maps without fields', '{"errors":', '{"errors":', '"m"', '}'],
  ['holders', '{"error":', '{"error":', '{}', '}'],
  ['children', '{"message":', '[{"children":', '[]', '}]'],
])('%s as deep as can be are cut, and told so', (_, start, open, inside, close) => {
  const body: unknown = JSON.parse(start + open.repeat(5_000) + inside + close.repeat(5_000) + '}')
  expect(errorEntries(body, true)).toEqual([cutShort])
})

test('reads every part of an answer once, however deep, where nothing is said', () => {
  const nested = (depth: number): unknown =>
    depth === 0 ? [] : [{ property: 'a', children: nested(depth - 1) }]
  const violations = (depth: number): unknown =>
    depth === 0 ? [] : [{ fieldViolations: violations(depth - 1) }]
  expect(errorEntries({ message: nested(25), details: violations(25) })).toEqual([])
})

test('reads nothing of what is no object', () => {
  expect([undefined, null, 'text', 7, []].map((body) => read(body))).toEqual(Array(5).fill([]))
})

test('a pointer that is no URI stays as it is, and its escapes are undone', () => {
  expect(read({ errors: [{ pointer: '#/%zz/a~1b~01', detail: 'm' }] })).toEqual(['%zz.a/b~1: m'])
})

test('never throws and never reads without end, whatever a server sends', () => {
  always(
    fc.property(fc.anything(), (any) => {
      errorEntries({ errors: any, detail: any })
      errorEntries(any, true)
    }),
  )
  always(
    fc.property(
      fc.object({ key: fc.constantFrom('errors', 'loc', 'field', '__proto__') }),
      (body) => void errorEntries(body),
    ),
  )
  const huge = Array.from({ length: 100_000 }, () => ({ field: 'name', message: 'm' }))
  expect(errorEntries({ errors: huge })).toHaveLength(1_000)
  const round: Record<string, unknown> = { message: 'round' }
  round['source'] = round
  expect(read({ errors: [round] })).toEqual([': round'])
})
