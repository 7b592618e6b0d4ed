const { signal } = new AbortController()

/** What no call can be given as its options, and what is said of it. */
export const badCallOptions: readonly [options: unknown, message: string][] = [
  [{ signall: signal }, 'signall is unknown: it must be left out: did you mean signal?'],
  [{ signal: new AbortController() }, 'signal is an object: it must be an AbortSignal'],
  [signal, 'options is an object: it must be a plain object'],
  [null, 'options is null: it must be a plain object'],
  ['now', 'options is "now": it must be a plain object'],
]
