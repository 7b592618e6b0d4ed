import { useSyncExternalStore } from 'react'

/** What a payload calls to show that it runs. */
export const ALARMS = ['alarm', 'alert', 'confirm', 'prompt'] as const

let rung = 0
const listeners = new Set<() => void>()

// From the import on, so that no markup can be shown before somebody listens.
for (const name of ALARMS) {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    value: () => {
      rung += 1
      for (const listener of listeners) listener()
    },
  })
}

/** How many scripts have run in this page that nobody here wrote. */
export const useAlarm = (): number => useSyncExternalStore(subscribe, read)

const read = (): number => rung

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
