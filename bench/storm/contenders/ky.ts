import ky from 'ky'
import type { Contender } from './contender.ts'
import { intent } from './intent.ts'

/** As in ky's own docs for `totalTimeout` and `jitter`; attempts have its default of 10 s. */
export const kyAlone: Contender = {
  name: 'ky',
  hasTimeout: true,
  open(wire) {
    const client = ky.create({
      fetch: wire,
      totalTimeout: intent.totalMs,
      retry: {
        limit: intent.retries,
        delay: (attempt) => intent.baseMs * 2 ** (attempt - 1),
        backoffLimit: intent.maxMs,
        jitter: (delay) => delay * (0.5 + Math.random()),
      },
    })
    return { get: (url, signal) => client.get(url, { signal }).json() }
  },
}
