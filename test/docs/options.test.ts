import {
  adaptive,
  circuitBreaker,
  ConfigError,
  createLoader,
  hedge,
  rateLimiter,
  requestBatcher,
  retryWithBackoff,
  taskQueue,
} from 'holdfast'
import { describe, expect, test, vi } from 'vitest'
import { readCallSettings, readFetchOptions, type Settings } from '../../src/fetch/settings.ts'
import { read } from '../../src/option-checks.ts'
import { pages, policyPages, tableRows } from './pages.ts'

vi.mock('../../src/option-checks.ts', { spy: true })

/** What a table of options is held against: a function that checks them and fills in defaults. */
type Reader = (options: object) => unknown

const callPrefix = 'holdfast.'

/** The values with which a stand-alone policy begins: what its reading of the options gave. */
const filledIn =
  (begin: (options: object) => unknown): Reader =>
  async (options) => {
    await begin(options)
    return vi.mocked(read).mock.results.at(-1)?.value as unknown
  }

const standAlone: Readonly<Record<string, Reader>> = {
  'retry-with-backoff': filledIn((options) => retryWithBackoff(() => true, options)),
  'circuit-breaker': filledIn(circuitBreaker),
  'rate-limiter': filledIn(rateLimiter),
  'task-queue': filledIn(taskQueue),
  'request-batcher': filledIn(requestBatcher),
  loader: async (options) => {
    const begin = (given: object) => createLoader({ fetchMany: () => [], ...given })
    // The one option without a default, so that the table has none either.
    return { ...((await filledIn(begin)(options)) as object), fetchMany: undefined }
  },
  hedge: filledIn(hedge),
  adaptive: filledIn(adaptive),
}

type Row = Readonly<{
  page: string
  /** As the page has it, such as `retry.limit` or `holdfast.retry`. */
  option: string
  range: string
  otherwise: string
  read: Reader
  /** The option's path within what `read` takes. */
  path: string
}>

const pagesWithTables = [...policyPages, ...pages.filter(({ path }) => path === 'docs/client.md')]

const rows: readonly Row[] = pagesWithTables.flatMap((page) =>
  tableRows(page, 'option', 'unit', 'range', 'default').map(
    ([option = '', _unit, range = '', otherwise = '']) => {
      const ofCall = option.startsWith(callPrefix)
      const read = standAlone[page.name] ?? (ofCall ? readCallSettings : readFetchOptions)
      const path = ofCall ? option.slice(callPrefix.length) : option
      return { page: page.name, option, range, otherwise, read, path }
    },
  ),
)

const pagesWithOptions = [...new Set(rows.map(({ page }) => page))]

/** `{ retry: { limit: value } }` for `retry.limit`. */
const at = (path: string, value: unknown): object =>
  path.split('.').reduceRight((inner, name) => ({ [name]: inner }), value) as object

/** What is legal there, in the words of the refusal; `undefined` where the value is taken. */
async function legal(read: Reader, path: string, value: unknown): Promise<string | undefined> {
  try {
    await read(at(path, value))
    return undefined
  } catch (error) {
    if (!(error instanceof ConfigError)) return undefined
    return error.message.split('it must be ')[1]
  }
}

/** Whole thousands apart, and a row of zeros as its power. */
const grouped = (text: string): string =>
  text.replaceAll(/\d{5,}/g, (digits) =>
    digits.length > 9
      ? Number(digits).toExponential().replace('+', '')
      : digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ' '),
  )

/** The words of a refusal as the tables have them. */
const inTable = (words: string): string =>
  grouped(
    words
      .replace('a number of milliseconds above', 'above')
      .replace('a whole number from', 'whole,')
      .replace(/^an? (?:number from )?/, ''),
  )

function printed(value: unknown): string {
  if (typeof value === 'function') return 'built in'
  if (Array.isArray(value)) return value.join(', ') || '–'
  if (typeof value === 'number') return grouped(String(value))
  // An object has rows for its members.
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '–'
}

/** The numbers of a range, such as 1 and 10 000. */
const edgesOf = (range: string): number[] =>
  [...range.replaceAll(/(\d) (?=\d{3})/g, '$1').matchAll(/\d[\de.]*/g)].map(Number)

