/** A short text made of a long one, from which the long one cannot be had back: FNV-1a of 64 bits. */
export function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const char of text) {
    const mixed = (hash ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n
    hash = BigInt.asUintN(64, mixed)
  }
  return hash.toString(36)
}
