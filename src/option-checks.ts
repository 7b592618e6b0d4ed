import { type Clock, systemClock } from './clock.ts'
import { ConfigError } from './errors.ts'
import { safely } from './user-code.ts'

type Kinds = {
  string: string
  number: number
  boolean: boolean
  function: (...args: never[]) => unknown
  object: object
}

declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** Stands for a value that is told to nobody. */
export const unknown: unique symbol = Symbol('unknown')

/** Refuses options that do not exist: a misspelt one would be silently without effect. */
export function known(path: string, options: object, names: readonly string[]): void {
  // A class may hold options, in getters as well; one without any is something else.
  const isBag =
    typeof options === 'object' &&
    options !== null &&
    !(Symbol.iterator in options) &&
    (names.some((name) => name in options) || (options.constructor ?? Object).name === 'Object')
  if (!isBag) throw new ConfigError(path.slice(0, -1) || 'options', options, 'a plain object')
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) {
      // Its value stays untold: a misspelt `apiKey` would stand in the log.
      throw new ConfigError(
        path + name,
        unknown,
        `left out: ${guess(name, names)}the options are ${names.join(', ')}`,
      )
    }
  }
}

/** The name that was meant, if any; none in production, where a bundle leaves all of it out. */
export function guess(name: string, names: readonly string[]): string {
  try {
    // In full, because bundlers look for exactly these words.
    if (process.env.NODE_ENV !== 'production') {
      const closer = (one: string, other: string) =>
        likeness(name, other) > likeness(name, one) ? other : one
      const nearest = names.reduce(closer, '')
      return likeness(name, nearest) > 1 / 3 ? `did you mean ${nearest}? ` : ''
    }
  } catch {
    // A page without a bundler.
  }
  return ''
}

/** The share of the longer name that is pairs of letters of the other. 0 to 1 */
function likeness(one: string, other: string): number {
  const [own, whole] = [one.toLowerCase(), other.toLowerCase()]
  const pairs = Array.from(own).filter((_, at) => whole.includes(own.slice(at, at + 2)))
  return pairs.length / Math.max(own.length, whole.length)
}

/**
 * One option: its default, its check, and what the check needs to know of the legal range. Without
 * a check anything is legal.
 */
export type Row = readonly [
  otherwise: unknown,
  check?: (path: string, value: never, ...range: never[]) => unknown,
  ...range: unknown[],
]

/** The options of one object by name. */
export type Rows = Readonly<Record<string, Row>>

/**
 * Fills in every default and checks every value. `T` is what the rows say: nothing here can see it.
 *
 * @throws ConfigError
 */
export function read<T>(path: string, given: object, rows: Rows): T {
  known(path, given, Object.keys(rows))
  const values: Record<string, unknown> = {}
  for (const [name, [otherwise, check, ...range]] of Object.entries(rows)) {
    const value = (given as Record<string, unknown>)[name] ?? otherwise
    if (value === undefined) continue
    values[name] = check ? check(path + name, value as never, ...(range as never[])) : value
  }
  return values as T
}

/** An object of options within another one. */
export const group = <T>(path: string, given: object, rows: Rows): T =>
  read(`${path}.`, given, rows)

/** A policy: `false` is off, else an object of options. */
export function policy<T>(path: string, given: object | false, rows: Rows): T | false {
  if (given === false) return false
  if (typeof given !== 'object') throw new ConfigError(path, given, 'an object, or false')
  return group(path, given, rows)
}

export function of<K extends keyof Kinds, T extends Kinds[K]>(path: string, value: T, kind: K): T {
  if (typeof value === kind && value !== null) return value
  // A promise that a callback answered with: its rejection is told here, or nowhere.
  safely(() => value)
  throw new ConfigError(path, value, `a ${kind}`)
}

/** Asked in the midst of a call, where a missing method would come too late. */
export function aClock(path: string, value: Clock): Clock {
  for (const name of Object.keys(systemClock) as (keyof Clock)[]) {
    of(`${path}.${name}`, of(path, value, 'object')[name], 'function')
  }
  return value
}

export function aSignal(path: string, value: AbortSignal): AbortSignal {
  if (typeof value.throwIfAborted === 'function') return value
  throw new ConfigError(path, value, 'an AbortSignal')
}

export function number(
  path: string,
  value: number,
  min: number,
  max: number,
  kind: string = 'number',
  isOne: (value: number) => boolean = Number.isFinite,
): number {
  if (isOne(value) && value >= min && value <= max) return value
  throw new ConfigError(path, value, `a ${kind} from ${min} to ${max}`)
}

export const whole = (path: string, value: number, min: number, max: number): number =>
  number(path, value, min, max, 'whole number', Number.isInteger)

/** Milliseconds, or `false` for no bound. */
export function duration(path: string, value: number | false): number | false {
  if (value === false || (Number.isFinite(value) && value > 0)) return value
  throw new ConfigError(path, value, 'a number of milliseconds above 0, or false')
}

export function only<T>(path: string, value: T, legal: readonly T[]): T {
  if (!legal.includes(value)) throw new ConfigError(path, value, legal.join(' or '))
  return value
}

export function list<T>(
  path: string,
  value: readonly T[],
  kind: 'string' | 'number',
): readonly T[] {
  const items: readonly T[] = value
  if (Array.isArray(value) && items.every((item) => typeof item === kind)) return items
  throw new ConfigError(path, value, `an array of ${kind}s`)
}
