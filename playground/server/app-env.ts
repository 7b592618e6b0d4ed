import type { HttpBindings } from '@hono/node-server'

/** A fault the chaos desk put on a request. */
export type Fault = 'outage' | 'rate-limit' | 'delay' | 'error' | 'stall'

/** What every handler finds in its context: Node's own request and answer, and what was learnt so far. */
export type AppEnv = {
  Bindings: HttpBindings
  Variables: {
    /** Correlation id: the client's, or ours where it sent none or a malformed one. */
    requestId: string
    /** Faults put on this request, in the order they struck; absent where there were none. */
    faults?: readonly Fault[]
    /** True where the connection is gone and no answer is sent. */
    dropped?: boolean
  }
}
