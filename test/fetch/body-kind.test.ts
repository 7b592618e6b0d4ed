import { expect, test } from 'vitest'
import { bodyOf, isOpenEnded } from '../../src/fetch/body-kind.ts'

test.each<[boolean, string | undefined]>([
  [true, 'text/event-stream'],
  [true, 'text/event-stream; charset=utf-8'],
  [true, 'application/x-ndjson'],
  [true, 'application/ndjson'],
  [true, 'application/jsonl'],
  [true, 'application/x-jsonlines; charset=utf-8'],
  [true, 'application/json-seq'],
  [true, 'application/stream+json'],
  [true, 'multipart/x-mixed-replace; boundary=b'],
  [true, 'Text/Event-Stream'],
  [true, 'application/x-jsonl'],
  [true, 'application/json-lines'],
  [true, 'application/geo+json-seq'],
  [true, 'application/x-json-stream'],
  [true, 'application/vnd.api.stream+json'],
  [true, 'application/vnd.amazon.eventstream'],
  [true, 'text/x-ndjson'],
  [true, 'multipart/mixed; boundary="-"; deferSpec=20220824'],
  [true, 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0'],
  [true, 'multipart/mixed; boundary="-"'],
  [true, 'application/connect+json'],
  [true, 'application/connect+proto'],
  [true, 'application/grpc-web+proto'],
  [true, 'application/grpc-web-text'],
  [false, 'multipart/mixed; boundary=batchresponse_7'],
  [false, 'multipart/mixed; boundary="----7"'],
  [false, 'application/ld+json'],
  [false, 'application/jsonld'],
  [false, 'application/json; profile=ndjson'],
  [false, 'application/json'],
  [false, 'x-text/event-stream'],
  [false, undefined],
])('may stay open for ever is %s for %s', (isOpen, type) => {
  const headers: HeadersInit = type === undefined ? {} : { 'content-type': type }
  expect(isOpenEnded(new Response(null, { headers }))).toBe(isOpen)
})

const opaque = () => Object.defineProperty(new Response(null), 'type', { value: 'opaque' })

test.each<[string, ReturnType<typeof bodyOf>, () => Response]>([
  ['with bytes', 'body', () => new Response('a')],
  ['without any', 'empty', () => new Response(null)],
  [
    'of a status without one',
    'empty',
    () => Object.defineProperty(new Response('a'), 'status', { value: 304 }),
  ],
  [
    'that may stay open',
    'stream',
    () => new Response('a', { headers: { 'content-type': 'text/event-stream' } }),
  ],
  ['that the page is not shown', 'stream', opaque],
  ['of a frozen answer', 'empty', () => Object.freeze(new Response('a'))],
  ['of a frozen answer that the page is not shown', 'empty', () => Object.freeze(opaque())],
])('a body %s is told as %s', (_, kind, answer) => {
  expect(bodyOf(answer())).toBe(kind)
})

test('a body that was read is none', async () => {
  const answer = new Response('a')
  await answer.text()
  expect(bodyOf(answer)).toBe('empty')
})
