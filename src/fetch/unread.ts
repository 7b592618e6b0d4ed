import type { CallFacts } from '../errors.ts'

declare const process: { readonly env: { readonly NODE_ENV?: string } }

const told = new Set<string>()

/**
 * Tells developers, once for each endpoint, of an answer that nobody has read by its deadline: it may hold its
 * connection, of which a browser has six for an origin over HTTP/1.1, and its share of what `keepalive` may send.
 */
export function warnUnread({ method, route }: CallFacts): void {
  try {
    // In full, because bundlers replace exactly these words, and then leave the rest out.
    if (process.env.NODE_ENV !== 'production') {
      const endpoint = `${method} ${route}`
      if (told.has(endpoint)) return
      told.add(endpoint)
      console.warn(
        `holdfast: nobody read the answer of ${endpoint}. Read it, or call response.body?.cancel(): unread, it may hold its connection.`,
      )
    }
  } catch {
    // A page without a bundler has no `process`.
  }
}
