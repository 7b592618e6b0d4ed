import * as Sentry from '@sentry/browser'
import { createClient, isHoldfastError } from 'holdfast'
import { posthogReporter } from 'holdfast/posthog'
import { sentryReporter } from 'holdfast/sentry'
import { scriptedFetch, silent, status } from 'holdfast/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { itemsOf, startSentry } from './adapters/sentry-session.ts'
import { bench, outcomeOf } from './harness.ts'

const path = 'https://api.test/people/4711/mails'
const url = `${path}?token=hunter2#top`
const inDevelopment = () => vi.stubEnv('NODE_ENV', 'development')

const failing = () =>
  createClient({ fetch: scriptedFetch(() => Response.json({}, { status: 404 })) })
const failure = async (): Promise<Error> => (await outcomeOf(failing().get(url))).error as Error

afterEach(() => Sentry.close())

test('in development the message of an error names origin and path, and nothing behind these', async () => {
  inDevelopment()
  expect((await failure()).message).toBe(`GET ${path} answered 404`)
})

test('so does that of an error of `createFetch`', async () => {
  inDevelopment()
  const { fetch } = bench({}, silent)
  const call = outcomeOf(fetch(url))
  fetch.close()
  expect(await call).toMatchObject({
    error: { message: `GET ${path} was aborted: the client is closed or its user gone` },
  })
})

test.each(['production', 'test', undefined])(
  'with NODE_ENV %s it names the route',
  async (mode) => {
    vi.stubEnv('NODE_ENV', mode)
    expect((await failure()).message).toBe('GET api.test/people/:id/mails answered 404')
  },
)

test('what is logged of it keeps the route', async () => {
  inDevelopment()
  const error = await failure()
  expect(isHoldfastError(error) && error.toJSON()).toMatchObject({
    message: 'GET api.test/people/:id/mails answered 404',
  })
  expect(JSON.stringify([error, Object.assign({}, error), Object.entries(error)])).not.toContain(
    '4711',
  )
})

test('events keep the route', async () => {
  inDevelopment()
  const { fetch, events } = bench({ retry: false }, status(500))
  await outcomeOf(fetch(url))
  expect(events.length).toBeGreaterThan(0)
  expect(JSON.stringify(events)).not.toContain('4711')
})

test('reports to Sentry and PostHog keep the route, and are of the same error', async () => {
  inDevelopment()
  const error = await failure()
  const sent = startSentry(true)
  sentryReporter(Sentry).error(error)
  await Sentry.flush(2_000)
  expect(itemsOf(sent)).toMatchObject({ event: 1 })
  const all = sent.envelopes.join('')
  expect(all).toContain('"value":"GET api.test/people/:id/mails answered 404"')
  expect(all).toContain('"type":"HttpError"')
  expect(all).not.toContain('4711')

  const captureException = vi.fn<(error: unknown) => void>()
  posthogReporter({ capture: vi.fn(), captureException }).error(error)
  const told = captureException.mock.calls[0]?.[0] as Error
  expect(told).toBeInstanceOf(Error)
  expect([told.name, told.message, told.stack].join()).not.toContain('4711')
  expect(told.stack).toContain('where-it-went')
})
