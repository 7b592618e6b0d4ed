import { useSyncExternalStore } from 'react'

/** A value that outlives its components, and the hook with which they show it. */
export type PageState<T> = Readonly<{
  get: () => T
  set: (next: T) => void
  use: () => T
}>

export function pageState<T>(first: T): PageState<T> {
  let current = first
  const listeners = new Set<() => void>()
  const get = (): T => current
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    get,
    set(next) {
      current = next
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(subscribe, get),
  }
}
