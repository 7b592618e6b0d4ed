import type { HoldfastEvent } from 'holdfast'
import { redact } from '../src/redact.ts'

/**
 * What redaction costs an event of ours, a breadcrumb and an error as Sentry has them, beside
 * `JSON.stringify` of the same. It asserts nothing, because times are no test.
 */
const event: HoldfastEvent = {
  ...{ type: 'attempt-settled', at: 1_767_225_600_000, client: 'shop', gate: 'https://api.test' },
  ...{ call: 12, method: 'GET', route: 'api.test/users/:id/orders', attempt: 2 },
  ...{ verdict: 'failure', status: 503, durationMs: 120 },
}
const breadcrumb = {
  ...{ category: 'fetch', type: 'http', level: 'info', timestamp: 1_767_225_600 },
  data: { method: 'GET', url: 'https://api.test/users/42?token=abc&page=2', status_code: 503 },
}
const frames = Array.from({ length: 30 }, (_, line) => ({
  ...{ filename: 'https://shop.test/assets/index-Bd93kq0L.js', function: 'onSubmit', lineno: line },
}))
const error = {
  exception: {
    values: [{ type: 'HttpError', value: 'GET api.test/a answered 503', stacktrace: { frames } }],
  },
  breadcrumbs: Array.from({ length: 50 }, () => breadcrumb),
  tags: {
    'http.route': 'api.test/users/:id',
    'http.status': 503,
    request_id: '9b2f3c1e-8c4d-4f6a-9b1e-2d3c4b5a6978',
  },
}

console.log(`${''.padEnd(34)}redact µs   stringify µs   ratio`)
for (const [name, value, runs] of [
  ['an event of a client', event, 20_000],
  ['a breadcrumb with a URL', breadcrumb, 20_000],
  ['an error with 50 breadcrumbs', error, 400],
] as const) {
  const [own, plain] = [cost(() => redact(value), runs), cost(() => JSON.stringify(value), runs)]
  const figures = [own.toFixed(1), plain.toFixed(1), (own / plain).toFixed(1)]
  console.log(name.padEnd(28) + figures.map((figure) => figure.padStart(12)).join('   '))
}

/** Microseconds a run, the best of five rounds. */
function cost(work: () => unknown, runs: number): number {
  const rounds = Array.from({ length: 5 }, () => {
    const startedAt = performance.now()
    for (let run = 0; run < runs; run++) work()
    return ((performance.now() - startedAt) * 1_000) / runs
  })
  return Math.min(...rounds)
}
