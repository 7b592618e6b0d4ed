import { useSyncExternalStore } from 'react'

/** The page that the address names after its `#`; empty for the first one. */
export const useRoute = (): string => useSyncExternalStore(subscribe, read)

const read = (): string => location.hash.replace(/^#\/?/, '')

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}
