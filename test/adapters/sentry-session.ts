import * as Sentry from '@sentry/browser'
import { createClient, type Reporter } from 'holdfast'
import { privateSentry, sentryReporter } from 'holdfast/sentry'
import { scriptedFetch, status } from '../../src/testing/index.ts'
import { secrets, texts } from '../secrets.ts'

/** What the transport was given, one envelope an element, as its bytes say. */
export type Sent = { envelopes: string[]; planted: number }

/** Sentry as a team has it, everything on, over a transport that keeps what it is given. */
export function startSentry(isPrivate: boolean, more: Sentry.BrowserOptions = {}): Sent {
  Sentry.getIsolationScope().clearBreadcrumbs()
  const sent: Sent = { envelopes: [], planted: 0 }
  const options: Sentry.BrowserOptions = {
    dsn: 'https://0123456789abcdef0123456789abcdef@sentry.test/1',
    release: 'shop@1.0.0',
    tracesSampleRate: 1,
    transport: (given) =>
      Sentry.createTransport(given, ({ body }) => {
        sent.envelopes.push(typeof body === 'string' ? body : new TextDecoder().decode(body))
        return Promise.resolve({ statusCode: 200 })
      }),
    ...more,
  }
  Sentry.init(isPrivate ? privateSentry(options) : options)
  return sent
}

/** A client's failing call, told to the reporter by three who saw the same error. */
async function failingCall(reporter: Reporter): Promise<void> {
  const wire = scriptedFetch(status(503, { 'Set-Cookie': secrets.cookie }, `no ${secrets.email}`))
  const client = createClient({
    ...{ fetch: wire, retry: { limit: 1, baseMs: 1 }, circuit: { failures: 2 } },
    origins: ['https://api.test'],
  })
  client.on(reporter.event)
  const url = `https://api.test/users/42/notes?q=${secrets.queryValue}&email=${secrets.encodedEmail}`
  const headers = { Authorization: `Bearer ${secrets.bearer}`, Cookie: secrets.cookie }
  const failed = client.get(url, { headers }).json()
  const error: unknown = await failed.catch((reason: unknown) => reason)
  for (const boundary of ['Notes', 'query cache', 'window']) reporter.error(error, { boundary })
  client.close()
}

/** Secrets in every place that Sentry knows. */
export async function secretSession(sent: Sent): Promise<void> {
  const plant = (text: string): string => {
    sent.planted += 1
    return text
  }
  Sentry.setUser({ id: 'u-1', email: plant(secrets.email), username: 'u' })
  const scope = Sentry.getCurrentScope()
  scope.setAttributes({ note: plant(texts[5] ?? ''), 'app.password': plant(secrets.password) })
  for (const [index, text] of texts.entries()) {
    scope.setTag(`tag-${index}`, plant(text).slice(0, 190))
    scope.setExtra(`extra-${index}`, { deep: { text: plant(text) } })
    scope.setContext(`context ${index}`, { text: plant(text), [plant(secrets.email)]: 1 })
    Sentry.addBreadcrumb({
      category: 'ui.input',
      message: plant(text),
      data: { text: plant(text) },
    })
    console.debug(plant(text), { text: plant(text) })
    Sentry.logger.info(plant(text), { text: plant(text) })
    Sentry.metrics.count('clicks', 1, { attributes: { text: plant(text) } })
    Sentry.startSpan(
      { name: plant(text), op: 'task', parentSpan: null, attributes: { text: plant(text) } },
      (span) => {
        span.setAttributes({
          'url.full': plant(`https://api.test/search?q=${secrets.queryValue}`),
          'url.query': plant(`q=${secrets.queryValue}`),
          'http.query': plant(`?q=${secrets.queryValue}`),
          'http.request.header.authorization': plant(secrets.bearer),
          'http.request.header.cookie': plant(secrets.cookie),
        })
        // With a span open its name travels in the header of the envelope.
        Sentry.captureException(new Error(plant(text)))
      },
    )
    const cause = new Error(plant(text), { cause: new TypeError(plant(text)) })
    Sentry.captureException(new Error(plant(text), { cause }))
    Sentry.captureMessage(plant(text), 'warning')
  }
  const framed = new Error('framed')
  framed.stack = `Error: framed\n    at f (https://app.test/${plant(`app.js?token=${secrets.hexKey}`)}:1:2)`
  Sentry.captureException(framed)
  Sentry.captureException({ password: plant(secrets.password), card: plant(secrets.card) })
  Sentry.captureFeedback({ message: plant(texts[4] ?? ''), email: plant(secrets.email) })
  await failingCall(sentryReporter(Sentry))
  Sentry.captureSession()
  await Sentry.flush(2_000)
}

/** How many items of each type there are in all envelopes. */
export function itemsOf({ envelopes }: Sent): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const [, type = ''] of envelopes.join('\n').matchAll(/^\{"type":"([a-z_]+)"/gm)) {
    counts[type] = (counts[type] ?? 0) + 1
  }
  return counts
}

/** The events in the envelopes, parsed. */
export const eventsOf = ({ envelopes }: Sent): Sentry.ErrorEvent[] =>
  envelopes.flatMap((envelope) => {
    const lines = envelope.split('\n')
    return lines.flatMap((line, index) =>
      line.startsWith('{"type":"event"')
        ? [JSON.parse(lines[index + 1] ?? '') as Sentry.ErrorEvent]
        : [],
    )
  })
