import type { HoldfastFetch } from '../fetch/create-fetch.ts'

type Kin = {
  /** Aborts when the clients on this fetch are closed. */
  readonly closing: AbortController
  /** Fetches of clients extended from one on this: a client that was dropped is let go of. */
  apart: WeakRef<HoldfastFetch>[]
  /** Kept by those that were extended from it: what closes it reaches them through it. */
  from?: HoldfastFetch
}

const all = new WeakMap<HoldfastFetch, Kin>()

function kinOf(fetch: HoldfastFetch): Kin {
  const kin = all.get(fetch) ?? { closing: new AbortController(), apart: [] }
  all.set(fetch, kin)
  return kin
}

/** Aborts when the clients on this fetch are closed. */
export const closing = (fetch: HoldfastFetch): AbortController => kinOf(fetch).closing

/** Has the clients on a fetch closed with those on the one from which they were extended. */
export function closeWith(from: HoldfastFetch, fetch: HoldfastFetch): void {
  const kin = kinOf(from)
  kin.apart = kin.apart.filter((one) => one.deref())
  kin.apart.push(new WeakRef(fetch))
  kinOf(fetch).from = from
}

/** Ends every call of all clients on a fetch, and of all that were extended from them. */
export function closeAll(fetch: HoldfastFetch): void {
  const kin = kinOf(fetch)
  fetch.close()
  kin.closing.abort()
  for (const one of kin.apart) {
    const other = one.deref()
    if (other) closeAll(other)
  }
}
