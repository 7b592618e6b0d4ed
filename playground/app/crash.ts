import { useSyncExternalStore } from 'react'

let broken = false
const listeners = new Set<() => void>()

function set(next: boolean): void {
  broken = next
  for (const listener of listeners) listener()
}

/** Makes the component that uses {@link useCrash} throw while rendering. */
export const crash = (): void => set(true)

/** Lets it render again. */
export const mend = (): void => set(false)

/** Throws after {@link crash}: what an error boundary is for. */
export function useCrash(): void {
  const isBroken = useSyncExternalStore(subscribe, () => broken)
  if (isBroken) throw new Error('Thrown on purpose while rendering the projects')
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
