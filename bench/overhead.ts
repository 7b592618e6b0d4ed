import ky from 'ky'
import { createClient, createFetch } from 'holdfast'

/**
 * What one request costs over a wire that answers at once: one by one, and 1,000 at once with the
 * limits lifted. All contenders take turns in one run, so a machine that gets slower or busier
 * slows all of them. Prints medians and ratios; it asserts nothing, because times are no test.
 */

const url = 'https://api.test/items/42'
const wire: typeof fetch = () =>
  Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } }))

/** Nothing refuses or queues; everything else stands as by default. */
const lifted = {
  fetch: wire,
  dedupe: false,
  rateLimit: { limit: 1_000_000 },
  concurrency: { limit: 10_000 },
} as const
const off = {
  timeout: false,
  retry: false,
  circuit: false,
  rateLimit: false,
  concurrency: false,
} as const

const bare = createFetch({ ...lifted, ...off })
const held = createFetch(lifted)
const client = createClient(lifted)
const alone = ky.create({ fetch: wire })

const contenders: Record<string, () => Promise<unknown>> = {
  stub: () => wire(url).then((answer) => answer.text()),
  'createFetch, policies off': () => bare(url).then((answer) => answer.text()),
  createFetch: () => held(url).then((answer) => answer.text()),
  ky: () => alone.get(url).text(),
  createClient: () => client.get(url).text(),
}

const names = Object.keys(contenders)
const rounds = Number(process.env['ROUNDS'] ?? 60)
const perRound = 1000

const oneByOne = async (call: () => Promise<unknown>) => {
  for (let index = 0; index < perRound; index++) await call()
}
const atOnce = (call: () => Promise<unknown>) => Promise.all(Array.from({ length: perRound }, call))

/** Microseconds for each request, the median of all rounds. */
async function measure(way: (call: () => Promise<unknown>) => Promise<unknown>) {
  const times = new Map<string, number[]>(names.map((name) => [name, []]))
  for (let round = -5; round < rounds; round++) {
    for (const name of names) {
      const call = contenders[name] as () => Promise<unknown>
      const start = performance.now()
      await way(call)
      const micros = ((performance.now() - start) * 1000) / perRound
      if (round >= 0) times.get(name)?.push(micros)
    }
  }
  return new Map(names.map((name) => [name, median(times.get(name) ?? [])]))
}

const median = (values: number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

function print(title: string, medians: Map<string, number>): void {
  const stub = medians.get('stub') ?? Number.NaN
  const added = (name: string) => (medians.get(name) ?? Number.NaN) - stub
  console.log(`\n${title}: µs a request, median of ${rounds} rounds of ${perRound}`)
  console.log(
    `${''.padEnd(28)}${'total'.padStart(9)}${'to stub'.padStart(10)}${'to ky'.padStart(9)}${'added'.padStart(9)}${'added to ky’s'.padStart(15)}`,
  )
  for (const [name, micros] of medians) {
    const cells = [
      micros.toFixed(2).padStart(9),
      `${(micros / stub).toFixed(2)}×`.padStart(10),
      `${(micros / (medians.get('ky') ?? Number.NaN)).toFixed(2)}×`.padStart(9),
      added(name).toFixed(2).padStart(9),
      `${(added(name) / added('ky')).toFixed(2)}×`.padStart(15),
    ]
    console.log(name.padEnd(28) + cells.join(''))
  }
}

console.log(`Node ${process.version}`)
print('One by one', await measure(oneByOne))
print('1,000 at once', await measure(atOnce))
for (const { close } of [bare, held, client]) close()
