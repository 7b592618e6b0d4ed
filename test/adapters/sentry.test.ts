import * as Sentry from '@sentry/browser'
import { HttpError } from 'holdfast'
import { privateSentry, sentryReporter } from 'holdfast/sentry'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { leaks, secrets } from '../secrets.ts'
import { itemsOf, secretSession, startSentry } from './sentry-session.ts'

beforeEach(() => {
  vi.spyOn(console, 'debug').mockImplementation(() => undefined)
})

afterEach(() => Sentry.close())

test('nothing secret is in any envelope, in Node too', async () => {
  const sent = startSentry(true)
  await secretSession(sent)
  expect(itemsOf(sent)).toMatchObject({ event: expect.any(Number) as number })
  expect(sent.envelopes.filter((envelope) => leaks(envelope).length > 0)).toEqual([])
  const all = sent.envelopes.join('')
  expect(all).toContain('"attributes":{"note":{"value":"https://app.test/people/[redacted]/edit",')
  expect(all).toContain('"app.password":{"value":"[redacted]","type":"string"}')
  expect(all).toContain('"text":{"value":"no account for [redacted]","type":"string"}')
})

test("the team's own hooks and integrations run, and cannot let anything out", async () => {
  const beforeSend = vi.fn((event: Sentry.ErrorEvent) => ({ ...event, message: secrets.email }))
  const setup = vi.fn()
  const all: NonNullable<Sentry.BrowserOptions['integrations']>[] = [
    [{ name: 'Own', setup }],
    (defaults) => [...defaults, { name: 'Own', setup }],
  ]
  for (const integrations of all) {
    const sent = startSentry(true, { beforeSend, integrations })
    Sentry.captureException(new Error('x'))
    await Sentry.flush(2_000)
    expect(sent.envelopes.join('')).toContain('"message":"[redacted]"')
    await Sentry.close()
  }
  expect(beforeSend).toHaveBeenCalledTimes(2)
  expect(setup).toHaveBeenCalledTimes(2)
})

test('data collection is closed whatever else is asked for', () => {
  const { dataCollection, dsn } = privateSentry({ dsn: 'x', dataCollection: { userInfo: true } })
  expect(dsn).toBe('x')
  expect(JSON.stringify(dataCollection)).not.toContain('true')
})

test('a user is named where the team says so, and not else', () => {
  const sentry = { addBreadcrumb: vi.fn(), captureException: vi.fn() }
  sentryReporter(sentry).error(new Error('x'))
  sentryReporter(sentry, { user: () => ({ id: 7 }) }).error(new Error('x'))
  expect(sentry.captureException.mock.calls.map(([, context]) => context as unknown)).toEqual([
    { contexts: { holdfast: {} } },
    { contexts: { holdfast: {} }, user: { id: 7 } },
  ])
})

test.each<[string, () => never]>([
  [
    'throws',
    () => {
      throw new Error('no session')
    },
  ],
  ['is a promise', (async () => ({ id: 7 })) as never],
])('a user that %s costs no report', (_how, user) => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const sentry = { addBreadcrumb: vi.fn(), captureException: vi.fn() }
  sentryReporter(sentry, { user }).error(new Error('x'))
  expect(sentry.captureException.mock.calls[0]?.[1]).toEqual({ contexts: { holdfast: {} } })
  expect(log).toHaveBeenCalledTimes(1)
  log.mockRestore()
})

test('refuses at once what is no Sentry', () => {
  for (const [sentry, option] of [
    [undefined, 'sentry is undefined'],
    [{ captureException: vi.fn() }, 'sentry.addBreadcrumb is undefined: it must be a function'],
    [{ addBreadcrumb: vi.fn() }, 'sentry.captureException is undefined: it must be a function'],
  ] as const) {
    expect(() => sentryReporter(sentry as never)).toThrow(option)
  }
})

test('tells what an error of ours says of itself, without its cause and its body', () => {
  const sentry = { addBreadcrumb: vi.fn(), captureException: vi.fn() }
  const facts = { method: 'GET', route: 'api.test/a', attempts: 3, requestId: 'r-1' }
  const error = new HttpError(facts, new Response(null, { status: 503 }), secrets.email)
  const reporter = sentryReporter(sentry)
  reporter.error(error, { boundary: 'Orders' })
  // The query cache and the window saw it too.
  reporter.error(error)
  expect(sentry.captureException).toHaveBeenCalledTimes(1)
  const [, context] = sentry.captureException.mock.calls[0] as [unknown, object]
  expect(context).toMatchObject({
    tags: { 'http.route': 'api.test/a', 'http.status': 503, attempts: 3, request_id: 'r-1' },
    contexts: { holdfast: { boundary: 'Orders', code: 'HTTP' } },
  })
  expect(leaks(JSON.stringify(context))).toEqual([])
})

test('refuses options that do not exist or do not fit', () => {
  const sentry = { addBreadcrumb: vi.fn(), captureException: vi.fn() }
  expect(() => sentryReporter(sentry, { user: { id: 1 } as never })).toThrow('user')
  expect(() => sentryReporter(sentry, { users: 1 } as never)).toThrow('users')
  expect(() => privateSentry({}, { redact: true as never })).toThrow('redact')
})
