import { expect, test } from 'vitest'
import { answered, discard, failed, ignored, isTransientStatus } from '../../src/fetch/outcome.ts'

const answer = (status: number, headers: HeadersInit = {}) =>
  answered(new Response(null, { status, headers }), { wall: () => 0 })

test.each([
  [200, 'success', false, false],
  [304, 'success', false, false],
  [408, 'success', false, true],
  [425, 'success', false, true],
  [429, 'throttled', false, true],
  [500, 'failure', false, true],
  [501, 'failure', false, false],
  [502, 'failure', true, true],
  [503, 'failure', true, true],
  [504, 'failure', true, true],
  [505, 'failure', false, false],
])('%i is a %s; everywhere %s, transient %s', (status, verdict, everywhere, transient) => {
  expect(answer(status)).toMatchObject({ verdict, everywhere, transient })
  expect(isTransientStatus(status)).toBe(transient)
})

test('reads the server’s wait where it means one', () => {
  expect(answer(503, { 'Retry-After': '3' }).serverMs).toBe(3000)
  expect(answer(200, { 'Retry-After': '3' }).serverMs).toBeUndefined()
})

test('no answer: the backend’s fault, or nobody’s', () => {
  expect(failed('e')).toMatchObject({
    verdict: 'failure',
    everywhere: true,
    transient: true,
    error: 'e',
  })
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
