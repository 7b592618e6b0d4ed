import { isOffline } from '../fetch/connectivity.ts'
import { readTarget } from '../fetch/request.ts'

const mostEndpoints = 500

/**
 * In a browser a header that was added fails a request whose redirect leads to an origin that does
 * not allow it, and looks like a dead network. So a safe request that fails is sent once more
 * without the header, within the same attempt, and its endpoint does without from then on.
 */
export function sendAgain(): (
  fetch: typeof globalThis.fetch,
  request: Request,
  init: RequestInit,
  header: string,
) => Promise<Response> {
  /** Endpoints that go without: `true` where that helped, `false` until one of them is answered. */
  const bare = new Map<string, boolean>()
  return async (fetch, request, init, header) => {
    const { method, url, headers } = request
    if (method !== 'GET' && method !== 'HEAD') return fetch(request, init)
    const target = readTarget(url)
    const endpoint = `${method} ${target?.route}`
    if (bare.has(endpoint)) headers.delete(header)
    try {
      const response = await fetch(request, init)
      if (bare.get(endpoint) === false && !headers.has(header)) bare.delete(endpoint)
      return response
    } catch (error) {
      const isNetwork = error instanceof TypeError && !isOffline(target?.origin ?? '')
      if (!isNetwork || init.signal?.aborted || !headers.has(header)) throw error
    }
    headers.delete(header)
    if (bare.size >= mostEndpoints) bare.clear()
    bare.set(endpoint, false)
    const response = await fetch(request, init)
    bare.set(endpoint, true)
    return response
  }
}
