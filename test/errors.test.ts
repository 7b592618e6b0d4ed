import { describe, expect, test } from 'vitest'
import {
  AbortedError,
  type CallFacts,
  CircuitOpenError,
  ConfigError,
  type HoldfastError,
  HttpError,
  isHoldfastError,
  NetworkError,
  OfflineError,
  ParseError,
  ProblemError,
  QueueFullError,
  RateLimitedError,
  TimeoutError,
  ValidationError,
} from '../src/errors.ts'
import { redact } from '../src/redact.ts'

const secret = 'hunter2'
const facts: CallFacts = {
  ...{ attempts: 3, retryable: true, retryAfterMs: 1500, method: 'GET' },
  ...{ route: 'api.test/users/:id', requestId: 'id-1' },
}
const where = 'GET api.test/users/:id'

/** An answer that is full of what must not be logged. */
const response = () =>
  new Response(secret, { status: 422, headers: { 'set-cookie': secret, 'x-api-key': secret } })
const cause = () => new Error(`https://api.test/users/42?token=${secret}`)
const problem = {
  ...{ type: 'https://api.test/problems/taken', title: secret, detail: secret, instance: secret },
  errors: { email: [secret] },
}
const issues = [{ message: `"${secret}" is no email`, path: ['email'] }]

/** Each class: an error of it, its name, its code, what it says. */
const all: [HoldfastError, string, string, string][] = [
  [
    new ConfigError('retry.limit', -1, 'a whole number from 0 to 100'),
    'ConfigError',
    'CONFIG',
    'retry.limit is -1: it must be a whole number from 0 to 100',
  ],
  [new NetworkError(facts, cause()), 'NetworkError', 'NETWORK', `${where} got no answer`],
  [new NetworkError(facts, cause(), true), 'NetworkError', 'NETWORK', `${where} was answered, but`],
  [new OfflineError(facts, cause()), 'OfflineError', 'OFFLINE', 'the browser is offline'],
  [
    new TimeoutError('attempt', 10_000, facts),
    'TimeoutError',
    'TIMEOUT',
    `${where} took longer than 10 s (attempt)`,
  ],
  [new AbortedError(facts), 'AbortedError', 'ABORTED', 'the client is closed'],
  [new HttpError(facts, response(), secret, cause()), 'HttpError', 'HTTP', `${where} answered 422`],
  [
    new ProblemError(facts, response(), problem, cause()),
    'ProblemError',
    'PROBLEM',
    `${where} answered 422`,
  ],
  [
    new ValidationError('response', issues, facts, cause()),
    'ValidationError',
    'VALIDATION',
    'the response does not fit its schema',
  ],
  [new ParseError(facts, cause()), 'ParseError', 'PARSE', 'a body that is not JSON'],
  [
    new RateLimitedError('client', 1500, facts),
    'RateLimitedError',
    'RATE_LIMITED',
    'the rate limit is used up; try again in 1.5 s',
  ],
  [
    new RateLimitedError('server', 60_000, facts),
    'RateLimitedError',
    'RATE_LIMITED',
    'the server asked to wait; try again in 60 s',
  ],
  [
    new QueueFullError('1000 calls are waiting already', facts),
    'QueueFullError',
    'QUEUE_FULL',
    `${where} was not sent: 1000 calls are waiting already`,
  ],
  [
    new CircuitOpenError(1500, facts),
    'CircuitOpenError',
    'CIRCUIT_OPEN',
    `${where} was not sent: its circuit is open; next probe in 1.5 s`,
  ],
]

describe.each(all)('%s', (error, name, code, message) => {
  test('has a name and a code that no minifier changes, and says what to do', () => {
    expect([error.name, error.code]).toEqual([name, code])
    expect(error.message).toContain(message)
    expect(Object.hasOwn(error, 'name')).toBe(true)
  })

  test('is an error, and one of ours', () => {
    expect(error).toBeInstanceOf(Error)
    expect(isHoldfastError(error)).toBe(true)
    expect(error.stack).toContain('errors.test.ts')
  })

  test('carries what is known of the call', () => {
    if (error.code === 'CONFIG') return
    expect(error).toMatchObject({ attempts: 3, method: 'GET', route: facts.route })
    expect(error.retryable).toBe(true)
    expect(error.retryAfterMs).toBe(error.code === 'RATE_LIMITED' ? error.retryAfterMs : 1500)
  })

  test('is safe to log: no header, no query, no body, no cause', () => {
    const logged = JSON.stringify(error)
    expect(JSON.parse(logged)).toMatchObject({ name, code, message: error.message })
    expect(logged).not.toContain(secret)
    expect(logged).not.toContain('?')
    // What a logger finds by walking the fields, as Sentry and structured loggers do.
    expect(JSON.stringify(Object.entries(error))).not.toContain(secret)
  })
})

