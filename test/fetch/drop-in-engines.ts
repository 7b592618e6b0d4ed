import { type Engine, engine } from '../which-engine.ts'
import type { Case } from './drop-in-matrix.ts'

/** All that a caller and a server can see of one call. */
export type Observation = Readonly<Record<string, unknown>>

/** Whether `reader.closed` tells of a break that nobody reads up to: in the others it never settles. */
export const hearsOfBreaks = engine === 'node' || engine === 'chromium'

/** Whether an abort ends the connection: Firefox leaves it open after a redirect of a preflighted request. */
export const closesOnAbort = (one: Case): boolean => engine !== 'firefox' || one.way === 'direct'

/** The case as the platform reads it, where that is not what was written. */
export function asRead(one: Case): Case {
  if (engine !== 'firefox') return one
  // Firefox has no member `body` of a Request, so one that is given as an init loses its body.
  if (one.input === 'Request as init') return { ...one, body: 'none' }
  // And no streams as bodies: it sends the words `[object ReadableStream]`.
  return one.body === 'stream' && one.input !== 'string' && one.input !== 'URL'
    ? { ...one, body: 'text' }
    : one
}

type Excuse = (name: string, native: unknown, ours: unknown, answer: Observation) => boolean

/** After an abort these refuse every reading, also of an answer without a body, or that was read. */
const refusedAfterAbort: Excuse = (name, native, ours) =>
  isReading(name) && native === 'the reason' && (isEmpty(ours) || nameOf(ours) === 'TypeError')

/** What an engine does otherwise than the standard, and than we do over it: its word is not taken there. */
const excuses: Partial<Record<Engine, readonly Excuse[]>> = {
  firefox: [refusedAfterAbort],
  webkit: [
    refusedAfterAbort,
    // A second reading, and what nobody may see of an opaque answer, are the platform's own: it tells of the abort in its words.
    (name, native, ours, { type }) =>
      (name === 'again' || String(type).startsWith('opaque')) &&
      isReading(name) &&
      native === 'the reason' &&
      nameOf(ours) === 'AbortError',
    // An aborted body ends as though it were whole, or with an error that quotes the abort.
    (name, native, ours) =>
      isReading(name) && ours === 'the reason' && (isEmpty(native) || quotesAbort(native)),
    (name, native, ours) => isReading(name) && isEmpty(native) && quotesAbort(ours),
  ],
}

/** What the platform told, but for its excuses. */
export function butIn(native: Observation, ours: Observation): Observation {
  const isExcused = (name: string) =>
    excuses[engine]?.some((excuse) => excuse(name, native[name], ours[name], native))
  return Object.fromEntries(
    Object.entries(native).map(([name, value]) => [name, isExcused(name) ? ours[name] : value]),
  )
}

const quotesAbort = (value: unknown): boolean => /^(?:Type|Abort)Error$/.test(nameOf(value) ?? '')

const isReading = (name: string): boolean => ['body', 'copy', 'again'].includes(name)

const nameOf = (value: unknown): string | undefined => (Object(value) as { name?: string }).name

/** Nothing was there to read; as JSON that is no JSON. */
const isEmpty = (value: unknown): boolean =>
  /^(?:(?:text|ArrayBuffer|Uint8Array) 0 0|Blob \S* 0)$/.test(String(value)) ||
  nameOf(value) === 'SyntaxError'
