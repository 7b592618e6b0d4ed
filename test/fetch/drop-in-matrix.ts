import { seededRandom } from 'holdfast/testing'
import { engine } from '../which-engine.ts'

/** What a request, its answer and its caller may be like; everything is combined with everything. */
export const axes = {
  input: ['string', 'URL', 'Request', 'Request and init', 'Request as init'],
  method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'delete'],
  body: ['none', 'text', 'params', 'form', 'blob', 'buffer', 'bytes', 'stream'],
  way: ['direct', '302', '307'],
  redirect: ['default', 'follow', 'manual', 'error'],
  credentials: ['default', 'omit', 'include'],
  cache: ['default', 'no-store', 'reload'],
  mode: ['default', 'cors', 'no-cors'],
  keepalive: ['default', 'true'],
  referrer: ['default', 'none', 'another page'],
  policy: ['default', 'no-referrer', 'unsafe-url', 'origin'],
  priority: ['default', 'auto', 'high', 'low', 'unknown'],
  cors: ['open', 'any', 'off'],
  status: ['200', '204', '304', '404', '500'],
  type: ['application/json', 'text/plain', 'application/octet-stream', 'text/event-stream', 'none'],
  size: ['256', '200000'],
  end: ['whole', 'broken'],
  read: ['text', 'json', 'arrayBuffer', 'blob', 'bytes', 'formData', 'stream', 'clone', 'closed'],
  abort: ['never', 'before', 'in flight', 'after headers', 'in the body', 'after the body'],
  reason: ['default', 'an Error', 'a string'],
} as const

export type Axis = keyof typeof axes
export type Case = { [A in Axis]: (typeof axes)[A][number] }

/** Where the server stops until the call has been aborted. */
const holds: Readonly<Record<string, string>> = {
  'in flight': 'headers',
  'after headers': 'body',
  'in the body': 'body',
}

const names = Object.keys(axes) as Axis[]

/**
 * Combinations in which nearly all triples of values meet that can, by a greedy choice among random
 * ones; the same in every run.
 */
export function combinations(count: number): Case[] {
  const random = seededRandom(20_260_101)
  const met = new Set<string>()
  return Array.from({ length: count }, () => {
    const candidates = Array.from({ length: 12 }, () => {
      const one = possible(anyCase(random))
      const meetings = threesOf(one).filter((three) => !met.has(three))
      return { one, meetings }
    })
    const best = candidates.reduce((a, b) => (b.meetings.length > a.meetings.length ? b : a))
    for (const three of best.meetings) met.add(three)
    return best.one
  })
}

const anyCase = (random: () => number): Case =>
  Object.fromEntries(
    names.map((axis) => [axis, axes[axis][Math.floor(random() * axes[axis].length)]]),
  ) as Case

/** Leaves out what hides all else, and where the platform itself does not do what it should. */
function possible(one: Case): Case {
  if (one.method === 'GET' || one.method === 'HEAD') one.body = 'none'
  const isSimple = ['GET', 'HEAD', 'POST'].includes(one.method) && one.body !== 'stream'
  if (one.mode === 'no-cors' && !isSimple) one.mode = 'cors'
  const isStream = one.body === 'stream' || (one.input === 'Request as init' && one.body !== 'none')
  if (isStream) one.keepalive = 'default'
  if (engine === 'webkit') {
    // A Request that is given as an init has a stream there, which WebKit does not send.
    if (one.input === 'Request as init') one.body = 'none'
    // With `no-cors` it sends a type that the standard takes off, until the Request is copied.
    if (one.mode === 'no-cors' && one.body === 'blob') one.body = 'text'
  }
  // Chromium ends a keepalive request that was aborted only with its answer; the next ones would wait.
  if (holds[one.abort]) one.keepalive = 'default'
  // Chromium waits for more of an opaque body before it shows the headers, Firefox for all of it.
  if (holds[one.abort] === 'body' && one.mode === 'no-cors') {
    one.size = '200000'
    if (engine === 'firefox') one.mode = 'cors'
  }
  // Firefox keeps the connection of an answer that was let go after a redirect, and has six in all.
  if (engine === 'firefox' && holds[one.abort] === 'body' && one.status === '500')
    one.way = 'direct'
  if (holds[one.abort] || hasNoBody(one)) one.end = 'whole'
  // Node hears of the break only once it has read what came before.
  if (one.read === 'closed' && one.end === 'broken') one.size = '256'
  // Chromium gives these the stream of a body all the same, to be aborted; for us they are over.
  if (holds[one.abort] === 'body') {
    if (one.status === '204' || one.status === '304') one.status = '200'
    if (one.method === 'HEAD') one.method = 'GET'
  }
  // Node tells no server of the referrer that a Request names.
  const isForgotten = one.input === 'Request' && globalThis.location === undefined
  if (isForgotten && one.referrer === 'another page') one.referrer = 'none'
  // Node leaves an unhandled rejection behind (undici goes on to write a body that was cancelled).
  if (one.abort === 'before' && ['form', 'blob'].includes(one.body)) one.body = 'text'
  return one
}

