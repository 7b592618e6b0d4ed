import { createFetch, type FetchOptions } from '../../../src/index.ts'
import { type Contender, read } from './contender.ts'

/** @param options  other than the defaults, to try them */
export const holdfast = (options: FetchOptions = {}): Contender => ({
  name: 'Holdfast',
  hasTimeout: true,
  open(wire) {
    const client = createFetch({ ...options, fetch: wire })
    return {
      get: async (url, signal) => read(await client(url, { signal })),
      close: () => client.close(),
    }
  },
})
