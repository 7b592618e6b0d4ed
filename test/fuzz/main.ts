import { fuzz, printed } from './fuzz.ts'
import { episode } from './episode.ts'

/**
 * `npm run fuzz`: two million calls, from a new seed each time. `-- --calls N`, `-- --seconds N`
 * and `-- --seed N` say otherwise; `FUZZ_SEED=N npm run fuzz` replays one episode and tells all of it.
 */
const argument = (name: string): number | undefined => {
  const index = process.argv.indexOf(`--${name}`)
  return index < 0 ? undefined : Number(process.argv[index + 1])
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const replay = process.env['FUZZ_SEED']

if (replay !== undefined) {
  const story = await episode(Number(replay), say)
  say(story.broken.length === 0 ? `${story.calls} calls, no law broken` : printed(story))
  process.exitCode = story.broken.length === 0 ? 0 : 1
} else {
  const seconds = argument('seconds')
  const calls = argument('calls') ?? (seconds === undefined ? 2_000_000 : Number.POSITIVE_INFINITY)
  const seed = argument('seed') ?? Date.now() % 1e9
  say(`from seed ${seed} on`)
  const report = await fuzz(seed, (so) => so.calls >= calls || so.seconds >= (seconds ?? Infinity))
  for (const failure of report.failures) say(printed(failure))
  const speed = Math.round(report.calls / report.seconds)
  say(
    `${report.calls} calls, ${report.requests} requests, ${report.episodes} episodes, ` +
      `${report.seconds.toFixed(1)} s, ${speed} calls a second, ${report.failures.length} failed`,
  )
  process.exitCode = report.failures.length === 0 ? 0 : 1
}
