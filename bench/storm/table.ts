import type { Bar } from './bars.ts'
import type { Figures } from './measure.ts'

type Column = Readonly<{ title: string; of: (figures: Figures) => string }>

const percent = (share: number): string => (share * 100).toFixed(1)
const ms = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(0))
const ratio = (value: number | undefined): string => value?.toFixed(2) ?? '-'

const columns: readonly Column[] = [
  { title: 'served %', of: ({ served }) => percent(served) },
  { title: 'in 3 s %', of: ({ servedWithin3s }) => percent(servedWithin3s) },
  { title: 'p50 ms', of: ({ p50Ms }) => ms(p50Ms) },
  { title: 'p99 ms', of: ({ p99Ms }) => ms(p99Ms) },
  { title: 'req/call', of: ({ requestsPerCall }) => ratio(requestsPerCall) },
  { title: 'in fault', of: ({ requestsPerCallInFault }) => ratio(requestsPerCallInFault) },
  { title: 'peak x', of: ({ peakRatio }) => ratio(peakRatio) },
  { title: 'recov. s', of: ({ recoverySeconds }) => seconds(recoverySeconds) },
  { title: 'wasted %', of: ({ wasted }) => percent(wasted) },
  { title: 'hanging', of: ({ hanging }) => String(hanging) },
]

const nameWidth = 32
const cellWidth = 9

/** One scenario: a line for each contender. */
export function tableOf(scenario: string, rows: Readonly<Record<string, Figures>>): string {
  const head = scenario.padEnd(nameWidth) + columns.map(({ title }) => cell(title)).join('')
  const lines = Object.entries(rows).map(
    ([name, figures]) =>
      name.padEnd(nameWidth) + columns.map(({ of }) => cell(of(figures))).join(''),
  )
  return [head, '-'.repeat(head.length), ...lines].join('\n')
}

export function barsOf(bars: readonly Bar[]): string {
  const lines = bars.map(
    ({ scenario, bar, found, isMet }) =>
      `${isMet ? 'met   ' : 'MISSED'} ${scenario.padEnd(24)} ${bar}: ${found}`,
  )
  const met = bars.filter(({ isMet }) => isMet).length
  return [...lines, `${met} of ${bars.length} bars met`].join('\n')
}

const cell = (text: string): string => text.padStart(cellWidth)
const seconds = (value: number | undefined): string =>
  value === Infinity ? 'never' : (value?.toFixed(0) ?? '-')
