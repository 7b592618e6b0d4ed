import { chromium } from './overhead/chromium.ts'
import { heldCalls, measureHeap, measureTime } from './overhead/measure.ts'
import { node } from './overhead/node.ts'
import type { Place } from './overhead/place.ts'
import { printCounts, printHeap, printTimes } from './overhead/print.ts'
import { measureTimers } from './overhead/timers.ts'

/**
 * What one request costs over a wire that answers at once, what an open call holds, and how many
 * timers a busy minute needs; in Node and in Chromium. It asserts nothing, because times are no test.
 */
const ways = ['one by one', '1,000 at once'] as const

await show(node)
await show(await chromium())
printCounts(
  'Timers of the platform, at most at one time, in a minute of 10,000 calls of 200 ms',
  'timers',
  await measureTimers(),
)
process.exit()

async function show(place: Place): Promise<void> {
  for (const way of ways) printTimes(`${place.name}, ${way}`, await measureTime(place, way))
  const title = `${place.name}, bytes of heap that an open call holds, with ${heldCalls} of them`
  printHeap(title, await measureHeap(place))
  await place.close()
}
