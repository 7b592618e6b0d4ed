import type { HoldfastEvent } from '../events.ts'
import { onceMemory } from '../once-memory.ts'
import { of, read } from '../option-checks.ts'
import { type Redact, redact as standardRedact } from '../redact.ts'
import type { Reporter } from '../telemetry/reporter.ts'
import { asReported, errorFacts } from './error-facts.ts'

type Properties = Record<string, unknown>

/** The part of `posthog-js` that the reporter uses. */
export interface PosthogLike {
  capture(event: string, properties: Properties): unknown
  captureException(error: unknown, properties: Properties): unknown
  /** Keeps a step for the next exception, where the version knows it. */
  addExceptionStep?(message: string, properties: Properties): void
}

export type PosthogReporterOptions = Readonly<{
  /** Default `redact`; another one from `createRedactor()`. */
  redact?: Redact
}>

/**
 * Tells PostHog: an event for each change of a circuit and each pause, a step before the next
 * exception for each attempt, and each error once, grouped by route and code.
 *
 * @throws ConfigError
 */
export function posthogReporter(posthog: PosthogLike, more: PosthogReporterOptions = {}): Reporter {
  const redact = redactOf(more)
  of('posthog', posthog, 'object')
  of('posthog.capture', posthog.capture, 'function')
  of('posthog.captureException', posthog.captureException, 'function')
  const isNews = onceMemory()
  return {
    event(event) {
      const { type, at: _at, ...facts } = event
      const properties = redact(facts) as Properties
      if (isRare(event)) posthog.capture(`holdfast ${type}`, properties)
      else if (isStep(event)) posthog.addExceptionStep?.(`holdfast ${type}`, properties)
    },
    error(error, context = {}) {
      if (!isNews(error)) return
      const facts = errorFacts(error)
      posthog.captureException(asReported(error), {
        ...(redact({ ...facts, ...context }) as Properties),
        ...(facts['code'] !== undefined && { $exception_fingerprint: groupOf(facts) }),
      })
    },
  }
}

const redactOf = (options: PosthogReporterOptions): Redact =>
  read<Required<PosthogReporterOptions>>('', options, { redact: [standardRedact, of, 'function'] })
    .redact

/** One issue for a route and a code, wherever in the page the call was made. */
const groupOf = (facts: Properties): string =>
  ['code', 'method', 'route', 'status'].map((name) => JSON.stringify(facts[name]) ?? '-').join(' ')

const isRare = ({ type }: HoldfastEvent): boolean =>
  type === 'circuit-changed' || type === 'gate-paused' || type === 'gate-resumed'

const isStep = (event: HoldfastEvent): boolean =>
  event.type === 'attempt-settled' ||
  (event.type === 'body-settled' && event.verdict === 'failure') ||
  event.type === 'retry-scheduled' ||
  (event.type === 'call-settled' && event.outcome !== 'response')

type Captured = { event: string; properties: Properties; $set?: Properties; $set_once?: Properties }

type BeforeSend = (captured: Captured | null) => Captured | null

/** What of PostHog's options is wrapped here; every other one passes. */
type PosthogOptions = { before_send?: BeforeSend | BeforeSend[] }

/** The project's key and the visit, whose names would be taken for secrets. */
const protocol = ['token', '$session_id']

/** What people and groups are merged by: masked they would all be one. */
const ids = [
  ...['distinct_id', '$user_id', '$anon_distinct_id', '$device_id', 'alias', '$group_key'],
  '$groups',
]

/**
 * Options for `posthog.init` under which nothing personal leaves: texts and attributes of the page
 * are masked, no session is recorded, and every event is redacted after your own `before_send`.
 *
 * Ids of people and groups stay as you gave them; one that says who it is, such as an email address,
 * leaves as its hash, everywhere the same. The hash of an address can be guessed: give ids.
 * PostHog's server sees the address of the visitor: "Discard client IP data" is a switch there.
 *
 * @throws ConfigError where `redact` is no function
 */
export function privatePosthog<T extends object>(
  options: T = {} as T,
  more: PosthogReporterOptions = {},
): T & typeof closed & { before_send: never[] } {
  const redact = redactOf(more)
  const { before_send = [] } = options as PosthogOptions
  const scrub: BeforeSend = (captured) => captured && scrubbed(captured, redact)
  return { ...options, ...closed, before_send: [before_send, scrub].flat() as never[] }
}

const closed = {
  mask_all_text: true,
  mask_all_element_attributes: true,
  mask_personal_data_properties: true,
  disable_session_recording: true,
  disable_capture_url_hashes: true,
  advanced_disable_flags: true,
  capture_heatmaps: false,
}

function scrubbed(captured: Captured, redact: Redact): Captured {
  const { properties, $set, $set_once: $setOnce } = captured
  const kept = Object.entries(properties).flatMap(([name, value]): [string, unknown][] => {
    if (protocol.includes(name)) return [[name, value]]
    return ids.includes(name) ? [[name, pseudonym(value, redact)]] : []
  })
  return {
    ...captured,
    properties: { ...(redact(properties) as Properties), ...Object.fromEntries(kept) },
    ...($set && { $set: redact($set) as Properties }),
    ...($setOnce && { $set_once: redact($setOnce) as Properties }),
  }
}

function pseudonym(id: unknown, redact: Redact): unknown {
  if (typeof id === 'object' && id !== null) {
    return Object.fromEntries(
      Object.entries(id).map(([key, each]) => [key, pseudonym(each, redact)]),
    )
  }
  return typeof id === 'boolean' || redact(id) === id ? id : `hash-${hash(String(id))}`
}

/** 64 bits, so that two ids of a project do not meet by chance; it hides nothing from who guesses. */
function hash(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57]
  for (let index = 0; index < text.length; index++) {
    a = Math.imul(a ^ text.charCodeAt(index), 0x9e3779b1)
    b = Math.imul(b ^ text.charCodeAt(index), 0x5f356495)
    a ^= b >>> 15
    b ^= a >>> 13
  }
  return [a, b].map((lane) => (lane >>> 0).toString(36)).join('-')
}
