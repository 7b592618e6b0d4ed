import { addBreadcrumb, type BrowserOptions, captureException, init } from '@sentry/browser'
import type { Reporter } from 'holdfast'
import { privateSentry, sentryReporter } from 'holdfast/sentry'
import { client } from '../app/api.ts'
import { keep } from './envelopes.ts'

type Envelope = Readonly<
  [header: unknown, items: readonly [header: { type: string }, body: unknown][]]
>

/** Each envelope as Sentry made it, before it was redacted in place. */
const made = new WeakMap<object, readonly string[]>()

const jsonOf = ([, items]: Envelope): readonly string[] =>
  items.map(([, body]) => (typeof body === 'string' ? body : JSON.stringify(body)))

/** A team's own integration runs before the privacy of `privateSentry`, and so sees what that is given. */
const watching: NonNullable<BrowserOptions['integrations']> = [
  {
    name: 'PlaygroundWatch',
    setup: (sentry) =>
      void sentry.on('beforeEnvelope', (envelope) => made.set(envelope, jsonOf(envelope))),
  },
]

/** In place of the network. */
const capturing: BrowserOptions['transport'] = () => ({
  send(envelope) {
    const [before, sent] = [made.get(envelope) ?? [], jsonOf(envelope)]
    for (const [index, [{ type }]] of (envelope as Envelope)[1].entries()) {
      keep(type, before[index] ?? '{}', sent[index] ?? '{}')
    }
    return Promise.resolve({ statusCode: 200 })
  },
  flush: () => Promise.resolve(true),
})

init(
  privateSentry({
    dsn: 'https://0123456789abcdef0123456789abcdef@sentry.invalid/1',
    release: 'playground@0.1.0',
    tracesSampleRate: 1,
    transport: capturing,
    integrations: watching,
  }),
)

/**
 * Where the playground's client tells of itself, once this page has been opened. Given the two
 * functions and not the whole of Sentry, so that a bundler leaves replay and feedback out.
 */
export const reporter: Reporter = sentryReporter({ addBreadcrumb, captureException })
client.on(reporter.event)
