import type { HoldfastFetch } from '../fetch/create-fetch.ts'

const all = new WeakMap<HoldfastFetch, AbortController>()

/** Aborts when the clients on this fetch are closed. */
export function closing(fetch: HoldfastFetch): AbortController {
  const one = all.get(fetch) ?? new AbortController()
  all.set(fetch, one)
  return one
}
