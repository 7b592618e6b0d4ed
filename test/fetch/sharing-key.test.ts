import { expect, test } from 'vitest'
import { initMembers, membersOf } from '../../src/fetch/members-of.ts'
import { type CallRequest, readRequest } from '../../src/fetch/request.ts'
import { nameIdHeader } from '../../src/fetch/request-id.ts'
import { sharingKey } from '../../src/fetch/sharing-key.ts'

const read = (input: RequestInfo | URL, init?: RequestInit) =>
  readRequest(input, init && membersOf(init, initMembers)) as CallRequest
const url = 'https://api.test/users/42?q=1#top'

test('names the answer, not the call', () => {
  const headers = { Accept: 'a' }
  expect(sharingKey(read(url, { headers }))).toBe(
    sharingKey(read(url, { headers: new Headers(headers) })),
  )
  expect(sharingKey(read(new Request(url)))).not.toBe(
    sharingKey(read(new Request(url, { cache: 'no-store' }))),
  )
  expect(sharingKey(read(url, { headers: { 'X-Request-ID': '1' } }))).toBe(
    sharingKey(read(url, { headers: { 'X-Request-ID': '2' } })),
  )
  expect(sharingKey(read(url, { next: {} } as RequestInit))).toBeUndefined()
  expect(sharingKey(read(url, { headers: { 'If-None-Match': 'x' } }))).toBeUndefined()
})

test.each<[boolean, string, RequestInfo | URL, RequestInit]>([
  [true, 'nothing', url, {}],
  [true, 'a HEAD', url, { method: 'head' }],
  [true, 'the platform’s own members', url, { cache: 'force-cache', keepalive: true }],
  [true, 'a mode', new Request(url, { mode: 'no-cors', referrerPolicy: 'no-referrer' }), {}],
  [true, 'members that are left out', url, { body: undefined } as unknown as RequestInit],
  [true, 'a priority', url, { priority: 'high' }],
  [true, 'a Request', new Request(url, { headers: { accept: 'a' } }), {}],
  [true, 'fields that are like a range', url, { headers: { 'X-Range': '1', 'Range-Unit': 'b' } }],
  [true, 'fields that are like a condition', url, { headers: { 'X-If-Match': '1' } }],
  ...(['no-store', 'reload', 'no-cache'] as const).flatMap(
    (cache): [boolean, string, RequestInfo, RequestInit][] => [
      [false, `an answer of its own asked for: ${cache}`, url, { cache }],
      [false, `the same by a Request: ${cache}`, new Request(url, { cache }), {}],
    ],
  ),
  [false, 'a POST', url, { method: 'POST' }],
  [false, 'a body', url, { body: new Blob() }],
  [false, 'a range', url, { headers: { Range: 'bytes=0-1' } }],
  [false, 'a condition', new Request(url, { headers: { 'If-Match': 'x' } }), {}],
  [false, 'an event stream', url, { headers: { Accept: 'a, text/event-stream' } }],
])('may be shared is %s with %s', (isShared, _what, input, init) => {
  expect(sharingKey(read(input, init)) !== undefined).toBe(isShared)
})

test.each<[boolean, string, RequestInfo, RequestInit, RequestInfo, RequestInit]>([
  [true, 'signals', url, { signal: AbortSignal.timeout(1e9) }, url, {}],
  [true, 'priorities', url, { priority: 'high' }, url, { priority: 'low' }],
  [
    true,
    'ids of a call',
    url,
    { headers: { traceparent: '1' } },
    url,
    { headers: { 'x-request-id': '2' } },
  ],
  [false, 'methods', url, { method: 'HEAD' }, url, {}],
  [false, 'headers', url, { headers: { a: 'b' } }, url, { headers: { a: 'c' } }],
  [false, 'names of headers', url, { headers: { a: 'b' } }, url, { headers: { c: 'b' } }],
  [false, 'modes', url, { mode: 'cors' }, url, { mode: 'same-origin' }],
  [false, 'members', url, { mode: 'cors' }, url, { redirect: 'follow' }],
  [false, 'digests', new Request(url, { integrity: 'sha256-AAAA' }), {}, new Request(url), {}],
  [
    false,
    'referrers',
    new Request(url, { referrerPolicy: 'no-referrer' }),
    {},
    new Request(url),
    {},
  ],
  [
    false,
    'what a Request says',
    new Request(url, { redirect: 'manual' }),
    {},
    new Request(url),
    {},
  ],
])('one answer for both is %s with other %s', (isOne, _what, ...[one, init, other, otherInit]) => {
  const keys = [sharingKey(read(one, init)), sharingKey(read(other, otherInit))]
  expect(keys[0] === keys[1]).toBe(isOne)
})

