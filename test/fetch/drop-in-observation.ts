import { outcomeOf } from '../harness.ts'
import { closesOnAbort, hearsOfBreaks, type Observation } from './drop-in-engines.ts'
import { callOf, type Case, reasonOf, urlOf } from './drop-in-matrix.ts'

type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>

/** Makes one call as the combination says, and writes down what there was to see. */
export async function observe(
  fetch: Fetch,
  one: Case,
  origin: string,
  key: string,
  isAlone: boolean,
): Promise<Observation> {
  const caller = new AbortController()
  const reason = reasonOf(one)
  const abort = () => caller.abort(reason)
  if (one.abort === 'before') abort()
  const built = attempt(() => callOf(one, urlOf(one, origin, key), caller.signal))
  if (!('value' in built)) return { unbuilt: tellError(built.error, caller.signal) }
  const [input, init] = built.value
  const source = input instanceof Request ? input : undefined
  const called = attempt(() => fetch(input, init))
  if (!('value' in called)) return { thrown: tellError(called.error, caller.signal) }
  if (one.abort === 'in flight') await arrivalOf(origin, key, called.value, abort)
  const { value: response, error } = await outcomeOf(called.value)
  const answer = response
    ? await read(response, one, abort, caller.signal)
    : { error: tellError(error, caller.signal) }
  const isHeld = one.abort === 'after headers' || one.abort === 'in the body'
  const isThere = response && !(one.redirect === 'manual' && one.way !== 'direct')
  const isAsked = isHeld && isThere && isAlone && closesOnAbort(one)
  const closed = isAsked && (await closedBy(origin, key))
  return { ...answer, closed, requestUsed: source?.bodyUsed, ...(await heard(origin, key)) }
}

/** Aborts once the server has the request; not at all where the call has ended before. */
async function arrivalOf(
  origin: string,
  key: string,
  call: Promise<unknown>,
  abort: () => void,
): Promise<void> {
  const watch = new AbortController()
  const arrived = globalThis.fetch(`${origin}/seen?wait&key=${key}`, { signal: watch.signal })
  const ended = outcomeOf(call).then(() => watch.abort())
  await Promise.race([outcomeOf(arrived), ended])
  abort()
}

/** True where the abort ended the connection; the answer is held until then, and not for ever. */
async function closedBy(origin: string, key: string): Promise<unknown> {
  return (await globalThis.fetch(`${origin}/closed?key=${key}`)).json()
}

async function read(
  response: Response,
  one: Case,
  abort: () => void,
  signal: AbortSignal,
): Promise<Observation> {
  const { status, statusText, ok, type, url, redirected, headers, bodyUsed } = response
  const before = { status, statusText, ok, type, url, redirected, bodyUsed }
  if (one.abort === 'after headers') abort()
  const copy = one.read === 'clone' ? attempt(() => response.clone()) : undefined
  const isCut = one.end === 'broken' || one.abort === 'after headers' || one.abort === 'in the body'
  const isHeard = isCut && (hearsOfBreaks || one.end === 'whole')
  const reading = outcomeOf(bodyBy(response, one.read, isHeard))
  const copying =
    copy && 'value' in copy ? outcomeOf(bodyBy(copy.value, 'arrayBuffer', isHeard)) : undefined
  if (one.abort === 'in the body') abort()
  const first = await reading
  const copied = await copying
  if (one.abort === 'after the body') abort()
  // A body that was cut before anything was read is cancelled by us, and thus used: that is not compared.
  const isUnread = isCut && one.read === 'closed'
  const used = isUnread || response.bodyUsed
  const locked = response.body?.locked
  const again = await outcomeOf(response.text())
  const copyAgain = attempt(() => response.clone())
  return {
    ...before,
    headers: { ...Object.fromEntries(headers), date: undefined },
    body: tell(first, signal),
    copy: copied ? tell(copied, signal) : copy?.error && tellError(copy.error, signal),
    used,
    locked,
    again: isUnread || tell(again, signal),
    copyAgain: copyAgain.error && tellError(copyAgain.error, signal),
  }
}

function bodyBy(response: Response, way: Case['read'], isHeard: boolean): Promise<unknown> {
  if (way === 'stream') return chunksOf(response.body)
  if (way === 'closed') return endOf(response.body, isHeard)
  if (way === 'clone') return response.text()
  return response[way]()
}

async function chunksOf(body: ReadableStream<Uint8Array<ArrayBuffer>> | null): Promise<unknown> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const reader = body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    chunks.push(part.value)
  }
  return body && new Blob(chunks).arrayBuffer()
}

/** Of a body that is cut its end is heard without reading, where the engine tells it; a whole one has to be read. */
async function endOf(body: ReadableStream | null, isHeard: boolean): Promise<unknown> {
  const reader = body?.getReader()
  while (!isHeard && reader && !(await reader.read()).done);
  return [await reader?.closed]
}

/** What the server saw, without what differs between any two requests. */
async function heard(origin: string, key: string): Promise<Observation> {
  const answer = await globalThis.fetch(`${origin}/seen?key=${key}`)
  const { requests, ...request } = (await answer.json()) as Heard
  const body = request.body && atob(request.body)
  return { requests, request: { ...request, headers: comparableHeaders(request), body } }
}

type Heard = { requests: number; headers?: Record<string, string>; body?: string }

/**
 * In no order that means anything, and without the length of what is compared itself: boundaries differ in theirs.
 * Firefox sends `Sec-Fetch-Storage-Access` with one request and not with the next one like it.
 */
function comparableHeaders({ headers = {}, body }: Omit<Heard, 'requests'>): object {
  const { 'sec-fetch-storage-access': _, ...sent } = headers
  const told = Object.entries(sent).filter(([name]) => !body || name !== 'content-length')
  return Object.fromEntries(told.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

function attempt<T>(make: () => T): { value: T; error?: never } | { error: unknown } {
  try {
    return { value: make() }
  } catch (error) {
    return { error }
  }
}

function tell(outcome: { value?: unknown; error?: unknown }, signal: AbortSignal): unknown {
  if (!('value' in outcome)) return tellError(outcome.error, signal)
  const { value } = outcome
  if (value instanceof Blob) return `Blob ${value.type} ${value.size}`
  if (value instanceof FormData) return [...value]
  if (value instanceof ArrayBuffer || value instanceof Uint8Array) {
    return `${value.constructor.name} ${digest(new TextDecoder('latin1').decode(value))}`
  }
  return typeof value === 'string' ? `text ${digest(value)}` : value
}

/** Enough of a body to tell it from others. */
function digest(text: string): string {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return `${text.length} ${hash}`
}

/** An abort is the caller's reason. Only the platform may say `AbortError` instead: Chromium does, in bodies. */
function tellError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted && error === signal.reason) return 'the reason'
  if (!(error instanceof Error)) return { error }
  const { name, constructor, cause } = error
  const root = cause instanceof Error ? { name: cause.name, message: cause.message } : cause
  // Chromium names the method only where it has to wait for the body.
  const message = error.message.replace(/^Failed to execute '\w+' on '\w+': /, '')
  return { name, message, class: constructor.name, cause: root }
}

/** Takes out what is random in a request: the key in its URL, and the boundary of form data. */
export function comparable(observation: Observation, key: string): Observation {
  const told = JSON.stringify(observation, (_name, value: unknown) => value ?? String(value))
  const boundary = /formdata-undici-\d+|WebKitFormBoundary\w+|geckoformboundary\w+/g
  return JSON.parse(told.replaceAll(key, 'KEY').replaceAll(boundary, 'BOUNDARY')) as Observation
}
