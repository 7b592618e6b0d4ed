import type { Clock } from '../clock.ts'

/** Not of a scheme of its own, and not on this machine, which answers without a network. */
const remote = /^https?:\/\/(?!(?:(?:.+\.)?localhost\.?|127\.[\d.]+|0\.0\.0\.0|\[::1\])(?::|$))/

/** True where the way to this origin leads over a network. */
export const isRemote = (origin: string): boolean => remote.test(origin)

/**
 * True where the browser is sure that it has no network, and this origin, by default some origin, is
 * behind one. `navigator.onLine` is believed in this direction alone, and read when it matters.
 */
export const isOffline = (origin = 'https://'): boolean =>
  globalThis.navigator?.onLine === false && isRemote(origin)

const waiting = new Set<() => void>()
const tell = () => {
  for (const callback of [...waiting]) callback()
}

/** While somebody waits it is looked for this often: a page that was frozen may have missed the event. */
export const lookAgainMs = 2000

/**
 * Calls back when the network is back, or it is time to look. The platform has one listener for all.
 *
 * @returns the function that stops it
 */
export function awaitNetwork(clock: Clock, callback: () => void): () => void {
  const timer = clock.setTimer(callback, lookAgainMs)
  waiting.add(callback)
  globalThis.addEventListener?.('online', tell)
  return () => {
    clock.clearTimer(timer)
    waiting.delete(callback)
    if (waiting.size === 0) globalThis.removeEventListener?.('online', tell)
  }
}
