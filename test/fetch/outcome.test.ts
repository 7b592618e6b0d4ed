import { expect, test } from 'vitest'
import { answered, discard, failed, ignored, isTransientStatus } from '../../src/fetch/outcome.ts'

const answer = (status: number, headers: HeadersInit = {}) =>
  answered(new Response(null, { status, headers }), { wall: () => 0 })

test.each([
  [200, 'success', false, false],
  [304, 'success', false, false],
  [403, 'success', false, false],
  [408, 'success', false, true],
  [425, 'success', false, true],
  [429, 'throttled', false, true],
  [500, 'failure', false, true],
  [501, 'failure', false, false],
  [502, 'failure', true, true],
  [503, 'failure', true, true],
  [504, 'failure', true, true],
  [505, 'failure', false, false],
  [519, 'failure', false, true],
  ...[520, 521, 522, 523, 524, 525, 526, 527, 530].map(
    (code): [number, string, boolean, boolean] => [code, 'failure', true, true],
  ),
  [528, 'failure', false, true],
])('%i is a %s; everywhere %s, transient %s', (status, verdict, everywhere, transient) => {
  expect(answer(status)).toMatchObject({ verdict, everywhere, transient })
  expect(isTransientStatus(status)).toBe(transient)
})

test('reads the server’s wait where it means one', () => {
  expect(answer(503, { 'Retry-After': '3' }).serverMs).toBe(3000)
  expect(answer(200, { 'Retry-After': '3' }).serverMs).toBeUndefined()
})

const usedUp = { RateLimit: '"default";r=0;t=10' }

test.each<[number, HeadersInit, number | undefined, number | undefined]>([
  [399, { 'Retry-After': '3' }, undefined, undefined],
  [400, { 'Retry-After': '3' }, 3000, undefined],
  [500, { 'Retry-After': '3' }, 3000, undefined],
  [429, { 'Retry-After': '3' }, 3000, 3000],
  [503, { 'Retry-After': '3' }, 3000, 3000],
  [429, usedUp, 10_000, 10_000],
  [429, { ...usedUp, 'Retry-After': '3' }, 3000, 3000],
  [503, usedUp, undefined, 10_000],
  [500, { ...usedUp, 'Retry-After': '3' }, 3000, 10_000],
  [200, usedUp, undefined, 10_000],
  [200, { ...usedUp, Age: '0' }, undefined, undefined],
  [200, { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '7' }, undefined, 7000],
  [200, { 'RateLimit-Remaining': '0', 'RateLimit-Reset': '7' }, undefined, 7000],
  [200, { 'RateLimit-Remaining': '0', 'X-RateLimit-Reset': '7' }, undefined, 7000],
  [200, { 'RateLimit-Reset': '7' }, undefined, undefined],
  [200, {}, undefined, undefined],
])('%i with %j asks this request to wait %s ms and all %s ms', (code, headers, own, all) => {
  const { serverMs, pauseMs } = answer(code, headers)
  expect([serverMs, pauseMs]).toEqual([own, all])
})

test.each<[HeadersInit, number | undefined]>([
  [{ 'Retry-After': '3' }, 3000],
  [{ 'Retry-After': '0' }, 0],
  [usedUp, 10_000],
  [{ ...usedUp, 'Retry-After': '3' }, 3000],
  [{ 'X-RateLimit-Remaining': '0' }, 0],
])('a 403 that names a wait or has nothing left is throttled: %j', (headers, waitMs) => {
  const throttled = { verdict: 'throttled', transient: true, serverMs: waitMs, pauseMs: waitMs }
  expect(answer(403, headers)).toMatchObject(throttled)
})

test.each<HeadersInit>([{ 'Retry-After': 'soon' }, { 'X-RateLimit-Remaining': '1' }])(
  'any other 403 is final: %j',
  (headers) => {
    expect(answer(403, headers)).toMatchObject({ verdict: 'success', transient: false })
  },
)

test('an instant is told by the server’s own clock where it has one, else by ours', () => {
  const reset = { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '1577836810' }
  const Date = 'Wed, 01 Jan 2020 00:00:00 GMT'
  const ours = { wall: () => 1_577_836_803_000 }
  const pause = (headers: HeadersInit) => answered(new Response(null, { headers }), ours).pauseMs
  expect([pause({ ...reset, Date }), pause(reset)]).toEqual([10_000, 7000])
})

test('no answer: the backend’s fault, or nobody’s', () => {
  expect(failed('e')).toMatchObject({
    verdict: 'failure',
    everywhere: true,
    transient: true,
    error: 'e',
    response: undefined,
    serverMs: undefined,
    pauseMs: undefined,
  })
  expect(ignored('e', true)).toMatchObject({ verdict: 'ignored', transient: true })
  expect(ignored('e', false)).toMatchObject({ verdict: 'ignored', transient: false, error: 'e' })
})

test('discard cancels what nobody reads and leaves alone what somebody does', async () => {
  let cancelled = 0
  const make = () => new Response(new ReadableStream({ cancel: () => void cancelled++ }))
  discard(make())
  const read = make()
  void read.body?.getReader()
  discard(read)
  discard(undefined)
  discard(new Response(null))
  await Promise.resolve()
  expect(cancelled).toBe(1)
})
