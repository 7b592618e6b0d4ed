import type { Cost, Held } from './measure.ts'

const [nameWidth, width] = [28, 15]

export function printTimes(title: string, costs: ReadonlyMap<string, Cost>): void {
  const stub = costs.get('stub alone')
  const ky = costs.get('ky')
  if (!stub || !ky) return
  const columns = ['µs', 'added', "of ky's added", 'cpu µs', 'cpu added', "of ky's added"]
  head(title, columns)
  for (const [name, { wallMicros, processorMicros }] of costs) {
    const added = wallMicros - stub.wallMicros
    const cpuAdded = processorMicros - stub.processorMicros
    row(name, [
      ...[wallMicros.toFixed(2), added.toFixed(2)],
      share(added, ky.wallMicros - stub.wallMicros),
      ...[processorMicros.toFixed(2), cpuAdded.toFixed(2)],
      share(cpuAdded, ky.processorMicros - stub.processorMicros),
    ])
  }
}

const share = (added: number, whole: number): string => `${(added / whole).toFixed(2)}×`

export function printHeap(title: string, held: ReadonlyMap<string, Held>): void {
  head(title, ['in flight', 'waiting'])
  for (const [name, { inFlight, waiting }] of held) {
    row(name, [inFlight.toFixed(0), waiting === undefined ? '–' : waiting.toFixed(0)])
  }
}

export function printCounts(title: string, column: string, counts: ReadonlyMap<string, number>) {
  head(title, [column])
  for (const [name, count] of counts) row(name, [String(count)])
}

function head(title: string, columns: readonly string[]): void {
  console.log(`\n${title}`)
  row('', columns)
}

function row(name: string, cells: readonly string[]): void {
  console.log(name.padEnd(nameWidth) + cells.map((cell) => cell.padStart(width)).join(''))
}
