import { episode, type Story } from './episode.ts'

/** What a run of many episodes adds up to. */
export type Report = {
  episodes: number
  calls: number
  requests: number
  seconds: number
  /** Episodes in which a law was broken, at most {@link mostFailures}. */
  failures: Story[]
}

const mostFailures = 10

/**
 * Runs episodes from this seed on, each under a seed of its own, until `enough` says so or several
 * have failed.
 */
export async function fuzz(
  firstSeed: number,
  enough: (report: Readonly<Report>) => boolean,
): Promise<Report> {
  const report: Report = { episodes: 0, calls: 0, requests: 0, seconds: 0, failures: [] }
  const startedAt = performance.now()
  for (let seed = firstSeed; !enough(report) && report.failures.length < mostFailures; seed++) {
    const story = await episode(seed)
    report.episodes += 1
    report.calls += story.calls
    report.requests += story.requests
    report.seconds = (performance.now() - startedAt) / 1000
    if (story.broken.length > 0) report.failures.push(story)
  }
  return report
}

/** What a person needs to look into it. */
export function printed({ seed, broken, chosen }: Story): string {
  const laws = broken.slice(0, 5).map(({ rule, text, atMs }) => `  ${rule} at ${atMs} ms: ${text}`)
  const more = broken.length > 5 ? [`  and ${broken.length - 5} more`] : []
  return [`FUZZ_SEED=${seed}`, ...laws, ...more, `  ${JSON.stringify(chosen.options)}`].join('\n')
}
