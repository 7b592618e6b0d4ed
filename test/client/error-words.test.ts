import {
  AbortedError,
  CircuitOpenError,
  ConfigError,
  HttpError,
  NetworkError,
  OfflineError,
  ParseError,
  ProblemError,
  QueueFullError,
  RateLimitedError,
  TimeoutError,
  ValidationError,
} from 'holdfast'
import { expect, test, vi } from 'vitest'
import { errorWords } from '../../src/client/error-words.ts'

const facts = { method: 'GET', route: 'api.test/secret-route' }
const statuses = [400, 401, 403, 404, 408, 409, 412, 422, 428, 429, 500, 503]
const http = (status: number, more = {}) =>
  new HttpError({ ...facts, ...more }, new Response(null, { status }), undefined)
const problem = (status: number, detail: string, title = '') =>
  new ProblemError(facts, new Response(null, { status }), { type: 'about:blank', title, detail })

const all = [
  new OfflineError(facts),
  new NetworkError(facts),
  new TimeoutError('attempt', 10_000, facts),
  new AbortedError(facts),
  new CircuitOpenError(4_200, facts),
  new RateLimitedError('client', 30_000, facts),
  new QueueFullError('full', facts),
  new ParseError(facts),
  new ValidationError('response', [], facts),
  new ValidationError('request', [], facts),
  new ConfigError('retry.limit', -1, 'from 0'),
  ...statuses.map((status) => http(status)),
  problem(500, 'stack trace of the server', 'secret'),
  problem(409, '', 'Conflict'),
  problem(404, '', 'secret'),
  new Error('secret-route'),
  'secret-route',
  undefined,
]

test.each(all.map((error) => [String(error), error] as const))(
  '%s: two plain sentences, nothing technical',
  (_, error) => {
    const { title, advice } = errorWords(error)
    expect(title).toMatch(/^[A-Z][\w ']+$/)
    expect(advice).toMatch(/^[A-Z].*\.$/)
    expect(title + advice).not.toMatch(/secret|stack|HTTP|undefined|NaN|\d{3}/)
  },
)

test('names the wait where somebody said how long, upward', () => {
  expect(errorWords(new CircuitOpenError(4_200)).advice).toBe('Try again in 5 s.')
  expect(errorWords(http(503, { retryAfterMs: 180_000 })).advice).toBe('Try again in 3 min.')
  expect(errorWords(new CircuitOpenError(200)).advice).toBe('Try again in a moment.')
})

test('quotes what the server wrote for the user of a refusal', () => {
  expect(errorWords(problem(409, 'Ann renamed it.')).advice).toBe('Ann renamed it.')
})

test('blames somebody else for a change only where the server says that there was one', () => {
  expect(errorWords(http(412)).title).toBe('This was changed by someone else')
  expect(errorWords(http(428)).title).toBe('This was changed by someone else')
  expect(errorWords(http(409)).title).toBe('This conflicts with what is there already')
})

test('has the server say which conflict it is, unless it says no more than that', () => {
  const taken = errorWords(problem(409, 'There is a project of that name.', 'Name taken'))
  expect(taken).toEqual({ title: 'Name taken', advice: 'There is a project of that name.' })
  const bare = errorWords(problem(409, '', 'Conflict'))
  expect(bare).toEqual(errorWords(http(409)))
})

test('a 403 that is a limit is told as one', () => {
  expect(errorWords(http(403, { retryable: true }))).toEqual(errorWords(http(429)))
})

const brand = Symbol.for('holdfast.error')
const refuse = () => {
  throw new Error('no')
}

test.each<[string, unknown]>([
  ['a code of a newer copy of the library', { [brand]: true, code: 'AUTH' }],
  ['an error of another copy without its members', { [brand]: true, code: 'PROBLEM' }],
  ['a proxy that refuses', new Proxy({}, { has: refuse })],
])('%s has words too', (_what, thrown) => {
  expect(errorWords(thrown)).toEqual(errorWords(undefined))
})

test('says all of it in other words where it has them, and the rest in English', () => {
  const words = {
    CIRCUIT_OPEN: { title: 'Zu' },
    404: { title: 'Weg', advice: 'Suchen.' },
    RATE_LIMITED: { title: 'Viel', advice: 'Warten.' },
    tryAgainIn: (seconds: number) => `In ${seconds} s.`,
  }
  expect(errorWords(new CircuitOpenError(4_200), words)).toEqual({ title: 'Zu', advice: 'In 5 s.' })
  expect(errorWords(new CircuitOpenError(200), words).advice).toBe('In 0 s.')
  expect(errorWords(http(410), words)).toEqual({ title: 'Weg', advice: 'Suchen.' })
  expect(errorWords(http(429), words)).toEqual(words.RATE_LIMITED)
  expect(errorWords(http(403, { retryable: true }), words)).toEqual(words.RATE_LIMITED)
  expect(errorWords(problem(404, 'Ann took it.'), words).advice).toBe('Ann took it.')
  expect(errorWords(http(401), words)).toEqual(errorWords(http(401)))
  expect(errorWords(new QueueFullError('full', facts), words)).toEqual({
    title: 'Too many requests are waiting',
    advice: 'In 0 s.',
  })
})

test('words that throw are said in English, and told to the console', () => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const mistake = new Error('my mistake')
  const tryAgainIn = () => {
    throw mistake
  }
  const error = new CircuitOpenError(4_200)
  expect(errorWords(error, { tryAgainIn })).toEqual(errorWords(error))
  expect(log.mock.calls.flat()).toContain(mistake)
})