const hasNoBody = ({ method, status }: Case): boolean =>
  method === 'HEAD' || status === '204' || status === '304'

function threesOf(one: Case): string[] {
  const told = names.map((axis) => `${axis}=${one[axis]}`)
  return told.flatMap((a, i) =>
    told.slice(i + 1).flatMap((b, j) => told.slice(i + j + 2).map((c) => `${a},${b},${c}`)),
  )
}

/** The arguments of `fetch` for one combination. */
export function callOf(
  one: Case,
  url: string,
  signal: AbortSignal,
): [RequestInfo | URL, RequestInit?] {
  const streams = one.body === 'stream' && { duplex: 'half' as const }
  const what = { method: one.method, body: bodyOf(one), ...streams }
  const how = {
    ...(one.redirect !== 'default' && { redirect: one.redirect }),
    ...(one.credentials !== 'default' && { credentials: one.credentials }),
    ...(one.cache !== 'default' && { cache: one.cache }),
    ...(one.keepalive === 'true' && { keepalive: true }),
    ...(one.referrer !== 'default' && { referrer: referrerOf(one) }),
    ...(one.policy !== 'default' && { referrerPolicy: one.policy }),
    ...(one.priority !== 'default' && { priority: one.priority as RequestPriority }),
    headers: { 'x-own': 'mine', accept: 'a/b' },
    signal,
  }
  const where = one.mode === 'default' ? {} : { mode: one.mode }
  const init = { ...what, ...how, ...where }
  if (one.input === 'string') return [url, init]
  if (one.input === 'URL') return [new URL(url), init]
  if (one.input === 'Request') return [new Request(url, init)]
  if (one.input === 'Request as init') return [url, new Request(url, init)]
  const overruled = { headers: { 'x-own': 'overruled', 'x-lost': '1' }, redirect: 'error' as const }
  return [new Request(url, { ...overruled, ...what, ...where }), { redirect: 'follow', ...how }]
}

/** One that tells too much, of the page's own origin where there is a page. */
const referrerOf = ({ referrer }: Case): string =>
  referrer === 'none'
    ? ''
    : new URL('/from?secret=1', globalThis.location?.href ?? 'https://page.test').href

function bodyOf({ body }: Case): BodyInit | null {
  const bytes = new Uint8Array([0, 128, 255, 10, 13, 7])
  if (body === 'text') return 'täxt'
  if (body === 'params') return new URLSearchParams({ a: 'b c', ü: '&' })
  if (body === 'blob') return new Blob(['blöb'], { type: 'x/y' })
  if (body === 'buffer') return bytes.buffer
  if (body === 'bytes') return bytes.subarray(1, 4)
  if (body === 'stream') return new Blob(['in ', 'parts']).stream()
  if (body !== 'form') return null
  const form = new FormData()
  form.set('field', 'välue')
  form.set('file', new File(['contents'], 'name.txt', { type: 'text/x' }))
  return form
}

export const reasonOf = ({ reason }: Case): unknown =>
  ({ default: undefined, 'an Error': new Error('left'), 'a string': 'left' })[reason]

/** Where that combination leads on the test server. */
export function urlOf(one: Case, origin: string, key: string): string {
  const common = `key=${key}&cors=${one.cors}&expose=x-mirror`
  const place = holds[one.abort]
  const hold = place ? `&hold=${place}` : ''
  const type = one.type === 'none' ? '' : `&type=${one.type}`
  const size = `&status=${one.status}&bytes=${one.size}${one.end === 'broken' ? '&break' : ''}`
  const mirror = `/mirror?${common}${size}${type}${hold}`
  if (one.way === 'direct') return origin + mirror
  return `${origin}/redirect?${common}&status=${one.way}&to=${encodeURIComponent(mirror)}`
}
