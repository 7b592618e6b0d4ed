import type { Query, QueryClient } from '@tanstack/react-query'

/**
 * Marks these queries as out of date, and asks those on the page again. A first answer that is still
 * awaited may be from before: TanStack would wait for it, and take it for the new one.
 */
export function askAnew(queryClient: QueryClient, predicate: (query: Query) => boolean): void {
  const active = queryClient.getQueryCache().findAll({ type: 'active', predicate })
  for (const query of active)
    if (query.state.data === undefined) void query.cancel({ silent: true })
  void queryClient.invalidateQueries({ predicate })
}
