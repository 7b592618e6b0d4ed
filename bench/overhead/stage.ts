import { contender, contenders, unlimited } from './contenders.ts'
import { instantWire, silentWire } from './wires.ts'

/** The part of the bench that runs where the contenders run: in this process, or in a page. */
export type Way = 'one by one' | '1,000 at once'

const ready = new Map(contenders.map(({ name, open }) => [name, open(instantWire, unlimited)]))

/** Makes so many calls. @returns wall time in milliseconds */
export async function run(name: string, way: Way, calls: number): Promise<number> {
  const call = ready.get(name)
  if (!call) throw new Error(`There is no contender '${name}'`)
  const startedAt = performance.now()
  if (way === 'one by one') for (let index = 0; index < calls; index++) await call()
  else {
    for (let left = calls; left > 0; left -= 1000) {
      await Promise.all(Array.from({ length: Math.min(left, 1000) }, call))
    }
  }
  return performance.now() - startedAt
}

const unanswered: Promise<unknown>[] = []
/** Keeps the wire of a contender that sets no timer: else what is taken off as its share is swept. */
const kept: unknown[] = []

/** Leaves so many calls open: all in flight, or one in flight and the rest in line. */
export async function leaveOpen(name: string, calls: number, inLine: boolean): Promise<void> {
  const call = contender(name).open(silentWire(), inLine ? 1 : unlimited)
  kept.push(call)
  for (let index = 0; index < calls; index++) {
    const answer = call()
    unanswered.push(answer)
    answer.catch(() => undefined)
  }
  await new Promise((settled) => setTimeout(settled, 50))
}
