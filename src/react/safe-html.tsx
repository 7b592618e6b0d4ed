'use client'
import { type HTMLAttributes, type ReactNode, useMemo, useSyncExternalStore } from 'react'
import { trustedHTML } from '../sanitize/sanitize-html.ts'

export type SafeHtmlProps = Readonly<
  Omit<HTMLAttributes<HTMLElement>, 'children' | 'dangerouslySetInnerHTML'> & {
    /** The markup as it came; sanitised here, when it is shown. */
    html: string
    /** Keeps `<img>` over `https:` and pictures in `data:`. Default false: see `sanitizeHTML`. */
    allowImages?: boolean | undefined
    /** Shown in the element where `html` is longer than 1 MB, which is too much to sanitise. Default nothing. */
    fallback?: ReactNode
    /** The element around it. Default `div`. */
    as?: 'article' | 'blockquote' | 'div' | 'section' | 'span' | undefined
  }
>

/**
 * Shows markup of somebody else, sanitised by `sanitizeHTML`, in an element that takes the other
 * props. Sanitises again only when `html` or `allowImages` change.
 *
 * A server renders the element empty, because there is no DOM to sanitise in; the content is there
 * right after the hydration. Works where the page enforces Trusted Types.
 *
 * @throws ConfigError as `sanitizeHTML`, to the nearest error boundary
 */
export function SafeHtml({
  html,
  allowImages = false,
  fallback,
  as: Element = 'div',
  ...attributes
}: SafeHtmlProps): ReactNode {
  const isBrowser = useSyncExternalStore(never, yes, no)
  const content = useMemo(
    () => (isBrowser ? sanitised(html, allowImages) : { __html: '' }),
    [html, allowImages, isBrowser],
  )
  // By its key another element: React leaves markup that it did not write where it is.
  if (!content) {
    return (
      <Element key="fallback" {...attributes}>
        {fallback}
      </Element>
    )
  }
  // Last, so that no attribute spread by a caller takes its place.
  // oxlint-disable-next-line react/no-danger -- sanitised in the line above
  return <Element {...attributes} dangerouslySetInnerHTML={content} />
}

/** Nothing of what is too long. */
function sanitised(html: string, allowImages: boolean): { __html: string } | undefined {
  try {
    return { __html: trustedHTML(html, { allowImages }) }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const never = () => () => {}
const yes = () => true
const no = () => false