describe('an error', () => {
  test('keeps its cause for a debugger', () => {
    const reason = cause()
    expect(new NetworkError({}, reason).cause).toBe(reason)
    expect('cause' in new NetworkError({})).toBe(false)
  })

  test('keeps answer, data, problem and issues at hand, out of the log', () => {
    const answer = response()
    expect(new HttpError({}, answer, 'body')).toMatchObject({ status: 422 })
    expect(new HttpError({}, answer, 'body').response).toBe(answer)
    expect(new HttpError({}, answer, 'body').data).toBe('body')
    expect(new ProblemError({}, answer, problem).problem.title).toBe(secret)
    expect(new ValidationError('request', issues, {}).issues).toBe(issues)
  })

  test('says what little it knows where there was no call', () => {
    expect(new CircuitOpenError(0)).toMatchObject({
      ...{ attempts: 0, retryable: true, retryAfterMs: 0, method: undefined, route: undefined },
      message: 'The call was not sent: its circuit is open; next probe in 0 s',
    })
    expect(new NetworkError({})).toMatchObject({ attempts: 0, retryable: false })
  })

  test.each<[unknown, string]>([
    ['x'.repeat(500), `"${'x'.repeat(80)}"`],
    ['https://ada:hunter2@exa mple.test/v1', '"…"'],
    ['https://api.test:99999/reset/9f8b3c1e7a6d?token=x#y', '"https://api.test:99999/reset/……"'],
    ['/search?q=ada@typed', '"…"'],
    ['/search?q=typed', '"/search…"'],
    ['Bearer opaque-9f8e7d6c', '"Bearer …"'],
    ['sk-proj-4Qk7pTz0aBcDeFgHiJkL', '"…"'],
    ['https://api.test/v1', '"https://api.test/v1"'],
    [() => secret, 'a function'],
    [[secret], 'an array'],
    [{ secret }, 'an object'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('odd'), 'odd'],
    [12n, '12'],
  ])('of a bad option prints its value shortly', (value, printed) => {
    expect(new ConfigError('name', value, 'a name').message).toBe(
      `name is ${printed}: it must be a name`,
    )
  })
})

describe('a ConfigError of an option that is secret by its name', () => {
  const letters = 'abcdefghijklmnop'

  test.each([
    ...['user', 'headers', 'headers.authorization', 'api.accessToken', 'clientSecret', 'Cookie'],
    ...['password', 'PASSWD', 'proxy-authorization', 'sentry.user', 'authToken'],
  ])('tells no text: %s', (option) => {
    const { message } = new ConfigError(option, letters, 'something else')
    expect(message).toBe(`${option} is "…": it must be something else`)
  })

  test('masks by name what redact masks by name', () => {
    for (const option of ['password', 'token', 'secret', 'authorization', 'cookie']) {
      expect(redact({ [option]: letters })).toEqual({ [option]: '[redacted]' })
      expect(new ConfigError(option, letters, 'another').message).not.toContain(letters)
    }
  })

  test('still tells what is no text', () => {
    expect(new ConfigError('user', 7, 'a string').message).toBe('user is 7: it must be a string')
    expect(new ConfigError('retry.budget.tokens', -1, 'more').message).toContain('is -1:')
  })
})

test('of a problem its type is told, at most 256 characters of it and none that controls', () => {
  const typeOf = (type: string): unknown =>
    new ProblemError({}, new Response(), { type }).toJSON()['type']
  expect(typeOf(`https://api.test/${'x'.repeat(10_000)}`)).toHaveLength(256)
  expect(typeOf('a\u001b[31m\r\nERROR forged\u0000\u202e')).toBe('a [31m ERROR forged ')
  expect(typeOf('https://api.test/a?token=x#y')).toBe('https://api.test/a')
})

describe('isHoldfastError', () => {
  test.each([undefined, null, 'CONFIG', 7, {}, new Error('no'), { code: 'NETWORK' }])(
    'is false of %o',
    (value) => expect(isHoldfastError(value)).toBe(false),
  )

  test('is true of an error that another copy of the library made', async () => {
    const path = '../src/errors.ts?copy'
    const copy = (await import(/* @vite-ignore */ path)) as typeof import('../src/errors.ts')
    const foreign = new copy.CircuitOpenError(1000)
    expect(copy.CircuitOpenError).not.toBe(CircuitOpenError)
    expect(foreign).not.toBeInstanceOf(CircuitOpenError)
    expect(isHoldfastError(foreign)).toBe(true)
    expect(copy.isHoldfastError(new ParseError({}))).toBe(true)
  })
})

test('a schema that is ours says why in the message; the words of any other may quote the value', () => {
  const [ours, theirs] = [{ message: 'no rows', ours: true }, { message: 'secret is no name' }]
  expect(new ValidationError('response', [ours], {}).message).toContain(': no rows')
  expect(new ValidationError('response', [theirs], {}).message).not.toContain('secret')
})