describe('the table of options', () => {
  test.each(pagesWithOptions)('of %s tells each default', async (page) => {
    const own = rows.filter((row) => row.page === page)
    const told = own.map(({ option, otherwise }) => `${option} ${otherwise}`)
    const real = own.map(async ({ read, option, path }) => {
      const values = await read({})
      const value = path
        .split('.')
        .reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], values)
      return `${option} ${printed(value)}`
    })
    expect(told).toEqual(await Promise.all(real))
  })

  test.each(pagesWithOptions)('of %s tells what is legal', async (page) => {
    const own = rows.filter((row) => row.page === page)
    const told = own.map(({ option, range }) => `${option} ${range}`)
    const real = own.map(async ({ read, option, path }) => {
      // No option takes it: the refusal says what would be legal.
      const words = await legal(read, path, Number.NaN)
      return `${option} ${words === undefined ? 'any' : inTable(words)}`
    })
    expect(told).toEqual(await Promise.all(real))
  })

  test.each(pagesWithOptions)('of %s tells the edges that the code has', async (page) => {
    for (const { read, option, path, range } of rows.filter((row) => row.page === page)) {
      const [min, max] = edgesOf(range)
      if (min === undefined || max === undefined) continue
      for (const edge of [min, max]) expect(await legal(read, path, edge), option).toBeUndefined()
      for (const beyond of [min - 1, max * 2]) {
        expect(await legal(read, path, beyond), option).toContain('from')
      }
    }
  })

  /** Every option there is, by asking for one that there is not. */
  async function optionsOf(read: Reader, prefix = ''): Promise<string[]> {
    const words = await legal(read, `${prefix}?`, 1)
    const names = words?.match(/the options are (.*)$/)?.[1]?.split(', ')
    if (!names) return [prefix.slice(0, -1)]
    const inner = await Promise.all(names.map((name) => optionsOf(read, `${prefix}${name}.`)))
    return inner.flat()
  }

  /** What the function of that name returns, which has a page of its own. */
  const madeByFunctions = ['hedge', 'adaptive']
  /** For tests and other runtimes, and for clients (docs/client.md); no policy's. */
  const elsewhere = ['name', 'fetch', 'clock', 'random', 'origins', ...madeByFunctions]

  const readers = new Map(rows.map(({ page, read }) => [read, page in standAlone ? page : 'fetch']))

  test.each([...readers].map(([read, name]) => ({ read, name })))(
    'leaves out no option of $name',
    async ({ read }) => {
      const told = rows.filter((row) => row.read === read).map(({ path }) => path)
      const all = await optionsOf(read)
      const known = [...elsewhere, ...told]
      expect(all.length).toBeGreaterThan(0)
      expect(all.filter((option) => !known.includes(option))).toEqual([])
    },
  )

  test('is there for every reader', () => {
    expect([...readers.values()].sort()).toEqual(
      ['fetch', 'fetch', ...Object.keys(standAlone)].sort(),
    )
  })
})

describe('the table of policies in the README', () => {
  const [readme] = pages
  const table = readme ? tableRows(readme, 'policy', 'default', 'option', 'off') : []

  /** With no option given, every policy is on. */
  type Defaults = { [K in keyof Settings]: Exclude<Settings[K], false> }
  const defaults = readFetchOptions({}) as Defaults
  const { timeout, retry, circuit, rateLimit, concurrency, dedupe } = defaults
  const { tokens, refillRatio } = retry.budget || { tokens: 0, refillRatio: 0 }
  const { min, max } = circuit.openMs as { min: number; max: number }
  const { durationMs, minimumCalls, failureRatio } = circuit.window

  const seconds = (ms: number | false): string => `${Number(ms) / 1000} s`
  const waits = [1, 2, 4].map((factor) => (retry.baseMs * factor) / 1000)

  test.each<[policy: string, phrases: string[]]>([
    ['timeout', [`${seconds(timeout.totalMs)} in all`, `${seconds(timeout.attemptMs)} an attempt`]],
    ['retry', [`${retry.limit} retries after ${waits.join(', ')} s ±${retry.jitterRatio * 100} %`]],
    [
      'budget',
      [
        `${tokens} tokens a gate`,
        `${1 / refillRatio === 10 ? 'ten' : 1 / refillRatio} plain successes earn one`,
      ],
    ],
    [
      'circuit',
      [
        `opens after ${circuit.failures} failures in a row`,
        `${failureRatio * 10} in 10 of at least ${minimumCalls} calls in ${seconds(durationMs)}`,
        `probes after ${seconds(min)}, doubling to ${seconds(max)}`,
        `${circuit.successes} successes close it`,
        ...(circuit.scope === 'both' ? ['per endpoint and per gate'] : ['per ?']),
      ],
    ],
    [
      'rate limit',
      [
        `${rateLimit.limit} in any ${seconds(rateLimit.windowMs)}`,
        rateLimit.onLimit === 'refuse' ? 'refuses at once' : 'waits',
      ],
    ],
    [
      'concurrency',
      [
        `${concurrency.limit} at once`,
        `${concurrency.maxQueue.toLocaleString('en')} in line by priority`,
      ],
    ],
    ['sharing', [dedupe ? 'share one request' : 'off']],
  ])('tells the defaults of %s', (policy, phrases) => {
    const told = table.find(([name]) => name === policy)?.[1] ?? ''
    expect(phrases.filter((phrase) => !told.includes(phrase))).toEqual([])
  })

  /** `retry: { limit, budget: { tokens } }` as its names: `retry.limit`, `retry.budget.tokens`. */
  const namesIn = (text: string): string[] => {
    const path: string[] = []
    const names: string[] = []
    for (const [token] of text.matchAll(/\w+: \{|\w+|\}/g)) {
      if (token.endsWith('{')) path.push(token.slice(0, -3))
      else if (token === '}') path.pop()
      else names.push([...path, token].join('.'))
    }
    return names
  }

  test('lists every option of every policy, and none that there is not', () => {
    const listed = table.flatMap(([, , option = '']) => namesIn(option))
    const known = rows
      .filter(({ read, path }) => read === readFetchOptions && path.includes('.'))
      // The README writes `openMs` for its number and its range alike.
      .map(({ path }) => path.replace(/^circuit\.(openMs|window)\..*/, 'circuit.$1'))
    expect(listed.sort()).toEqual([...new Set(known)].sort())
  })

  test('says how to turn each one off', () => {
    const offs = table.map(([, , , off = '']) => off).filter((off) => off !== '–')
    expect(offs.length).toBeGreaterThan(5)
    for (const off of offs) {
      const names = [...off.matchAll(/(\w+):/g)].map(([, name]) => name)
      expect(off, off).toMatch(/false( \})*$/)
      expect(() => readFetchOptions(at(names.join('.'), false)), off).not.toThrow()
    }
  })
})
