import { isDevelopment } from '../development.ts'
import type { HoldfastEvent } from '../events.ts'
import { onceMemory } from '../once-memory.ts'
import { only, of, read } from '../option-checks.ts'
import { type Redact, redact as standardRedact } from '../redact.ts'
import { safely } from '../user-code.ts'
import type { Reporter } from './reporter.ts'

const levels = ['debug', 'info', 'warn', 'error'] as const

export type LogLevel = (typeof levels)[number]

/** The part of `console` that is used. */
export type ConsoleLike = Readonly<Record<LogLevel, (...data: unknown[]) => void>>

export type ConsoleLoggerOptions = Readonly<{
  /** Where the lines go. Default the `console`. */
  console?: ConsoleLike
  /** The least that is told. Default `debug` in a development build, else `error`: errors only. */
  level?: LogLevel
  /** Default `redact`; another one from `createRedactor()`. */
  redact?: Redact
}>

/**
 * A reporter that writes one readable line for each event and error, its secrets masked.
 *
 * @throws ConfigError
 */
export function consoleLogger(options: ConsoleLoggerOptions = {}): Reporter {
  const settings = read<Required<ConsoleLoggerOptions>>('', options, {
    console: [globalThis.console, of, 'object'],
    level: [isDevelopment() ? 'debug' : 'error', only, levels],
    redact: [standardRedact, of, 'function'],
  })
  const { console, level, redact } = settings
  for (const name of levels) of(`console.${name}`, console[name], 'function')
  const isTold = (of: LogLevel) => levels.indexOf(of) >= levels.indexOf(level)
  const isNews = onceMemory()
  return {
    event(event) {
      const own = levelOf(event)
      if (isTold(own)) console[own](redact(`[${event.client}] ${lineOf(event)}`))
    },
    error(error, context) {
      if (isNews(error)) console.error(redact(titleOf(error)), redact({ error, ...context }))
    },
  }
}

function levelOf(event: HoldfastEvent): LogLevel {
  switch (event.type) {
    case 'body-settled':
    case 'attempt-settled':
      return event.verdict === 'failure' || event.verdict === 'throttled' ? 'warn' : 'debug'
    case 'retry-scheduled':
    case 'gate-paused':
      return 'warn'
    case 'circuit-changed':
      return event.to === 'open' ? 'warn' : 'info'
    case 'gate-resumed':
      return 'info'
    case 'call-settled':
      return event.outcome === 'response' || event.outcome === 'aborted' ? 'info' : 'warn'
    case 'call-started':
    case 'call-shared':
    case 'call-queued':
    case 'attempt-started':
      return 'debug'
  }
}

function lineOf(event: HoldfastEvent): string {
  if (event.type === 'circuit-changed') {
    const { endpoint, gate, from, to, retryAfterMs } = event
    const probe = retryAfterMs === undefined ? '' : `, next probe in ${time(retryAfterMs)}`
    return `circuit of ${endpoint ?? gate}: ${from} → ${to}${probe}`
  }
  if (event.type === 'gate-paused') {
    return `${event.gate} paused for ${time(event.durationMs)} (${event.reason})`
  }
  if (event.type === 'gate-resumed') return `${event.gate} resumed`
  return `${event.method} ${event.route} #${event.call} ${stepOf(event)}`
}

function stepOf(event: Extract<HoldfastEvent, { call: number }>): string {
  switch (event.type) {
    case 'call-started':
      return 'started'
    case 'call-shared':
      return 'shares a request in flight'
    case 'call-queued':
      return `attempt ${event.attempt} waits in a line of ${event.waiting}`
    case 'attempt-started':
      return `attempt ${event.attempt} sent`
    case 'attempt-settled':
      return `attempt ${event.attempt}: ${event.status ?? 'no answer'}, ${event.verdict}, after ${time(event.durationMs)}`
    case 'body-settled':
      return `body of attempt ${event.attempt}: ${event.verdict}, after ${time(event.durationMs)}`
    case 'retry-scheduled':
      return `attempt ${event.attempt} of at most ${event.mostAttempts} in ${time(event.delayMs)}`
    case 'call-settled':
      return `settled: ${event.status ?? event.outcome}, attempts: ${event.attempts}, after ${time(event.durationMs)}`
  }
}

const time = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`

/** What was thrown may refuse to say even its name. */
const titleOf = (error: unknown): string =>
  safely(() => error instanceof Error && `${error.name}: ${error.message}`) ||
  'Something was thrown'
