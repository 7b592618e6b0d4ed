import { flatten, short } from './flatten.ts'
import { purifier } from './purify.ts'

/** More layers of encoding than any honest text has; each costs a parse of the whole. */
const maxRounds = 8

/**
 * Takes all markup out of a text and keeps the text.
 *
 * What comes back reads the same as text and as HTML: character references are resolved and what
 * they were hiding is taken out too, until nothing is left to take. `Tom &amp; Jerry <b>run</b>`
 * gives `Tom & Jerry run`, and `&lt;b&gt;run` gives `run`. A `<` that begins no tag stays, as in
 * `a < b`. A text encoded more than eight times over loses every `<` and `&`.
 *
 * It is for a text that must hold no markup, such as a display name; no replacement for escaping
 * where text is shown (React does that), and of no use for passwords.
 *
 * @throws ConfigError where there is no DOM (a server without jsdom), where the page's CSP requires
 * Trusted Types and does not name the policy `holdfast`, or if `value` is no string
 * @throws RangeError if `value` is longer than 1 MB: 1,000,000 UTF-16 units
 */
export function sanitizeInput(value: string): string {
  const own = purifier()
  let text = short('value', value)
  for (let round = 0; round < maxRounds; round += 1) {
    if (!/[<&]/.test(text)) return text
    const next = flatten(text, own)
    if (next === text) return text
    text = next
  }
  return text.replaceAll(/[<&]/g, '')
}
