import { describe, expect, test } from 'vitest'
import { createFetch } from 'holdfast'
import { fakeClock, scriptedFetch, status } from '../../src/testing/index.ts'
import { bench } from '../harness.ts'
import { toldMs, usedUpMs } from '../../src/fetch/wait-headers.ts'

const nowMs = Date.UTC(2026, 0, 1)
const inSeconds = (seconds: number) => String(nowMs / 1000 + seconds)
const date = new Date(nowMs).toUTCString()

/** What a gate waits after an answer, in s; `undefined` where it waits for nothing. */
async function paused(code: number, headers: HeadersInit, clockMs = nowMs) {
  const fetch = createFetch({
    ...{ clock: fakeClock(clockMs), random: () => 0, retry: false },
    fetch: scriptedFetch(status(code, headers)),
  })
  await fetch('https://api.example.com/a')
  const pausedMs = fetch.stats().queue[0]?.pausedMs
  return pausedMs ? pausedMs / 1000 : undefined
}

describe('pauses as long as it is told by', () => {
  test.each<[service: string, code: number, headers: Record<string, string>, seconds?: number]>([
    ['GitHub, secondary limit', 403, { 'retry-after': '60', 'x-ratelimit-remaining': '4999' }, 60],
    [
      'GitHub, primary limit',
      403,
      { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(1500) },
      1500,
    ],
    [
      'GitLab',
      429,
      {
        ...{
          date,
          'ratelimit-limit': '60',
          'ratelimit-observed': '61',
          'ratelimit-remaining': '0',
        },
        ...{ 'ratelimit-reset': inSeconds(42) },
      },
      42,
    ],
    ['GitLab, with Retry-After', 429, { 'retry-after': '30', 'ratelimit-remaining': '0' }, 30],
    ['Stripe, which names no wait', 429, { 'stripe-should-retry': 'true' }],
    [
      'OpenAI',
      429,
      {
        ...{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1s' },
        ...{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' },
      },
      360,
    ],
    [
      'OpenAI, out of requests alone',
      429,
      {
        ...{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '120ms' },
        ...{ 'x-ratelimit-remaining-tokens': '149984', 'x-ratelimit-reset-tokens': '6m0s' },
      },
      0.12,
    ],
    ['OpenAI, in milliseconds', 429, { 'retry-after': '2', 'retry-after-ms': '1500' }, 1.5],
    [
      'Anthropic',
      429,
      {
        ...{ date, 'anthropic-ratelimit-requests-remaining': '0' },
        ...{ 'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:12Z' },
        ...{ 'anthropic-ratelimit-tokens-remaining': '9000' },
        ...{ 'anthropic-ratelimit-tokens-reset': '2026-01-01T00:01:00Z' },
      },
      12,
    ],
    [
      'X (Twitter)',
      200,
      { date, 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': inSeconds(900) },
      900,
    ],
    [
      'Discord',
      200,
      {
        ...{ date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(7.25) },
        ...{ 'x-ratelimit-reset-after': '6.457', 'x-ratelimit-bucket': 'abcd1234' },
      },
      6.457,
    ],
    ['Shopify', 429, { 'retry-after': '2.0', 'x-shopify-shop-api-call-limit': '40/40' }, 2],
    [
      'Reddit',
      200,
      { 'x-ratelimit-used': '100', 'x-ratelimit-remaining': '0.0', 'x-ratelimit-reset': '264' },
      264,
    ],
    ['Reddit, something left', 200, { 'x-ratelimit-remaining': '99.0', 'x-ratelimit-reset': '4' }],
    ['Okta', 429, { date, 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': inSeconds(21) }, 21],
    ['Zendesk', 429, { 'retry-after': '93', 'x-rate-limit-remaining': '0' }, 93],
    [
      'Zendesk, before it refuses',
      200,
      { 'ratelimit-limit': '700', 'ratelimit-remaining': '0', 'ratelimit-reset': '41' },
      41,
    ],
    ['Azure Cosmos DB', 429, { 'x-ms-retry-after-ms': '120' }, 0.12],
    ['Azure Resource Manager', 429, { 'retry-after': '17' }, 17],
    [
      'AWS API Gateway, which names no wait',
      429,
      { 'x-amzn-errortype': 'TooManyRequestsException' },
    ],
    ['Cloudflare', 429, { ratelimit: '"default";r=0;t=30', 'retry-after': '30' }, 30],
    ['Slack', 429, { 'retry-after': '30' }, 30],
    ['Linear', 400, { 'x-ratelimit-requests-remaining': '0' }],
    [
      'Jira',
      429,
      { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-01-01T00:05Z' },
      300,
    ],
    ['draft 7 of RateLimit', 200, { ratelimit: 'limit=100, remaining=0, reset=5' }, 5],
    ['draft 7, something left', 200, { ratelimit: 'limit=100, remaining=9, reset=5' }],
    ['an app and its proxy', 429, { 'retry-after': '30, 30' }, 30],
    [
      'both of them, by limits',
      200,
      { 'ratelimit-remaining': '0, 0', 'ratelimit-reset': '9, 9' },
      9,
    ],
    ['an instant in seconds', 429, { date, 'retry-after': inSeconds(30) }, 30],
    ['an instant in milliseconds', 429, { date, 'retry-after': String(nowMs + 30_000) }, 30],
    [
      'a reset that is a date',
      200,
      { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'Thu, 01 Jan 2026 00:00:30 GMT' },
      30,
    ],
    ['a 403 that is one', 403, {}],
  ])('%s', async (_service, code, headers, seconds) => {
    expect(await paused(code, headers)).toBe(seconds)
  })
})

describe('a wrong clock, and no Date to read', () => {
  const instants: Record<string, string>[] = [
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(2) },
    { 'retry-after': inSeconds(2) },
    { 'retry-after': new Date(nowMs + 2000).toUTCString() },
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-01-01T00:00:02Z' },
  ]

  test.each(instants)('shuts no gate for longer than half a minute: %j', async (headers) => {
    const [halfAnHour, year] = [1_800_000, 31_536_000_000]
    expect(await paused(429, headers)).toBe(2)
    expect(await paused(429, headers, nowMs - halfAnHour)).toBe(30)
    expect(await paused(429, headers, nowMs - year)).toBe(30)
    expect(await paused(429, headers, nowMs + halfAnHour)).toBeUndefined()
  })

  test.each(instants)('does no harm where the server shows its own: %j', async (headers) => {
    expect(await paused(429, { ...headers, date }, nowMs - 1_800_000)).toBe(2)
    expect(await paused(429, { ...headers, date }, nowMs + 1_800_000)).toBe(2)
  })

  test('changes nothing about a duration', async () => {
    expect(await paused(429, { 'retry-after': '3000' }, 0)).toBe(3000)
    expect(await paused(200, { ratelimit: '"a";r=0;t=3000' }, 0)).toBe(3000)
  })
})

test('a 403 that is a limit is sent again when the wait is over, and nobody else before', async () => {
  const { fetch, clock, wire } = bench({}, status(403, { 'retry-after': '5' }), status(200))
  const [answer, other] = [fetch('https://api.test/a'), clock.advance(0)]
  await other
  const later = fetch('https://api.test/b')
  await clock.advance(4_999)
  expect(wire.calls).toHaveLength(1)
  await clock.advance(10_000)
  expect([(await answer).status, (await later).status]).toEqual([200, 200])
})

test('a 403 that is none is final', async () => {
  const { fetch, clock, wire } = bench({}, status(403), status(200))
  const answer = fetch('https://api.test/a')
  await clock.advance(60_000)
  expect([(await answer).status, wire.calls.length]).toEqual([403, 1])
})

const used = (headers: HeadersInit, isRefusal = false) =>
  usedUpMs(new Headers(headers), isRefusal, { wall: () => nowMs })

test('nothing remains, but for how long is not said: no wait, and no silence either', () => {
  expect(used({ 'x-ratelimit-remaining': '0' })).toBe(0)
  expect(used({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' })).toBe(0)
  expect(used({ ratelimit: '"a";r=0' })).toBe(0)
})

test.each(['1', '', '-1', '00x', '10', '1, 2', 'none'])('%j is not nothing', (remaining) => {
  expect(used({ 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': '30' })).toBeUndefined()
})

test('the older fields count where the new one is malformed, not where it says that something remains', () => {
  const older = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' }
  expect(used({ ...older, ratelimit: 'limit=100, remaining=0, reset=9' })).toBe(5000)
  expect(used({ ...older, ratelimit: '"default";r=0;t=9 x' })).toBe(5000)
  expect(used({ ...older, ratelimit: '"default";r=1;t=9' })).toBeUndefined()
})

test('what a service counts besides decides where it refuses, not where it serves', () => {
  const tokens = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '9s' }
  expect([used(tokens), used(tokens, true)]).toEqual([undefined, 9000])
})

test('a wait in milliseconds wins over one in seconds where it can be read', () => {
  const told = (ms: string) =>
    toldMs(new Headers({ 'retry-after': '2', 'retry-after-ms': ms }), { wall: () => 0 })
  expect(['1500', '1500.5', '90, 120', 'soon', ''].map(told)).toEqual([
    1500, 1500.5, 120, 2000, 2000,
  ])
})

test.each(['retry-after', 'ratelimit', 'x-ratelimit-remaining'])(
  'what is too long to be a wait is not read: %s',
  (name) => {
    const value = { 'retry-after': '60', ratelimit: '"a";r=0;t=60', 'x-ratelimit-remaining': '0' }[
      name
    ]
    const read = (length: number) => {
      const headers = new Headers({ [name]: `${value}`.padEnd(length, `, ${value}`) })
      return toldMs(headers, fakeClock(nowMs)) ?? usedUpMs(headers, true, fakeClock(nowMs))
    }
    expect(read(1)).toBeDefined()
    expect(read(2000)).toBeUndefined()
  },
)
