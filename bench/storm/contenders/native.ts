import { type Contender, read } from './contender.ts'

/** The platform's fetch: no timeout, no retry. */
export const native: Contender = {
  name: 'native fetch',
  hasTimeout: false,
  open: (wire) => ({
    get: async (url, signal) => read(await wire(url, { signal })),
  }),
}
