import { of } from '../option-checks.ts'
import type { Purifier } from './purify.ts'

/** In UTF-16 units. Whoever writes as much writes no comment, and a page would stand still for it. */
const longest = 1_000_000

/** Elements whose text is no prose: it goes with them. */
const noProse = new Set(
  (
    'AUDIO IFRAME MATH NOEMBED NOFRAMES NOSCRIPT PLAINTEXT SCRIPT SELECTEDCONTENT STYLE SVG TEMPLATE ' +
    'TITLE VIDEO XMP'
  ).split(' '),
)

/** @throws ConfigError if it is no string, RangeError if it is longer than 1 MB */
export function short(name: string, markup: string): string {
  const { length } = of(name, markup, 'string')
  if (length <= longest) return markup
  throw new RangeError(`${name} has ${length} characters: at most ${longest} (1 MB) are sanitised`)
}

/**
 * Markup without the elements that are not kept, their content in their place; or, where none is
 * kept, its text.
 *
 * It walks over a document of its own, in which nothing runs or loads, and writes anew what it sees:
 * so its cost grows with the markup. DOMPurify moves the content of each element that it drops, and
 * each move costs more the more elements stand beside it. What comes back is markup like any other,
 * to be sanitised still.
 */
export function flatten(
  markup: string,
  { policy }: Pick<Purifier, 'policy'>,
  kept?: readonly string[],
): string {
  const { Document, DOMParser, NodeFilter } = globalThis.window
  // Within the body nothing of it can make a document of frames, which has none.
  const whole = `<body>${markup}`
  const document = new DOMParser().parseFromString(
    (policy?.createHTML(whole) as string | undefined) ?? whole,
    'text/html',
  )
  const { SHOW_ELEMENT, SHOW_TEXT, FILTER_ACCEPT, FILTER_REJECT, FILTER_SKIP } = NodeFilter
  const names = new Set(kept?.map((name) => name.toUpperCase())).add('#text')
  const verdict = ({ nodeName }: Node): number => {
    // A form may have a field of that name instead.
    const name: unknown = nodeName
    if (typeof name !== 'string' || noProse.has(name.toUpperCase())) return FILTER_REJECT
    return names.has(name) ? FILTER_ACCEPT : FILTER_SKIP
  }
  // The prototype's own: an element of that name would stand before the document's.
  const walker = Document.prototype.createTreeWalker.call(
    document,
    document,
    SHOW_ELEMENT | SHOW_TEXT,
    verdict,
  )
  return written(walker, kept !== undefined)
}

function written(walker: TreeWalker, isMarkup: boolean): string {
  let text = ''
  let node = walker.firstChild()
  while (node) {
    const [start, end] = isMarkup ? tagsOf(node) : [(node as Text).data, '']
    text += start
    let next = walker.firstChild()
    if (!next) text += end
    while (!next) {
      next = walker.nextSibling()
      if (next) break
      const parent = walker.parentNode()
      if (!parent) return text
      text += `</${parent.nodeName.toLowerCase()}>`
    }
    node = next
  }
  return text
}

/** Its own two tags, as the browser writes them; a text is all start. */
function tagsOf(node: Node): [start: string, end: string] {
  if (node.nodeType === node.TEXT_NODE) {
    return [(node as Text).data.replaceAll('&', '&amp;').replaceAll('<', '&lt;'), '']
  }
  const both = (node.cloneNode() as Element).outerHTML
  const end = `</${node.nodeName.toLowerCase()}>`
  if (!both.endsWith(end)) return [both, '']
  // A parser takes the first line break of a `pre` away, and there is one more of them now.
  return [both.slice(0, -end.length) + (node.nodeName === 'PRE' ? '\n' : ''), end]
}
