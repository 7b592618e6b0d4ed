import * as Sentry from '@sentry/browser'
import { client } from '../app/api.ts'
import { plant } from './envelopes.ts'
import { PLANTED, type PlantedName } from './planted.ts'
import { reporter } from './sentry-session.ts'

/** Something an application does without a bad conscience. */
export type LeakyAct = Readonly<{
  name: string
  hint: string
  secrets: readonly PlantedName[]
  run: () => unknown
}>

const { bearer, card, cookie, email, password, token } = PLANTED

/** Each puts the secrets it names where Sentry collects them. */
export const LEAKY_ACTS: readonly LeakyAct[] = [
  {
    name: 'Failing call',
    hint: 'a token in its query',
    secrets: ['token', 'email', 'bearer'],
    run: () => {
      const searchParams = { access_token: token, owner: email }
      const headers = { Authorization: `Bearer ${bearer}` }
      return client.get('no-such-thing', { searchParams, headers }).json().catch(reporter.error)
    },
  },
  {
    name: 'Error',
    hint: 'an email and a card',
    secrets: ['email', 'card'],
    run: () => reporter.error(new Error(`No account for ${email}, card ${card} not charged`)),
  },
  {
    name: 'Log',
    hint: 'password, bearer',
    secrets: ['bearer', 'password'],
    run: () =>
      Sentry.logger.warn(`401 for Authorization: Bearer ${bearer}`, { 'form.password': password }),
  },
  {
    name: 'Metric',
    hint: 'counted by person',
    secrets: ['email', 'card'],
    run: () => Sentry.metrics.count('checkout', 1, { attributes: { customer: email, paid: card } }),
  },
  {
    name: 'Span',
    hint: 'a URL, a cookie',
    secrets: ['token', 'cookie'],
    run: () => {
      const url = `https://api.example.com/search?access_token=${token}`
      const attributes = { 'url.full': url, 'http.request.header.cookie': `sid=${cookie}` }
      Sentry.startSpan({ name: `GET ${url}`, op: 'http.client', attributes }, () => undefined)
    },
  },
  {
    name: 'Breadcrumb',
    hint: 'rides on a message',
    secrets: ['card', 'password'],
    run: () => {
      const data = { password, note: `typed ${card}` }
      Sentry.addBreadcrumb({ category: 'ui.input', message: `card ${card}`, data })
      Sentry.captureMessage('Checkout was left')
    },
  },
]

/** Does it, and has Sentry send at once what it would gather for a while. */
export async function perform({ secrets, run }: LeakyAct): Promise<void> {
  plant(secrets.length)
  await run()
  await Sentry.flush()
}
