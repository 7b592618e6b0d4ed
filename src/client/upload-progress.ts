import { pageUrl } from '../fetch/request.ts'
import { someUrl } from './client-options.ts'

/**
 * Whether the progress of an upload can be watched, for which ky sends a stream. Of the browsers Chromium alone sends
 * these, and over HTTP/2 or newer alone, which needs TLS; Firefox would send their name as a text.
 *
 * @param origin  where the upload goes
 */
export const isWatchable = (origin: string): boolean =>
  pageUrl() === undefined || (!origin.startsWith('http:') && (sendsStreams ??= askStreams()))

let sendsStreams: boolean | undefined

/** One that knows no streams does not ask for `duplex`, and calls the body a text. */
function askStreams(): boolean {
  let isAsked = false
  const init = {
    method: 'POST',
    body: new ReadableStream(),
    get duplex() {
      isAsked = true
      return 'half'
    },
  }
  try {
    return !new Request(someUrl, init).headers.has('content-type') && isAsked
  } catch {
    return false
  }
}
