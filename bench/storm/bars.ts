import type { Figures } from './measure.ts'
import { scenarios } from './scenarios.ts'

/** What each contender got, by scenario and name. */
export type Results = Record<string, Record<string, Figures>>

export type Bar = Readonly<{ scenario: string; bar: string; found: string; isMet: boolean }>

const ours = 'Holdfast'
const mostRequestsPerCall = 1.1
const leastHealthyServed = 0.999
const leastServedAtRandom = 0.99
const mostRecoverySeconds = 10
const mostPeakRatio = 1.5
const leastServedAtEnd = 0.95
const onePoint = 0.01

/** What the issue asks of Holdfast, scenario by scenario, as the figures have it. */
export function judge(results: Results, timed: ReadonlySet<string>): Bar[] {
  return scenarios.flatMap(({ name }) => {
    const all = results[name]
    const own = all?.[ours]
    if (!all || !own) return []
    const bars = [...compared(all, own, timed), ...absolute(name, own)]
    return bars.map((bar) => ({ scenario: name, ...bar }))
  })
}

type Judged = Omit<Bar, 'scenario'>

function compared(
  all: Record<string, Figures>,
  own: Figures,
  timed: ReadonlySet<string>,
): Judged[] {
  const rivals = Object.entries(all).filter(([name]) => name !== ours)
  const quick = best(rivals, 'servedWithin3s')
  const total = best(
    rivals.filter(([name]) => timed.has(name)),
    'served',
  )
  return [
    quick && {
      bar: 'served within 3 s: as many as the best rival',
      found: `${percent(own.servedWithin3s)}, ${quick.name} ${percent(quick.value)}`,
      isMet: rounded(own.servedWithin3s) >= rounded(quick.value),
    },
    total && {
      bar: 'served: as many as the best rival with a timeout, to one point',
      found: `${percent(own.served)}, ${total.name} ${percent(total.value)}`,
      isMet: rounded(own.served) >= rounded(total.value - onePoint),
    },
  ].filter((bar) => bar !== undefined)
}

function absolute(scenario: string, own: Figures): Judged[] {
  const bars: Judged[] = []
  const atLeast = (bar: string, value: number, least: number) =>
    bars.push({ bar: `${bar} >= ${percent(least)}`, found: percent(value), isMet: value >= least })
  const atMost = (bar: string, value: number, most: number, unit = '') =>
    bars.push({
      bar: `${bar} <= ${most}${unit}`,
      found: `${plain(value)}${unit}`,
      isMet: value <= most,
    })
  if (scenario === 'outage') {
    atMost('dead backend: requests per call', own.requestsPerCallInFault ?? 0, mostRequestsPerCall)
  }
  if (scenario === 'bad endpoint') {
    atLeast('healthy endpoints served', own.healthyServed, leastHealthyServed)
  }
  if (scenario === 'random 503') atLeast('served', own.served, leastServedAtRandom)
  if (own.recoverySeconds !== undefined) {
    atMost('recovered', own.recoverySeconds, mostRecoverySeconds, ' s')
  }
  if (own.peakRatio !== undefined) {
    atMost('peak, in normal peaks', own.peakRatio, mostPeakRatio)
  }
  atLeast('served in the last half minute', own.servedAtEnd, leastServedAtEnd)
  return bars
}

function best(rivals: readonly [string, Figures][], key: 'served' | 'servedWithin3s') {
  const [first] = rivals
    .map(([name, figures]) => ({ name, value: figures[key] }))
    .sort((one, other) => other.value - one.value)
  return first
}

/** To the tenth of a point that is shown. */
const rounded = (share: number): number => Math.round(share * 1000)
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const plain = (value: number): string => (value === Infinity ? 'never' : value.toFixed(2))
