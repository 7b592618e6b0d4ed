import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Place } from './place.ts'
import { run } from './stage.ts'

const heapProcess = fileURLToPath(new URL('heap-process.ts', import.meta.url))
const execute = promisify(execFile)

export const node: Place = {
  name: `Node ${process.version}`,
  run,
  processorMs() {
    const { user, system } = process.cpuUsage()
    return Promise.resolve((user + system) / 1000)
  },
  async heldBytes(contender, calls, inLine) {
    const args = [heapProcess, contender, String(calls), String(inLine)]
    return Number((await execute(process.execPath, args)).stdout)
  },
  close: () => Promise.resolve(),
}
