import type { HoldfastEvent } from '../events.ts'
import { onceMemory } from '../once-memory.ts'
import { of, read } from '../option-checks.ts'
import { type Redact, redact as standardRedact } from '../redact.ts'
import type { Reporter } from '../telemetry/reporter.ts'
import { atOnce, safely } from '../user-code.ts'
import { asReported, errorFacts } from './error-facts.ts'

/** The part of `@sentry/browser` (10 or later) that the reporter uses. */
export interface SentryLike {
  addBreadcrumb(breadcrumb: {
    category: string
    level: 'info' | 'warning'
    message: string
    timestamp: number
    data: Record<string, unknown>
  }): void
  captureException(
    error: unknown,
    context: {
      tags?: Record<string, string | number>
      contexts: Record<string, Record<string, unknown>>
      fingerprint?: string[]
      user?: SentryUser
    },
  ): unknown
}

/** Who saw the error. Leave out what Sentry need not know: an `id` is enough to find the case again. */
export type SentryUser = { id?: string | number; email?: string; username?: string }

export type SentryReporterOptions = Readonly<{
  /** Asked at each error; one that throws names nobody. Default: nobody is named. An email address is masked in any case. */
  user?: () => SentryUser | undefined
  /** Default `redact`; another one from `createRedactor()`. */
  redact?: Redact
}>

/**
 * Tells Sentry: breadcrumbs for attempts, circuits, pauses and the network, and each error once,
 * with its route, status, attempts and request id as tags, grouped by route and code.
 *
 * Give Sentry itself its options through {@link privateSentry}: this reporter says nothing secret,
 * but Sentry's own integrations do.
 *
 * @throws ConfigError
 */
export function sentryReporter(sentry: SentryLike, options: SentryReporterOptions = {}): Reporter {
  const { user, redact } = read<SentryReporterOptions & { redact: Redact }>('', options, {
    user: [undefined, of, 'function'],
    redact: [standardRedact, of, 'function'],
  })
  of('sentry', sentry, 'object')
  of('sentry.addBreadcrumb', sentry.addBreadcrumb, 'function')
  of('sentry.captureException', sentry.captureException, 'function')
  const isNews = onceMemory()
  return {
    event(event) {
      if (isNoise(event)) return
      const { type, at, ...data } = event
      sentry.addBreadcrumb({
        category: `holdfast.${type}`,
        level: isBad(event) ? 'warning' : 'info',
        message: String(redact('route' in event ? `${event.method} ${event.route}` : event.gate)),
        timestamp: at / 1_000,
        data: redact(data) as Record<string, unknown>,
      })
    },
    error(error, context = {}) {
      if (!isNews(error)) return
      // Whoever cannot be named must not cost the report.
      const named = safely(() => atOnce('user', user?.()))
      const facts = errorFacts(error)
      sentry.captureException(asReported(error), {
        contexts: { holdfast: redact({ ...facts, ...context }) as Record<string, unknown> },
        ...(facts['code'] !== undefined && {
          tags: tagsOf(facts),
          fingerprint: fingerprintOf(facts),
        }),
        ...(named && { user: named }),
      })
    },
  }
}

/** What every call does; it would push out what went before an error. */
const isNoise = (event: HoldfastEvent): boolean =>
  event.type === 'call-started' ||
  event.type === 'call-shared' ||
  event.type === 'call-queued' ||
  event.type === 'attempt-started' ||
  (event.type === 'body-settled' && event.verdict !== 'failure') ||
  (event.type === 'call-settled' && event.outcome === 'response')

const isBad = (event: HoldfastEvent): boolean =>
  (event.type === 'attempt-settled' && event.verdict !== 'success') ||
  (event.type === 'circuit-changed' && event.to === 'open') ||
  event.type === 'body-settled' ||
  event.type === 'gate-paused' ||
  event.type === 'call-settled'

type Facts = Record<string, unknown>

function tagsOf(facts: Facts): Record<string, string | number> {
  const tags: Record<string, string | number> = {}
  for (const [tag, name] of Object.entries(tagNames)) {
    const value = facts[name]
    if (typeof value === 'string' || typeof value === 'number') tags[tag] = value
  }
  return tags
}

const tagNames = {
  'holdfast.code': 'code',
  'http.method': 'method',
  'http.route': 'route',
  'http.status': 'status',
  attempts: 'attempts',
  request_id: 'requestId',
}

