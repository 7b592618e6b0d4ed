import type { QueryClient } from '@tanstack/react-query'
import type { Client } from '../client/create-client.ts'

export type InCache<T> = (queryClient: QueryClient, client: Client) => T

/** One for each client in each query cache, made when it is asked for. */
export function inCache<T>(make: InCache<T>): InCache<T> {
  const all = new WeakMap<QueryClient, WeakMap<Client, T>>()
  return (queryClient, client) => {
    const ofClients = all.get(queryClient) ?? new WeakMap<Client, T>()
    const one = ofClients.get(client) ?? make(queryClient, client)
    all.set(queryClient, ofClients.set(client, one))
    return one
  }
}
