import { consoleLogger, createClient, type HoldfastEvent, type LogLevel } from 'holdfast'
import { afterEach, expect, test, vi } from 'vitest'
import { fakeClock, scriptedFetch, status } from '../../src/testing/index.ts'
import { leaks, secrets, texts } from '../secrets.ts'

afterEach(() => vi.unstubAllEnvs())

function recorder() {
  const lines: string[] = []
  const write =
    (level: LogLevel) =>
    (...data: unknown[]) =>
      void lines.push(
        `${level} ${data.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(' ')}`,
      )
  const console = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  }
  return { console, lines }
}

async function session(listener: (event: HoldfastEvent) => void) {
  const clock = fakeClock()
  const fetch = scriptedFetch(status(503), status(200))
  const client = createClient({
    name: 'shop',
    fetch,
    clock,
    random: () => 0.5,
    circuit: { failures: 1, openMs: 500 },
  })
  client.on(listener)
  const answer = client.get(`https://api.test/users/42?q=${secrets.queryValue}`)
  await clock.advance(2_000)
  await answer
  client.close()
}

test('one readable line for each event, in the order of the way', async () => {
  const { console, lines } = recorder()
  await session(consoleLogger({ console, level: 'debug' }).event)
  expect(lines).toEqual([
    'debug [shop] GET api.test/users/:id #1 started',
    'debug [shop] GET api.test/users/:id #1 attempt 1 sent',
    'warn [shop] GET api.test/users/:id #1 attempt 1: 503, failure, after 0 ms',
    'warn [shop] circuit of https://api.test: closed → open, next probe in 500 ms',
    'warn [shop] circuit of GET api.test/users/:id: closed → open, next probe in 500 ms',
    'warn [shop] GET api.test/users/:id #1 attempt 2 of at most 4 in 300 ms',
    'debug [shop] GET api.test/users/:id #1 attempt 2 waits in a line of 1',
    'info [shop] circuit of https://api.test: open → half-open',
    'info [shop] circuit of GET api.test/users/:id: open → half-open',
    'debug [shop] GET api.test/users/:id #1 attempt 2 sent',
    'debug [shop] GET api.test/users/:id #1 attempt 2: 200, success, after 0 ms',
    'info [shop] GET api.test/users/:id #1 settled: 200, attempts: 2, after 500 ms',
  ])
})

test('every type of event has its line and its level', () => {
  const { console, lines } = recorder()
  const { event } = consoleLogger({ console, level: 'debug' })
  const common = { at: 0, client: 'c', gate: 'g', call: 1, method: 'GET', route: 'r' }
  event({ ...common, type: 'call-shared' })
  event({ ...common, type: 'call-queued', attempt: 1, waiting: 3 })
  event({ ...common, type: 'gate-paused', reason: 'offline', durationMs: 1_500 })
  event({ ...common, type: 'gate-resumed' })
  event({
    ...common,
    type: 'call-settled',
    outcome: 'NETWORK',
    status: undefined,
    attempts: 4,
    durationMs: 9,
  })
  expect(lines).toEqual([
    'debug [c] GET r #1 shares a request in flight',
    'debug [c] GET r #1 attempt 1 waits in a line of 3',
    'warn [c] g paused for 1.5 s (offline)',
    'info [c] g resumed',
    'warn [c] GET r #1 settled: NETWORK, attempts: 4, after 9 ms',
  ])
})

test('in production it tells errors only, each once', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  const { console, lines } = recorder()
  const logger = consoleLogger({ console })
  await session(logger.event)
  expect(lines).toEqual([])
  const error = new Error('broken')
  logger.error(error, { boundary: 'Orders' })
  logger.error(error)
  logger.error('thrown')
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^error Error: broken .*"boundary":"Orders"/)
  vi.stubEnv('NODE_ENV', 'development')
  await session(consoleLogger({ console }).event)
  expect(lines.length).toBeGreaterThan(10)
})

test('masks what an error and its context give away', () => {
  const { console, lines } = recorder()
  const { error } = consoleLogger({ console })
  for (const text of texts) error(new Error(text, { cause: new Error(text) }), { note: text })
  expect(lines).toHaveLength(texts.length)
  expect(leaks(lines.join('\n'))).toEqual([])
})

test('refuses a level and a console that do not exist', () => {
  expect(() => consoleLogger({ level: 'loud' as LogLevel })).toThrow('level')
  expect(() => consoleLogger({ console: 1 as never })).toThrow('console')
})

test('refuses a console without one of its methods', () => {
  const { error: _left, ...console } = globalThis.console
  expect(() => consoleLogger({ console: console as never })).toThrow(
    'console.error is undefined: it must be a function',
  )
})

test('tells of an error that refuses to say what it is', () => {
  const own = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  vi.spyOn(console, 'error').mockReturnValue()
  const hostile = Object.defineProperty(new Error('x'), 'message', {
    get: () => {
      throw new Error('no')
    },
  })
  consoleLogger({ console: own }).error(hostile)
  expect(own.error.mock.calls[0]?.[0]).toBe('Something was thrown')
})
