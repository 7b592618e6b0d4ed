import { isRemote } from './connectivity.ts'
import { failed, ignored, type Outcome } from './outcome.ts'
import { remember } from './report.ts'
import { type CallRequest, isMalformed, isRead, isReplayable } from './request.ts'
import { platformFetch, wireUnder } from './wire.ts'

/**
 * What wires say of a connection that failed, as JSON of name, message and code. By text, to which Sentry
 * appends the host: Chromium; then WebKit, undici, Firefox, React Native, Workers; undici; Deno; Electron.
 * By name. By the code of Node, undici, Bun.
 */
const lost =
  /^\["(?:TypeError","failed to fetch|(?:Type)?Error","(?:(?:network|load|fetch) ?(?:failed|error|request|connection)|terminated|error sending|net::)|(?:Network|Timeout)Error)|,"(?:E(?:CONN|NET|HOST|AI|PIPE|TIMED|NOTF)|UND_ERR_\w*(?:SOCKET|TIMEOUT)|Connection[CR]|FailedToO)/i

/** True where an error, or the one it wraps, says that the network lost the request. */
export const isLoss = (error: unknown): boolean => says(error) || says(membersOf(error)['cause'])

const membersOf = (error: unknown) => Object(error) as Readonly<Record<string, unknown>>

function says(error: unknown): boolean {
  const { name, message, code } = membersOf(error)
  return lost.test(JSON.stringify([name, message, code]))
}

/**
 * Judges an attempt that brought no answer. An error of the page's own wire proves nothing of the
 * backend, and neither does one that the request has asked for.
 *
 * @param isAway  the browser is offline, or nobody was awake
 */
export function unanswered(
  error: unknown,
  request: CallRequest,
  wire: typeof globalThis.fetch,
  isAway: boolean,
): Outcome {
  // Of the platform's own whatever the words.
  const isLost = (wireUnder(wire) === platformFetch && error instanceof TypeError) || isLoss(error)
  if (!isLost) return ignored(error, false)
  const outcome = isAway || isRefusedHere(request) ? ignored(error, isAway) : failed(error)
  remember(error, { retryable: outcome.transient })
  return outcome
}

/**
 * True where the platform may have refused the request by itself, or because it was told to. Its
 * error is that of a lost connection, so what was asked for decides.
 */
export function isRefusedHere(request: CallRequest): boolean {
  const { input } = request
  const { origin } = request.target
  const init = request.init as Record<string, unknown> | undefined
  const page = globalThis.location as Location | undefined
  const asked = (name: 'redirect' | 'integrity' | 'cache' | 'mode' | 'keepalive') =>
    init?.[name] ?? (input as Request)[name]
  return Boolean(
    !origin.startsWith('http') ||
    (page?.protocol === 'https:' && origin.startsWith('http:') && isRemote(origin)) ||
    (asked('mode') === 'same-origin' && origin !== page?.origin) ||
    asked('redirect') === 'error' ||
    asked('cache') === 'only-if-cached' ||
    asked('integrity') ||
    // Bodies: those of a page that are kept alive share 64 KiB; of streams HTTP/1.1 and WebKit take
    // none, and the page itself may break them.
    (!isRead(request) && (asked('keepalive') || init?.['duplex'])) ||
    !isReplayable(request) ||
    isMalformed(request),
  )
}
