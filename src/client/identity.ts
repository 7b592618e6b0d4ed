import type { Options } from 'ky'
import type { FetchOptions } from '../fetch/options.ts'
import { fingerprint } from './fingerprint.ts'

/** The options by which two clients get different answers to the same question, besides their user. */
type Telling = Pick<Options, 'baseUrl' | 'prefix' | 'credentials' | 'headers' | 'searchParams'> &
  Pick<FetchOptions, 'name'>

/**
 * The print of a client: that of the one it extends, and what its own options add. Hooks add
 * nothing, because no two functions can be compared.
 */
export function printOf(before: string, given: Telling): string {
  const { name, baseUrl, prefix, credentials, headers, searchParams } = given
  const plain = { headers: entriesOf(headers), searchParams: entriesOf(searchParams) }
  // In an extended client `headers: undefined` leaves headers behind, so it tells as well.
  const own = Object.entries({ name, baseUrl, prefix, credentials, ...plain }).filter(
    ([key, value]) => value !== undefined || (before && key in given),
  )
  return own.length === 0 ? before : fingerprint(before + JSON.stringify(own))
}

/** Asks who the user is at each call, and makes the text anew only where it is another one. */
export function identity(
  name: string,
  print: string,
  userNow: () => string | undefined,
): () => string {
  let made: string | undefined
  let madeFor: string | undefined
  return () => {
    const now = userNow()
    if (made === undefined || now !== madeFor) {
      made = `${name} ${fingerprint(JSON.stringify([print, now]))}`
      madeFor = now
    }
    return made
  }
}

/** Headers and parameters in the classes of the platform have no members of their own. */
const entriesOf = (given: unknown): unknown =>
  Symbol.iterator in Object(given) ? [...(given as Iterable<unknown>)] : given
