import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Breaker,
  breakerAdmit,
  breakerAnswer,
  type BreakerOptions,
  breakerRecord,
  breakerRemainingMs,
  type BreakerResult,
  breakerTakeBack,
  closedBreaker,
} from '../../src/machines/breaker.ts'
import { always, anyRandom } from '../property.ts'

type Result = BreakerResult['result']

const options: BreakerOptions = {
  failures: 5,
  openMs: { min: 5000, max: 60_000 },
  successes: 2,
  window: { durationMs: 30_000, minimumCalls: 10, failureRatio: 0.9 },
  probeMs: 30_000,
}
const hour = 3_600_000

const answer = (breaker: Breaker, nowMs: number, given = options) =>
  breakerAnswer(breaker, given, nowMs, 0)

function record(
  breaker: Breaker,
  result: Result,
  generation: number,
  nowMs: number,
  given = options,
) {
  breakerRecord(breaker, given, { result, generation, random: 0 }, nowMs)
}

/** One call from beginning to end. */
function call(breaker: Breaker, result: Result, nowMs: number, given = options) {
  expect(answer(breaker, nowMs, given)).toBe('pass')
  record(breaker, result, breakerAdmit(breaker, nowMs), nowMs, given)
}

function calls(breaker: Breaker, results: string, nowMs = 0, given = options) {
  for (const one of results) {
    call(breaker, one === 'x' ? 'failure' : one === '-' ? 'ignored' : 'success', nowMs, given)
  }
  return breaker.phase
}

function opened(nowMs = 0, given = options) {
  const breaker = closedBreaker()
  expect(calls(breaker, 'xxxxx', nowMs, given)).toBe('open')
  return breaker
}

describe('a closed circuit', () => {
  test('opens at the fifth failure in a row', () => {
    expect(calls(closedBreaker(), 'xxxx')).toBe('closed')
    expect(calls(closedBreaker(), 'xxxxx')).toBe('open')
  })

  test('counts anew after a success', () => {
    expect(calls(closedBreaker(), 'xxxx.xxxx')).toBe('closed')
  })

  test('does not count what is ignored, and it does not interrupt a row', () => {
    expect(calls(closedBreaker(), '-'.repeat(50))).toBe('closed')
    expect(calls(closedBreaker(), 'xxxx--x')).toBe('open')
  })

  test('opens when nine in ten of at least ten calls failed: exactly there', () => {
    const patient = { ...options, failures: 1000 }
    expect(calls(closedBreaker(), '.xxxxxxxx', 0, patient)).toBe('closed')
    expect(calls(closedBreaker(), '.xxxxxxxxx', 0, patient)).toBe('open')
    expect(calls(closedBreaker(), '..xxxxxxxxxxxxxxxxx', 0, patient)).toBe('closed')
    expect(calls(closedBreaker(), '..xxxxxxxxxxxxxxxxxx', 0, patient)).toBe('open')
  })

  test('opens at any whole share, exactly', () => {
    for (let percent = 1; percent <= 100; percent++) {
      const window = { durationMs: 30_000, minimumCalls: 100, failureRatio: percent / 100 }
      const given = { ...options, failures: 1000, window }
      const fine = '.'.repeat(100 - percent)
      expect(calls(closedBreaker(), `${fine}.${'x'.repeat(percent - 1)}`, 0, given)).toBe('closed')
      expect(calls(closedBreaker(), fine + 'x'.repeat(percent), 0, given), `${percent} %`).toBe(
        'open',
      )
    }
  })

  test('stays closed where three in ten fail at random', () => {
    expect(calls(closedBreaker(), '.x..x...x.'.repeat(100))).toBe('closed')
  })

  test('forgets the old successes in an idle hour, so that new failures open it', () => {
    const patient = { ...options, failures: 1000 }
    const breaker = closedBreaker()
    calls(breaker, '.'.repeat(100), 0, patient)
    expect(calls(breaker, 'x'.repeat(9), hour, patient)).toBe('closed')
    expect(calls(breaker, 'x', hour, patient)).toBe('open')
  })

  test('forgets the old failures of the window in an idle hour', () => {
    const patient = { ...options, failures: 1000 }
    const breaker = closedBreaker()
    calls(breaker, 'x'.repeat(9), 0, patient)
    expect(calls(breaker, 'x', hour, patient)).toBe('closed')
  })
})

