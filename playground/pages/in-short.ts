const NOTHING = '–'

/** An instant, to the second. */
export const time = (at: number | undefined): string =>
  at === undefined ? NOTHING : new Date(at).toLocaleTimeString([], { timeStyle: 'medium' })

export const millis = (ms: number | undefined): string =>
  ms === undefined ? NOTHING : `${Math.round(ms)} ms`

export const amount = (number: number): string =>
  Number.isFinite(number) ? String(number) : 'no limit'

export const well = (isWell: boolean | undefined): string =>
  isWell === undefined ? NOTHING : isWell ? 'well' : 'down'