test('looks past the header that carries the id, whatever its name, and past no other', () => {
  const sent = (name: string, id: string) => {
    const request = new Request(url, { headers: { [name]: id } })
    nameIdHeader(request, 'X-Trace')
    return sharingKey(read(request))
  }
  expect(sent('X-Trace', '1')).toBe(sent('X-Trace', '2'))
  expect(sent('X-Tenant', '1')).not.toBe(sent('X-Tenant', '2'))
})

test('an answer is for who asked, at the gate and with the settings that it was asked', () => {
  const asked: Parameters<typeof sharingKey>[] = [
    [read(url)],
    [read(url), 'ada'],
    [read(url), 'bob'],
    [read(url), '', 'ada'],
    [read(url), '', 'ada,bob'],
    [read(url), 'ada', 'bob'],
    [read(url), '', '', { cost: 2 }],
    [read(url), '', '', { partition: 'ada' }],
  ]
  const keys = asked.map((one) => sharingKey(...one))
  expect(new Set(keys).size).toBe(asked.length)
  expect(asked.map((one) => sharingKey(...one))).toEqual(keys)
  // Nobody is nobody, however it is said.
  expect(sharingKey(read(url), '')).toBe(keys[0])
})

const secret = { headers: { authorization: 'Bearer s' } }
const two = { credentials: 'omit', integrity: 'x' } as const

test.each<[string, Parameters<typeof sharingKey>, Parameters<typeof sharingKey>]>([
  ['a header in a URL', [read(`${url}\nauthorization: Bearer s`)], [read(url, secret)]],
  ['a member in a URL', [read(`${url}\ncredentials omit`)], [read(url, { credentials: 'omit' })]],
  ['settings in a URL', [read(`${url}\n{"cost":2}`)], [read(url), '', '', { cost: 2 }]],
  [
    'a member in another',
    [read(url, { credentials: 'omit\nintegrity x' as never })],
    [read(url, two)],
  ],
  [
    'a member in another, as JSON',
    [read(url, { credentials: 'omit"]\n["integrity","x' as never })],
    [read(url, two)],
  ],
  [
    'a member in a name',
    [read(url, { 'credentials omit\nintegrity': 'x' } as RequestInit)],
    [read(url, two)],
  ],
  [
    'a header in a member',
    [read(url, { integrity: 'x\nauthorization: Bearer s' })],
    [read(url, { integrity: 'x', ...secret })],
  ],
  [
    'a header in a digest of a Request',
    [read(new Request(url, { integrity: 'x\nauthorization: Bearer s' }))],
    [read(new Request(url, { integrity: 'x', ...secret }))],
  ],
  ['a partition in a user', [read(url), 'ada,b'], [read(url), 'ada', 'b']],
  ['a partition in a user, as JSON', [read(url), 'ada","b'], [read(url), 'ada', 'b']],
  [
    'a user in a partition of the call',
    [read(url), '', '', { partition: 'ada' }],
    [read(url), 'ada'],
  ],
])('nobody can forge %s', (_what, forged, real) => {
  const keys = [forged, real].map((one) => sharingKey(...one))
  expect(keys).not.toContain(undefined)
  expect(keys[0]).not.toBe(keys[1])
})
