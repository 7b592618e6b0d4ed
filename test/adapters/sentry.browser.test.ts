import * as Sentry from '@sentry/browser'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { leaks, secretCount, secrets } from '../secrets.ts'
import { eventsOf, itemsOf, secretSession, startSentry } from './sentry-session.ts'

const page = location.href

beforeEach(() => {
  // Sentry listens to it; nobody need read it.
  vi.spyOn(console, 'debug').mockImplementation(() => undefined)
})

afterEach(async () => {
  history.replaceState(null, '', page)
  await Sentry.close()
})

/** What the browser adds of its own: the page's URL, navigation, fetch and XHR. */
async function visit(): Promise<void> {
  history.pushState(null, '', `?q=${secrets.queryValue}&mail=${secrets.encodedEmail}`)
  history.pushState(null, '', `?token=${secrets.apiKey}#access_token=${secrets.jwt}`)
  await fetch(`?q=${secrets.queryValue}`, {
    headers: { Authorization: `Bearer ${secrets.bearer}` },
  })
  const request = new XMLHttpRequest()
  request.open('GET', `?password=${secrets.password}`, false)
  request.send()
}

const everything = (): Sentry.BrowserOptions => ({
  integrations: [Sentry.browserTracingIntegration(), Sentry.consoleLoggingIntegration()],
})

test('without it, Sentry sends nearly all of them: the session is a test', async () => {
  const sent = startSentry(false, everything())
  await visit()
  await secretSession(sent)
  expect(leaks(sent.envelopes.join('\n')).length).toBeGreaterThanOrEqual(secretCount - 1)
})

test.each(['stream', 'static'] as const)(
  'nothing secret is in any envelope, spans sent by %s',
  async (traceLifecycle) => {
    const sent = startSentry(true, { ...everything(), traceLifecycle })
    await visit()
    await secretSession(sent)
    const items = itemsOf(sent)
    const kinds = Object.keys(items)
    expect(kinds).toEqual(
      expect.arrayContaining(['event', 'log', 'trace_metric', 'session', 'feedback']),
    )
    expect(kinds).toContain(traceLifecycle === 'stream' ? 'span' : 'transaction')
    expect(sent.envelopes.filter((envelope) => leaks(envelope).length > 0)).toEqual([])
    console.info(
      `Sentry, ${traceLifecycle}: ${secretCount} kinds of secrets, planted ${sent.planted} times,` +
        ` none in ${sent.envelopes.length} envelopes (${JSON.stringify(items)})`,
    )
  },
)

test('route, status, attempts and request id are there, and the error once', async () => {
  const sent = startSentry(true, everything())
  await secretSession(sent)
  const own = eventsOf(sent).filter(({ tags }) => tags?.['holdfast.code'])
  expect(own).toHaveLength(1)
  const [event] = own
  expect(event?.tags).toMatchObject({
    ...{ 'holdfast.code': 'HTTP', 'http.method': 'GET', 'http.status': 503, attempts: 2 },
    'http.route': 'api.test/users/:id/notes',
    request_id: expect.stringMatching(/^[\da-f-]{36}$/) as string,
  })
  expect(event?.fingerprint).toEqual(['HTTP', 'GET', 'api.test/users/:id/notes', '503'])
  expect(event?.contexts?.['holdfast']).toMatchObject({ boundary: 'Notes', retryable: true })
  const steps = event?.breadcrumbs?.filter(({ category }) => category?.startsWith('holdfast.'))
  expect(steps?.map(({ category, data }) => [category, data?.['status'] as unknown])).toEqual([
    ['holdfast.attempt-settled', 503],
    ['holdfast.retry-scheduled', undefined],
    ['holdfast.attempt-settled', 503],
    ['holdfast.circuit-changed', undefined],
    ['holdfast.circuit-changed', undefined],
  ])
  expect(steps?.[0]?.message).toBe('GET api.test/users/:id/notes')
})