describe('slow answers', () => {
  test('fill the window, but break no row and make none', () => {
    const breaker = closedBreaker()
    calls(breaker, 'xxxx')
    call(breaker, 'slow', 0)
    expect(breaker.failuresInARow).toBe(0)
    for (let count = 0; count < 4; count++) call(breaker, 'slow', 0)
    expect(breaker.phase).toBe('closed')
    call(breaker, 'slow', 0)
    expect(breaker.phase).toBe('open')
  })

  test('fail a probe', () => {
    const breaker = opened()
    call(breaker, 'slow', 5000)
    expect(breaker.phase).toBe('open')
  })
})

describe('an open circuit', () => {
  test('refuses until its time is up, and says how long that is', () => {
    const breaker = opened(1000)
    expect(answer(breaker, 1000)).toBe('refuse')
    expect(breakerRemainingMs(breaker, 2000)).toBe(4000)
    expect(answer(breaker, 5999.9)).toBe('refuse')
    expect(answer(breaker, 6000)).toBe('pass')
    expect(breakerRemainingMs(breaker, 7000)).toBe(0)
  })

  test('opens for twice as long each time its probe fails, up to the longest', () => {
    const breaker = opened()
    let openedAt = 0
    const waits = Array.from({ length: 6 }, () => {
      const waitMs = breakerRemainingMs(breaker, openedAt)
      openedAt = breaker.probeAt
      call(breaker, 'failure', openedAt)
      return waitMs
    })
    expect(waits).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000])
  })

  test('starts at the shortest again once it was closed', () => {
    const breaker = opened()
    call(breaker, 'failure', 5000)
    calls(breaker, '..', 15_000)
    expect(calls(breaker, 'xxxxx', 20_000)).toBe('open')
    expect(breakerRemainingMs(breaker, 20_000)).toBe(5000)
  })

  test('strays downward by a half at most, and a fixed time not at all', () => {
    always(
      fc.property(anyRandom, fc.nat({ max: 8 }), (random, openings) => {
        const breaker = Object.assign(closedBreaker(), { failuresInARow: 4, openings })
        const fixed = structuredClone(breaker)
        breakerRecord(breaker, options, { result: 'failure', generation: 0, random }, 0)
        const longestMs = Math.min(60_000, 5000 * 2 ** openings)
        expect(breaker.probeAt).toBeGreaterThanOrEqual(longestMs * 0.5)
        expect(breaker.probeAt).toBeLessThanOrEqual(longestMs)
        const given = { ...options, openMs: 60_000 }
        breakerRecord(fixed, given, { result: 'failure', generation: 0, random }, 0)
        expect(fixed.probeAt).toBe(60_000)
      }),
    )
  })

  test('has a longest time, however often it opened', () => {
    const breaker = Object.assign(closedBreaker(), { failuresInARow: 4, openings: 5000 })
    record(breaker, 'failure', 0, 0)
    expect(breakerRemainingMs(breaker, 0)).toBe(60_000)
  })

  test('stays open at least as long as the server asked', () => {
    const failure = { result: 'failure', generation: 0, random: 0 } as const
    const [long, short] = [closedBreaker(), closedBreaker()]
    for (const breaker of [long, short]) breaker.failuresInARow = 4
    breakerRecord(long, options, { ...failure, serverMs: 120_000 }, 0)
    breakerRecord(short, options, { ...failure, serverMs: 1000 }, 0)
    expect([breakerRemainingMs(long, 0), breakerRemainingMs(short, 0)]).toEqual([120_000, 5000])
  })
})

describe('a half-open circuit', () => {
  test('lets one probe go at a time', () => {
    const breaker = opened()
    const generation = breakerAdmit(breaker, 5000)
    expect([breaker.phase, answer(breaker, 5001)]).toEqual(['half-open', 'wait'])
    record(breaker, 'success', generation, 5002)
    expect([breaker.phase, answer(breaker, 5002)]).toEqual(['half-open', 'pass'])
  })

  test('closes at the second success, with nothing left of the past', () => {
    const breaker = opened()
    expect(calls(breaker, '..', 5000)).toBe('closed')
    expect(calls(breaker, 'xxxx', 5000)).toBe('closed')
  })

  test('opens again at the first failure, also after a success', () => {
    const breaker = opened()
    expect(calls(breaker, '.x', 5000)).toBe('open')
    expect(calls(breaker, '.', 15_000)).toBe('half-open')
  })

  test('gives the place of an ignored probe to the next', () => {
    const breaker = opened()
    expect(calls(breaker, '-', 5000)).toBe('half-open')
    expect(answer(breaker, 5000)).toBe('pass')
    expect(calls(breaker, '..', 5000)).toBe('closed')
  })

  test('takes a probe that hangs for a failed one', () => {
    const breaker = opened()
    breakerAdmit(breaker, 5000)
    expect(answer(breaker, 34_999)).toBe('wait')
    expect(answer(breaker, 35_000)).toBe('refuse')
    expect([breaker.phase, breakerRemainingMs(breaker, 35_000)]).toEqual(['open', 10_000])
  })
})

