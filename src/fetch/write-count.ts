/** How often a write has departed or ended on one wire. */
export type Writes = { count: number }

const known = new WeakMap<object, Writes>()

/** One count for all fetches over a wire: what one of them writes, or signs in, the others read. */
export function writesOver(wire: object): Writes {
  const writes = known.get(wire) ?? { count: 0 }
  known.set(wire, writes)
  return writes
}

/** Methods that ask for no change (RFC 9110 §9.2.1, and the draft for QUERY). */
export const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']
