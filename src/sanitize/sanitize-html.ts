import type { Config } from 'dompurify'
import { of, read } from '../option-checks.ts'
import { flatten, short } from './flatten.ts'
import { purifier } from './purify.ts'

export type SanitizeOptions = Readonly<{
  /**
   * Keeps `<img>` with an absolute `https:` address or a `data:` picture (avif, gif, jpeg, png,
   * webp). Default false: whoever wrote the markup learns when and from where a remote picture was
   * looked at.
   */
  allowImages?: boolean | undefined
}>

/** Elements of written text. None of them runs, submits or loads anything. */
const textElements =
  'a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em ' +
  'figcaption figure h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q rp rt ruby s samp small ' +
  'span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr'

/** No `id`, `name`, `class` and `style`: markup of strangers has no hold on the page around it. */
const textAttributes =
  'cite colspan datetime dir href lang open reversed rowspan scope span start title type value'

/** http, https, mailto and tel; else no scheme at all. */
const linkUrl = /^(?:(?:https?|mailto|tel):|[^a-z]|[a-z][a-z\d+.-]*(?:[^a-z\d+.\-:]|$))/i

const withoutImages = subset(textElements, textAttributes)
const withImages = subset(`${textElements} img`, `${textAttributes} alt height src width`)

/**
 * Makes the markup of somebody else safe to show: a subset of HTML for written text.
 *
 * Elements outside of it go and their text stays, save for those whose text is no prose (`script`,
 * `style`, `svg` and the like). No `style`, `class`, `id` or `name`; links lead to `http:`,
 * `https:`, `mailto:`, `tel:` or within the site, in the same tab, and carry
 * `rel="nofollow noopener noreferrer ugc"`. With the default options nothing in it loads anything.
 *
 * Call it where the markup is shown, as the last step: a change afterwards voids it.
 *
 * @returns a string; for a page that enforces Trusted Types see {@link trustedHTML}
 * @throws ConfigError where there is no DOM (a server without jsdom), where the page's CSP requires
 * Trusted Types and does not name the policy `holdfast`, or if `html` is no string
 * @throws RangeError if `html` is longer than 1 MB: 1,000,000 UTF-16 units
 */
export function sanitizeHTML(html: string, options: SanitizeOptions = {}): string {
  const { purify, policy } = purifier()
  const config = chosen(options)
  const markup = short('html', html)
  if (!markup.includes('<')) return markup
  const kept = config.ALLOWED_TAGS
  return purify.sanitize(flatten(markup, { policy }, kept), {
    ...config,
    // The root of its walk, which is not in the result: else all that is in it would be cloned first.
    ALLOWED_TAGS: [...kept, 'body'],
    TRUSTED_TYPES_POLICY: policy ?? null,
  })
}

/**
 * {@link sanitizeHTML} for a page whose CSP says `require-trusted-types-for 'script'`.
 *
 * @returns a `TrustedHTML` of the policy `holdfast` where the browser has Trusted Types and the CSP
 * lets the policy be, else a string. Typed as a string, as TypeScript types `innerHTML`: give it to
 * `innerHTML` and do nothing else with it.
 * @throws ConfigError and RangeError as {@link sanitizeHTML}
 * @see W3C Trusted Types
 */
export function trustedHTML(html: string, options: SanitizeOptions = {}): string {
  const safe = sanitizeHTML(html, options)
  return (purifier().policy?.createHTML(safe) as string | undefined) ?? safe
}

function chosen(options: SanitizeOptions): Subset {
  const { allowImages } = read<{ allowImages: boolean }>('', options, {
    allowImages: [false, of, 'boolean'],
  })
  return allowImages ? withImages : withoutImages
}

type Subset = Config & { ALLOWED_TAGS: string[] }

function subset(elements: string, attributes: string): Subset {
  return {
    ALLOWED_TAGS: elements.split(' '),
    ALLOWED_ATTR: attributes.split(' '),
    ALLOWED_URI_REGEXP: linkUrl,
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
  }
}