describe('a late result', () => {
  test('of the closed circuit does not close one that is half-open', () => {
    const breaker = closedBreaker()
    const late = breakerAdmit(breaker, 0)
    calls(breaker, 'xxxxx')
    breakerAdmit(breaker, 5000)
    for (let one = 0; one < 5; one++) record(breaker, 'success', late, 5001)
    expect([breaker.phase, breaker.probesSucceeded]).toEqual(['half-open', 0])
    expect(answer(breaker, 5001)).toBe('wait')
  })

  test('of a probe that hung does not close the circuit, nor give a place back', () => {
    const breaker = opened()
    const hung = breakerAdmit(breaker, 5000)
    answer(breaker, 35_000)
    record(breaker, 'success', hung, 36_000)
    expect(breaker.phase).toBe('open')
    breakerAdmit(breaker, 45_000)
    record(breaker, 'ignored', hung, 45_001)
    expect(answer(breaker, 45_001)).toBe('wait')
  })

  test('of an outage does not open a circuit that is closed again', () => {
    const breaker = closedBreaker()
    const late = breakerAdmit(breaker, 0)
    calls(breaker, 'xxxxx')
    calls(breaker, '..', 5000)
    for (let one = 0; one < 9; one++) record(breaker, 'failure', late, 5000)
    expect(breaker.phase).toBe('closed')
  })
})

/** The same circuit as a person would explain it: a list of what happened, and three states. */
class Model {
  state: 'closed' | 'open' | 'half-open' = 'closed'
  era = 0
  row = 0
  results: { atMs: number; failed: boolean }[] = []
  timesOpened = 0
  untilMs = 0
  probeSinceMs: number | undefined
  good = 0
  readonly given: BreakerOptions

  constructor(given: BreakerOptions) {
    this.given = given
  }

  ask(nowMs: number) {
    if (this.state === 'open') return nowMs < this.untilMs ? 'refuse' : 'pass'
    if (this.state === 'closed' || this.probeSinceMs === undefined) return 'pass'
    if (nowMs < this.probeSinceMs + this.given.probeMs) return 'wait'
    this.#open(nowMs, 0)
    return 'refuse'
  }

  admit(nowMs: number) {
    if (this.state === 'open') {
      this.state = 'half-open'
      this.era += 1
      this.good = 0
    }
    if (this.state === 'half-open') this.probeSinceMs = nowMs
    return this.era
  }

  result(result: Result, era: number, serverMs: number, nowMs: number) {
    if (era !== this.era || this.state === 'open') return
    this.probeSinceMs = undefined
    if (result === 'ignored') return
    if (this.state === 'half-open') {
      if (result === 'failure') return this.#open(nowMs, serverMs)
      this.good += 1
      if (this.good === this.given.successes) this.#close()
      return
    }
    this.row = result === 'failure' ? this.row + 1 : 0
    this.results.push({ atMs: nowMs, failed: result === 'failure' })
    if (result === 'failure' && this.#isBad(nowMs)) this.#open(nowMs, serverMs)
  }

  #isBad(nowMs: number) {
    const { durationMs, minimumCalls, failureRatio } = this.given.window
    const stepOf = (ms: number) => Math.floor((ms * 10) / durationMs)
    const recent = this.results.filter(({ atMs }) => stepOf(atMs) > stepOf(nowMs) - 10)
    const share = recent.filter(({ failed }) => failed).length / recent.length
    const enough = recent.length >= minimumCalls
    return this.row >= this.given.failures || (enough && share >= failureRatio)
  }

  #open(nowMs: number, serverMs: number) {
    const { openMs } = this.given
    const ownMs =
      typeof openMs === 'number' ? openMs : Math.min(openMs.max, openMs.min * 2 ** this.timesOpened)
    this.state = 'open'
    this.era += 1
    this.timesOpened += 1
    this.probeSinceMs = undefined
    this.untilMs = nowMs + Math.max(ownMs, serverMs)
  }

  #close() {
    Object.assign(this, { state: 'closed', row: 0, results: [], timesOpened: 0 })
    this.era += 1
  }
}

