import { isHoldfastError } from '../errors.ts'
import { isLoss } from '../fetch/blame.ts'

/** An error as the window tells of it. */
export type Stray = Readonly<{
  error: unknown
  /** The event's own words; empty for a rejection. */
  message: string
  /** The script it came from; empty where unknown. */
  filename: string
}>

/**
 * True for what is no fault of the page, or nothing that anybody could act upon: browser
 * extensions, the loop notice of `ResizeObserver`, a foreign script's masked error, aborts, and
 * requests that broke because the page is left or nobody sees it.
 *
 * @param isAway  the page is hidden, or is being left
 */
export function isNoise({ error, message, filename }: Stray, isAway: boolean): boolean {
  if (message.startsWith('ResizeObserver loop')) return true
  if (error == null && /^Script error\.?$/.test(message)) return true
  if (extension.test(filename) || extension.test(thrownAt(error))) return true
  return isAbort(error) || (isAway && isLostRequest(error))
}

const extension = /(?:chrome|moz|safari|safari-web|ms-browser)-extension:\/\/|webkit-masked-url:/

/** The first place of the stack: an extension that only called the page has done nothing wrong. */
function thrownAt(error: unknown): string {
  const { stack, message } = Object(error) as Record<string, unknown>
  if (typeof stack !== 'string') return ''
  // V8 begins it with the message, which may name another place.
  return (
    stack
      .replace(String(message), '')
      .split('\n')
      .find((line) => line.includes('://') && /:\d+/.test(line)) ?? ''
  )
}

function isAbort(error: unknown): boolean {
  if (isHoldfastError(error)) return error.code === 'ABORTED'
  return (error as { name?: unknown } | null | undefined)?.name === 'AbortError'
}

function isLostRequest(error: unknown): boolean {
  if (isHoldfastError(error)) return error.code === 'NETWORK' || error.code === 'OFFLINE'
  return isLoss(error)
}
