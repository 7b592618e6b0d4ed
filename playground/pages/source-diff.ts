/** A piece of source that stayed, was taken out, or was put in. */
export type Piece = Readonly<{ kind: 'kept' | 'out' | 'in'; text: string }>

/**
 * What became of a markup, piece by piece: tags, attributes and words. Quotes around the
 * value of an attribute, one that is empty, and the case of a tag's name are no difference.
 */
export function sourceDiff(before: string, after: string): readonly Piece[] {
  const [from, to] = [piecesOf(before), piecesOf(after)]
  const longest = commonLengths(from.map(sense), to.map(sense))
  const pieces: Piece[] = []
  const add = (kind: Piece['kind'], text: string) => {
    const last = pieces.at(-1)
    if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + text }
    else pieces.push({ kind, text })
  }
  let [left, right] = [0, 0]
  while (left < from.length || right < to.length) {
    const [old = '', fresh = ''] = [from[left], to[right]]
    if (left < from.length && right < to.length && sense(old) === sense(fresh)) {
      add('kept', fresh)
      left += 1
      right += 1
    } else if (left < from.length && longest(left + 1, right) >= longest(left, right + 1)) {
      add('out', old)
      left += 1
    } else {
      add('in', fresh)
      right += 1
    }
  }
  return pieces
}

const piece =
  /<\/?[a-z][\w-]*|[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+)|\/?>|&\w+;|\s|[\p{L}\p{N}]+|[^]/giu

const piecesOf = (source: string): readonly string[] => source.match(piece) ?? []

function sense(text: string): string {
  if (text.startsWith('<')) return text.toLowerCase()
  const [, name, value] = /^([\w:-]+)\s*=\s*["']?([^]*?)["']?$/.exec(text) ?? []
  if (name === undefined) return text
  return value ? `${name.toLowerCase()}=${value}` : name.toLowerCase()
}

/** @returns the length of the longest common subsequence of what follows two places */
function commonLengths(
  from: readonly string[],
  to: readonly string[],
): (left: number, right: number) => number {
  const width = to.length + 1
  const table = new Uint16Array((from.length + 1) * width)
  const at = (left: number, right: number) => table[left * width + right] ?? 0
  for (let left = from.length - 1; left >= 0; left -= 1) {
    for (let right = to.length - 1; right >= 0; right -= 1) {
      table[left * width + right] =
        from[left] === to[right]
          ? at(left + 1, right + 1) + 1
          : Math.max(at(left + 1, right), at(left, right + 1))
    }
  }
  return at
}