/** One issue for a route and a code, wherever in the page the call was made. */
const fingerprintOf = (facts: Facts): string[] =>
  ['code', 'method', 'route', 'status'].map((name) => {
    const part = facts[name]
    return typeof part === 'string' || typeof part === 'number' ? String(part) : '-'
  })

/** What of Sentry's options is read or wrapped here; every other one passes. */
type SentryOptions = {
  integrations?: SentryIntegration[] | ((defaults: SentryIntegration[]) => SentryIntegration[])
}

type SentryIntegration = { name: string }

/** The part of Sentry's client that an integration meets. */
type SentryClient = { on(hook: 'beforeEnvelope', callback: (envelope: unknown) => void): unknown }

/**
 * Options for `Sentry.init` under which nothing personal leaves: `dataCollection` is closed, and
 * every envelope is redacted in the last moment before the transport: events, spans or
 * transactions, breadcrumbs, logs and metrics, attributes of scopes and the session besides. Your
 * own hooks (`beforeSend` and its kin) and integrations run as ever, before it.
 *
 * Session replay, screenshots and profiles do not pass here or are not text: they have masks of
 * their own.
 *
 * @param options  yours: `dsn`, `tracesSampleRate`, …; `dataCollection` is not among them
 * @throws ConfigError where `redact` is no function
 */
export function privateSentry<T extends object>(
  options: T,
  more: Readonly<{ redact?: Redact }> = {},
): T & typeof closed & { integrations: <I>(defaults: I[]) => I[] } {
  const { integrations } = options as SentryOptions
  const { redact } = read<{ redact: Redact }>('', more, {
    redact: [standardRedact, of, 'function'],
  })
  const privacy = {
    name: 'HoldfastPrivacy',
    setup: (client: SentryClient) =>
      void client.on('beforeEnvelope', (envelope) => scrub(envelope as Envelope, redact)),
  }
  const all = (defaults: SentryIntegration[]): SentryIntegration[] => {
    const own = typeof integrations === 'function' ? integrations(defaults) : integrations
    // The last in line: whatever another one adds to an envelope is there already.
    return typeof integrations === 'function'
      ? [...(own ?? []), privacy]
      : [...defaults, ...(own ?? []), privacy]
  }
  return { ...options, ...closed, integrations: all as unknown as <I>(defaults: I[]) => I[] }
}

const closed = {
  dataCollection: {
    userInfo: false,
    cookies: false,
    httpHeaders: false,
    httpBodies: [] as never[],
    urlQueryParams: false,
    graphQL: { document: false, variables: false },
    genAI: { inputs: false, outputs: false },
    mcp: { inputs: false, outputs: false },
    databaseQueryData: false,
    queues: false,
    stackFrameVariables: false,
  },
  // Else it writes into the message of errors that others will match.
  enhanceFetchErrorMessages: 'report-only' as const,
}

type Envelope = [header: Facts, items: [header: Facts, payload: unknown][]]

/** In place: Sentry hands out the one envelope that its transport will get. */
function scrub(envelope: Envelope, redact: Redact): void {
  const [header, items] = envelope
  if (header['trace']) header['trace'] = redact(header['trace'])
  for (const item of items) {
    const payload = item[1]
    if (typeof payload === 'object' && payload !== null && !ArrayBuffer.isView(payload)) {
      item[1] = scrubPayload(payload as Facts, redact)
    }
  }
}

/** Logs, metrics and streamed spans come by the hundred, each with an allowance of its own. */
function scrubPayload(payload: Facts, redact: Redact): Facts {
  const { items, breadcrumbs, spans, ...rest } = payload
  const clean = redact(rest) as Facts
  for (const [name, list] of Object.entries({ items, breadcrumbs, spans })) {
    if (Array.isArray(list)) clean[name] = list.map((each) => withTypes(each as Facts, redact))
  }
  return clean
}

/** Attributes are `{ value, type }`: where the name is secret the value goes and the form stays. */
function withTypes(item: Facts, redact: Redact): Facts {
  const { attributes, ...rest } = item
  const clean = redact(rest) as Facts
  if (typeof attributes !== 'object' || attributes === null) return clean
  const values = Object.entries(attributes as Record<string, { value?: unknown }>)
  clean['attributes'] = Object.fromEntries(
    values.map(([name, attribute]) => {
      const [key = name, value] =
        Object.entries(redact({ [name]: attribute.value }) as Facts)[0] ?? []
      const isText = typeof value === 'string'
      return [key, { ...attribute, value, ...(isText && { type: 'string' }) }]
    }),
  )
  return clean
}