describe('for any story', () => {
  const given: fc.Arbitrary<BreakerOptions> = fc.record({
    failures: fc.integer({ min: 1, max: 6 }),
    openMs: fc.constantFrom<BreakerOptions['openMs']>(5000, { min: 1000, max: 8000 }),
    successes: fc.integer({ min: 1, max: 3 }),
    window: fc.record({
      durationMs: fc.constantFrom(10_000, 30_000),
      minimumCalls: fc.integer({ min: 1, max: 8 }),
      failureRatio: fc.constantFrom(0.5, 0.7, 0.9, 1),
    }),
    probeMs: fc.constantFrom(2000, 30_000),
  })
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ act: 'call' as const }) },
    {
      weight: 6,
      arbitrary: fc.record({
        act: fc.constant('settle' as const),
        which: fc.nat({ max: 100 }),
        result: fc.constantFrom<Result>('success', 'failure', 'failure', 'ignored'),
        serverMs: fc.constantFrom(0, 0, 0, 20_000),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        act: fc.constant('pass time' as const),
        ms: fc.oneof(fc.constantFrom(0, 1000, 2000, 5000, hour), fc.nat({ max: 12_000 })),
      }),
    },
  )

  test('it does what the model does', () => {
    const seen = new Set<string>()
    always(
      fc.property(given, fc.array(step, { minLength: 20, maxLength: 120 }), (choice, steps) => {
        const [breaker, model] = [closedBreaker(), new Model(choice)]
        const flying: [generation: number, era: number][] = []
        let nowMs = 0
        for (const one of steps) {
          if (one.act === 'pass time') nowMs += one.ms
          if (one.act === 'call') {
            const said = answer(breaker, nowMs, choice)
            expect(said).toBe(model.ask(nowMs))
            seen.add(`${breaker.phase} ${said}`)
            if (said === 'pass') flying.push([breakerAdmit(breaker, nowMs), model.admit(nowMs)])
          }
          if (one.act === 'settle' && flying.length > 0) {
            const [[generation, era]] = flying.splice(one.which % flying.length, 1) as [
              [number, number],
            ]
            const { result, serverMs } = one
            breakerRecord(breaker, choice, { result, generation, serverMs, random: 0 }, nowMs)
            model.result(result, era, serverMs, nowMs)
          }
          const remainingMs = model.state === 'open' ? Math.max(0, model.untilMs - nowMs) : 0
          expect(breaker.phase).toBe(model.state)
          expect(breakerRemainingMs(breaker, nowMs)).toBe(remainingMs)
        }
      }),
      1000,
    )
    // The stories have been everywhere.
    expect([...seen].sort()).toEqual([
      ...['closed pass', 'half-open pass', 'half-open wait', 'open pass', 'open refuse'],
    ])
  })

  test('it is plain data at any point, and goes on from a copy', () => {
    const breaker = opened()
    breakerAdmit(breaker, 5000)
    const copy = JSON.parse(JSON.stringify(breaker)) as Breaker
    expect(answer(copy, 5001)).toBe('wait')
    expect(answer(copy, 40_000)).toBe('refuse')
  })
})

describe('a probe whose body broke after its success was taken in', () => {
  const takeBack = (breaker: Breaker, generation: number, nowMs: number) =>
    breakerTakeBack(breaker, options, { generation, random: 0 }, nowMs)
  /** Its first probe has succeeded, at 5000. */
  function probed() {
    const breaker = opened()
    const generation = breakerAdmit(breaker, 5000)
    record(breaker, 'success', generation, 5000)
    return { breaker, generation }
  }

  test('opens the circuit that waits for more probes, and the one under way changes nothing', () => {
    const { breaker, generation } = probed()
    breakerAdmit(breaker, 6000)
    takeBack(breaker, generation, 7000)
    expect([breaker.phase, breaker.openings, breaker.probeAt]).toEqual(['open', 2, 17_000])
    record(breaker, 'success', generation, 8000)
    takeBack(breaker, generation, 8000)
    expect([breaker.phase, breaker.openings]).toEqual(['open', 2])
  })

  test('opens the circuit that was closed by it', () => {
    const { breaker, generation } = probed()
    call(breaker, 'success', 6000)
    expect(breaker.phase).toBe('closed')
    call(breaker, 'failure', 6500)
    takeBack(breaker, generation, 7000)
    expect([breaker.phase, breaker.probeAt]).toEqual(['open', 12_000])
  })

  test('changes nothing where something has succeeded since, nor much later', () => {
    const { breaker, generation } = probed()
    call(breaker, 'success', 6000)
    call(breaker, 'success', 6500)
    takeBack(breaker, generation, 7000)
    expect(breaker.phase).toBe('closed')
    calls(breaker, 'xxxxx', 8000)
    takeBack(breaker, generation, 9000)
    expect([breaker.phase, breaker.openings]).toEqual(['open', 1])
  })
})
