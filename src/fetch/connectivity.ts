/** The machine itself answers without a network. */
const loopback = /^https?:\/\/(?:localhost|127\.|\[::1\])/

/**
 * True where the browser is sure that it has no network. `navigator.onLine` is believed in this
 * direction alone, and read when it matters, so that no listener has to stand by.
 */
export const isOffline = (origin: string): boolean =>
  globalThis.navigator?.onLine === false && !loopback.test(origin)

/** @returns the function that stops listening */
export function onceOnline(callback: () => void): () => void {
  globalThis.addEventListener?.('online', callback, { once: true })
  return () => globalThis.removeEventListener?.('online', callback)
}
