import { ConfigError, createRedactor, redact } from 'holdfast'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { always } from './property.ts'
import { leaks, secrets, texts } from './secrets.ts'

const json = (value: unknown): string => JSON.stringify(value)

test('values under secret names are masked at any depth, names and the rest stay', () => {
  const value = {
    ...{ password: 'x', apiKey: 'x', 'http.request.header.cookie': 'x', user_pin: 1234 },
    ...{ auth: { anything: 1 }, tokens: 10, sessionMs: 5, author: 'Ada', isTokenValid: true },
    list: [{ accessToken: 'x', count: 2 }],
  }
  expect(redact(value)).toEqual({
    ...{ password: '[redacted]', apiKey: '[redacted]', 'http.request.header.cookie': '[redacted]' },
    ...{ user_pin: '[redacted]', auth: '[redacted]', tokens: 10, sessionMs: 5, author: 'Ada' },
    ...{ isTokenValid: true, list: [{ accessToken: '[redacted]', count: 2 }] },
  })
})

test('texts are cleaned wherever they are: keys, maps, sets, headers, URLs, errors and causes', () => {
  const cause = new Error(texts[0], { cause: texts[1] })
  const value = {
    error: Object.assign(new TypeError(texts[2], { cause }), { config: texts[3] }),
    map: new Map([[secrets.email, texts[4]]]),
    set: new Set(texts),
    headers: new Headers({ Authorization: `Bearer ${secrets.bearer}`, 'X-Note': texts[6] ?? '' }),
    url: new URL(`https://${secrets.urlUser}@api.test/?q=${secrets.queryValue}`),
    search: new URLSearchParams({ q: secrets.queryValue }),
    query: `q=${secrets.queryValue}`,
    [secrets.email]: Number(secrets.cardPlain),
    big: BigInt(secrets.cardPlain),
  }
  const clean = redact(value) as { map: Map<string, string>; set: Set<string> }
  const all = json({ ...clean, map: [...clean.map], set: [...clean.set] })
  expect(leaks(all)).toEqual([])
  expect(all).toContain('"name":"TypeError"')
  expect(all).toContain('"search":"q=[redacted]","query":"q=[redacted]"')
})

test('a name is known in a pair, an entry, a key of a map and a JSON Web Key as well', () => {
  const jwk = {
    kty: 'RSA',
    n: 'n',
    e: 'AQAB',
    d: 'x',
    p: 'x',
    q: 'x',
    dp: 'x',
    dq: 'x',
    qi: 'x',
    k: 'x',
  }
  const token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345'
  const clean = redact({
    headers: [
      ['Authorization', 'Token x'],
      ['accept', 'y'],
    ],
    har: [
      { name: 'Set-Cookie', value: ['x'] },
      { key: 'password', value: { stringValue: 'x' } },
    ],
    map: new Map<unknown, unknown>([
      ['api_key', 'x'],
      [{ password: 'x' }, 1],
      [token, 2],
    ]),
    jwk,
    [token]: 3,
    harmless: { name: 'count', value: 3, d: 4 },
  }) as { map: Map<unknown, unknown> }
  expect(clean).toEqual({
    headers: [
      ['Authorization', '[redacted]'],
      ['accept', 'y'],
    ],
    har: [
      { name: 'Set-Cookie', value: '[redacted]' },
      { key: 'password', value: '[redacted]' },
    ],
    map: new Map<unknown, unknown>([
      ['api_key', '[redacted]'],
      [{ password: '[redacted]' }, 1],
      ['[redacted]', 2],
    ]),
    jwk: {
      ...{ kty: 'RSA', n: 'n', e: 'AQAB', d: '[redacted]', p: '[redacted]', q: '[redacted]' },
      ...{ dp: '[redacted]', dq: '[redacted]', qi: '[redacted]', k: '[redacted]' },
    },
    '[redacted]': 3,
    harmless: { name: 'count', value: 3, d: 4 },
  })
})

test('a value of a million members is cut: the rest is neither read nor copied', () => {
  let reads = 0
  const count = 1_000_000
  const readsOf = (value: object) =>
    new Proxy(value, {
      get: (from, key): unknown => {
        reads++
        return Reflect.get(from, key)
      },
    })
  const list = Array.from({ length: count }, (_, index) => index)
  const values = [readsOf(list), new Set(list), new Map(list.map((each) => [each, each]))]
  for (const value of [...values, { list, more: [list, list, list] }]) {
    const clean = redact(value)
    const size = json(clean instanceof Map || clean instanceof Set ? [...clean] : clean).length
    expect(size).toBeLessThan(200_000)
  }
  expect(reads).toBeLessThan(50_000)
  const wide = redact(Object.fromEntries(list.map((each) => [`a${each}`, each]))) as object
  expect(Object.keys(wide)).toHaveLength(10_001)
})

test('what cannot be copied is named', () => {
  const loop: Record<string, unknown> = { date: new Date(0), none: null }
  loop['self'] = loop
  const hostile = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('no')
      },
    },
  )
  Object.defineProperty(loop, 'bad', {
    enumerable: true,
    get: () => {
      throw new Error('no')
    },
  })
  Object.assign(loop, { hostile, bytes: new Uint8Array(3), call: () => 1, symbol: Symbol('x') })
  expect(redact(loop)).toEqual({
    ...{ date: '1970-01-01T00:00:00.000Z', none: null, self: '[circular]', bad: '[unreadable]' },
    ...{ hostile: '[unreadable]', bytes: '[binary]', call: '[function]', symbol: '[symbol]' },
  })
  let deep: unknown = 'end'
  for (let level = 0; level < 20; level++) deep = { deep }
  expect(json(redact(deep))).toContain('[too deep]')
  const wide = redact(Array.from({ length: 10_001 }, (_, index) => index)) as unknown[]
  expect(wide.slice(-3)).toEqual([9_998, '[too much]', '[too much]'])
})

test('never throws, changes nothing it is given, and passes its own result unchanged', () => {
  const leaf = fc.oneof(fc.constantFrom(...texts), fc.anything())
  const key = fc.constantFrom('password', 'a', 'query', secrets.email, 'note')
  const value = fc.oneof(leaf, fc.dictionary(key, leaf), fc.array(fc.dictionary(key, leaf)))
  always(
    fc.property(value, (given) => {
      const before = fc.stringify(given)
      const clean = redact(given)
      expect(fc.stringify(given)).toBe(before)
      expect(redact(clean)).toEqual(clean)
    }),
    2_000,
  )
})

test('a team adds names and patterns of its own, and another mask', () => {
  const own = createRedactor({ keys: ['Customer-No'], patterns: [/\bKV\d{9}/], mask: '***' })
  expect(own({ customerNo: 7, customer_no_old: 'x', note: 'KV123456789, KV987654321' })).toEqual({
    ...{ customerNo: '***', customer_no_old: '***', note: '***, ***' },
  })
  expect(own(`mail ${secrets.email}`)).toBe('mail ***')
  const endless = createRedactor({ patterns: [/r/] })
  expect(endless('rest of it')).toBe('[redacted]')
})

test.each([
  [{ keys: [''] }, 'keys'],
  [{ keys: 'password' }, 'keys'],
  [{ patterns: ['x'] }, 'patterns'],
  [{ mask: 'a b' }, 'mask'],
  [{ mask: '1' }, 'mask'],
  [{ masks: 'x' }, 'masks'],
])('refuses %j', (options, option) => {
  const made = () => createRedactor(options as object)
  expect(made).toThrow(ConfigError)
  expect(made).toThrow(option)
})
