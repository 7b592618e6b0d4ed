import type { HoldfastEvent } from 'holdfast'
import type { Outcome } from './outcome.ts'
import { pathOf } from './calls.ts'

/** Colours a line; `note` is for what is neither good nor bad. */
export type Tone = Outcome | 'note'

/** One line of the event log. Equal ones within a moment are counted. */
export type LogEntry = Readonly<{
  id: number
  at: number
  type: string
  route: string
  outcome: string
  tone: Tone
  times: number
}>

/** What a line says of an event; `undefined` for events that the lines around them tell already. */
export function describe(event: HoldfastEvent): Omit<LogEntry, 'id' | 'times'> | undefined {
  const said = words(event)
  if (!said) return undefined
  const route = 'route' in event ? `${event.method} ${shortPath(event.route)}` : 'whole gate'
  return { at: event.at, type: event.type, route, ...said }
}

type Said = Readonly<{ outcome: string; tone: Tone; route?: string }>

function words(event: HoldfastEvent): Said | undefined {
  switch (event.type) {
    case 'call-started':
    case 'attempt-started':
      return undefined
    case 'call-shared':
      return { outcome: 'joined one under way', tone: 'note' }
    case 'call-queued':
      return { outcome: 'in line', tone: 'note' }
    case 'attempt-settled':
      return settled(event)
    case 'body-settled':
      return event.verdict === 'failure' ? { outcome: 'body lost', tone: 'failed' } : undefined
    case 'retry-scheduled':
      return { outcome: `try ${event.attempt} in ${seconds(event.delayMs)}`, tone: 'note' }
    case 'call-settled':
      if (event.outcome === 'response' || event.outcome === 'aborted') return undefined
      return { outcome: event.outcome, tone: event.attempts === 0 ? 'refused' : 'failed' }
    case 'circuit-changed': {
      const tone = ({ open: 'failed', 'half-open': 'throttled', closed: 'success' } as const)[
        event.to
      ]
      const route = event.endpoint === undefined ? 'whole gate' : shortEndpoint(event.endpoint)
      return { outcome: `${event.from} → ${event.to}`, tone, route }
    }
    case 'gate-paused':
      return event.reason === 'offline'
        ? { outcome: 'offline', tone: 'throttled' }
        : { outcome: `server: wait ${seconds(event.durationMs)}`, tone: 'throttled' }
    case 'gate-resumed':
      return { outcome: 'goes on', tone: 'success' }
  }
}

function settled(event: Extract<HoldfastEvent, { type: 'attempt-settled' }>): Said {
  const { verdict, status, attempt } = event
  const which = attempt > 1 ? `, try ${attempt}` : ''
  const result = `${status ?? (verdict === 'ignored' ? 'left' : 'no answer')}${which}`
  const tones = {
    success: 'success',
    failure: 'failed',
    throttled: 'throttled',
    ignored: 'note',
  } as const
  return { outcome: result, tone: tones[verdict] }
}

/** Without the version that all paths begin with. */
const shortPath = (route: string): string => pathOf(route).replace(/^\/api\/v\d+/, '')

/** `GET 127.0.0.1:8787/api/v1/projects` as `GET /projects`. */
export function shortEndpoint(endpoint: string): string {
  const [method = '', route = ''] = endpoint.split(' ')
  return `${method} ${shortPath(route)}`
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
