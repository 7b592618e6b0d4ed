import { pageState } from '../app/page-state.ts'

/** What a payload calls to show that it runs. */
export const ALARMS = ['alarm', 'alert', 'confirm', 'prompt'] as const

const rung = pageState(0)

// From the import on, so that no markup can be shown before somebody listens.
for (const name of ALARMS) {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    value: () => rung.set(rung.get() + 1),
  })
}

/** How many scripts have run in this page that nobody here wrote. */
export const useAlarm = rung.use
