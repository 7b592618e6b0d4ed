import { parentPort, workerData } from 'node:worker_threads'
import type { FetchOptions } from '../../src/index.ts'
import { contendersWith } from './contenders/all.ts'
import type { Figures } from './measure.ts'
import { scenarios } from './scenarios.ts'
import { simulate } from './simulate.ts'

/** All scenarios for one contender, in a thread and with globals of their own. */
export type Task = Readonly<{
  contender: string
  scenarios: readonly string[]
  seed: number
  options: FetchOptions
}>

const task = workerData as Task
const contender = contendersWith(task.options).find(({ name }) => name === task.contender)
const figures: Record<string, Figures> = {}
for (const scenario of scenarios) {
  if (!contender || !task.scenarios.includes(scenario.name)) continue
  figures[scenario.name] = await simulate(scenario, contender, task.seed)
}
parentPort?.postMessage(figures)
