import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import type { FetchOptions } from '../../src/index.ts'
import { judge, type Results } from './bars.ts'
import { contendersWith } from './contenders/all.ts'
import type { Figures } from './measure.ts'
import { scenarios } from './scenarios.ts'
import { barsOf, tableOf } from './table.ts'
import type { Task } from './worker.ts'

/**
 * A fleet of tabs against one backend, in virtual time, for each scenario and each contender.
 * Filters take a part of a name; `--options` are JSON for Holdfast, to try others than its
 * defaults; `--out` is where the figures go as JSON.
 */
const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: '' },
    contender: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    options: { type: 'string', default: '{}' },
    out: { type: 'string', default: 'node_modules/.cache/holdfast/storm.json' },
  },
})
const isWanted = (name: string, part: string) => name.toLowerCase().includes(part.toLowerCase())
const options = JSON.parse(values.options) as FetchOptions
const contenders = contendersWith(options).filter(({ name }) => isWanted(name, values.contender))
const names = scenarios.map(({ name }) => name).filter((name) => isWanted(name, values.scenario))
const seed = Number(values.seed)

const byContender = await inThreads(
  contenders.map(({ name }) => ({ contender: name, scenarios: names, seed, options })),
)
const results: Results = Object.fromEntries(
  names.map((scenario) => [
    scenario,
    Object.fromEntries(
      contenders.flatMap(({ name }, index) => {
        const figures = byContender[index]?.[scenario]
        return figures ? [[name, figures]] : []
      }),
    ),
  ]),
)
const timed = contenders.filter(({ hasTimeout }) => hasTimeout).map(({ name }) => name)
const bars = judge(results, new Set(timed))
for (const [scenario, rows] of Object.entries(results)) console.log(`${tableOf(scenario, rows)}\n`)
console.log(barsOf(bars))
mkdirSync(dirname(values.out), { recursive: true })
// JSON knows no infinity.
const json = JSON.stringify({ seed, results, bars }, (_, value: unknown) =>
  value === Infinity ? 'never' : value,
)
writeFileSync(values.out, `${json}\n`)

/** As many threads as there are processors; the answers in the order of the tasks. */
async function inThreads(tasks: readonly Task[]): Promise<Record<string, Figures>[]> {
  const answers: Record<string, Figures>[] = []
  const queue = [...tasks.entries()]
  const thread = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      answers[next[0]] = await inThread(next[1])
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, thread))
  return answers
}

function inThread(task: Task): Promise<Record<string, Figures>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: task })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
