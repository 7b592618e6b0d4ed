import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { leaveOpen } from './stage.ts'

/** `node heap-process.ts <contender> <calls> <in line: true or false>` prints the bytes they hold. */
const [name = '', calls = '', inLine = ''] = process.argv.slice(2)

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** A first handful compiles the code and makes what is made once. */
await leaveOpen(name, 100, inLine === 'true')
const before = heapUsed()
await leaveOpen(name, Number(calls), inLine === 'true')
console.log(heapUsed() - before)
process.exit()

function heapUsed(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}
