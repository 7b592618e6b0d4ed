import createPurify, { type Config, type DOMPurify } from 'dompurify'
import { ConfigError } from '../errors.ts'

/** DOMPurify bound to one window, with the Trusted Types policy of that window. */
export type Purifier = Readonly<{
  purify: DOMPurify
  /** `undefined` where the browser has no Trusted Types or the page's CSP forbids this policy. */
  policy: Policy | undefined
}>

/** What DOMPurify wants of a policy; `createHTML` gives a TrustedHTML. */
type Policy = NonNullable<Config['TRUSTED_TYPES_POLICY']>

type Browser = NonNullable<Parameters<typeof createPurify>[0]>

/** To be named in the CSP directive `trusted-types` of a page that enforces Trusted Types. */
export const policyName = 'holdfast'

/** Search engines follow no link of a stranger, and where it leads learns nothing of the page. */
const linkRel = 'nofollow noopener noreferrer ugc'

/** Another origin's picture over TLS, or one within the markup; SVG is left out as a document. */
const imageUrl = /^(?:https:\/\/|data:image\/(?:avif|gif|jpeg|png|webp)[;,])/i

let made: (Purifier & { readonly window: Browser }) | undefined

/**
 * The library's own DOMPurify: hooks and settings that others give to the global one do not reach
 * it. Made at the first call, so that an import does nothing.
 *
 * @throws ConfigError without a DOM in which DOMPurify works, or without leave to use it
 */
export function purifier(): Purifier {
  const window = globalThis.window as Browser | undefined
  if (made && made.window === window) return made
  const purify = window && createPurify(window)
  if (!window || !purify?.isSupported) {
    const legal = "a browser's, or on a server jsdom's: markup never comes back unsanitised"
    throw new ConfigError('document', Symbol('missing'), legal)
  }
  const policy = createPolicy(window)
  if (!policy) parses(window)
  purify.addHook('uponSanitizeAttribute', (_, data) => {
    if (data.attrName === 'src' && !imageUrl.test(data.attrValue)) data.keepAttr = false
  })
  purify.addHook('afterSanitizeAttributes', (element) => {
    if (element.nodeName === 'A') element.setAttribute('rel', linkRel)
    if (element.nodeName !== 'IMG') return
    element.setAttribute('loading', 'lazy')
    element.setAttribute('referrerpolicy', 'no-referrer')
  })
  made = { window, purify, policy }
  return made
}

function createPolicy(window: Browser): Policy | undefined {
  try {
    // DOMPurify wants the whole of a policy; it asks for a script's address never, for there is none.
    return window.trustedTypes?.createPolicy(policyName, {
      createHTML: (html) => html,
    }) as Policy | undefined
  } catch {
    return undefined
  }
}

/** DOMPurify swallows the refusal to parse and gives an empty text: the content would be lost. */
function parses(window: Browser): void {
  try {
    new window.DOMParser().parseFromString('', 'text/html')
  } catch {
    const value = Symbol(`without '${policyName}'`)
    const legal = 'a list with this policy, where the CSP requires Trusted Types'
    throw new ConfigError('trusted-types', value, legal)
  }
}
