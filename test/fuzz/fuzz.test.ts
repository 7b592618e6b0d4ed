import { expect, onTestFinished, test } from 'vitest'
import { outcomeOf } from '../harness.ts'
import { episode } from './episode.ts'
import { fuzz, printed } from './fuzz.ts'

const seed = 20_260_101
const replay = process.env['FUZZ_SEED']

test.skipIf(replay !== undefined)(
  'no law is broken in 100 000 calls, whatever the options, the wire, the callers and the clocks',
  { timeout: 240_000 },
  async ({ signal }) => {
    const run = fuzz(seed, ({ calls }) => calls >= 100_000 || signal.aborted)
    // Though the test is cut, no episode goes on beneath the next one: it replaces globals.
    onTestFinished(async () => void (await outcomeOf(run)))
    expect((await run).failures.map(printed)).toEqual([])
  },
)

test.runIf(replay !== undefined)('no law is broken under FUZZ_SEED', async () => {
  const story = await episode(Number(replay))
  expect(story.broken.length > 0 ? printed(story) : '').toBe('')
})

test('an episode is the same each time', async () => {
  const tellings = [1, 2].map(() => [] as string[])
  for (const lines of tellings) await episode(seed + 1, (line) => lines.push(line))
  expect(tellings[0]?.length).toBeGreaterThan(100)
  expect(tellings[0]).toEqual(tellings[1])
})
