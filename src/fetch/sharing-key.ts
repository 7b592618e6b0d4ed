import { ofAnswer, ofCall } from './members-of.ts'
import type { CallSettings } from './options.ts'
import { type CallRequest, isRead, urlOf } from './request.ts'
import { idHeaderOf } from './request-id.ts'

/** Lines that ask for an answer of one's own: a part, a comparison, a new one, a stream. */
const personal =
  /^(?:range:|if-|(?:\["cache",")?(?:reload|no-(?:store|cache)))|text\/event-stream/im

/**
 * Names the answer: two calls of the same name may share one request.
 *
 * A line for each thing that tells answers apart, written so that none can be taken for another:
 * what somebody may have chosen is JSON, and the URL, which may hold any text, comes last.
 *
 * @param partition  what the option of that name made of it
 * @returns `undefined` for what must not be shared: writes, bodies, ranges, conditional requests,
 *   event streams, what is asked for anew, and requests with members that cannot be compared
 */
export function sharingKey(
  { input, init, method }: CallRequest,
  user?: string,
  partition?: string,
  own?: CallSettings,
): string | undefined {
  if (!isRead({ method })) return undefined
  let key = method
  if (user || partition || own) key += lineOf(user, partition, own)
  for (const name in init) {
    if (ofCall.includes(name)) continue
    const value = (init as Record<string, unknown>)[name]
    if (value === undefined) continue
    if (typeof value !== 'string' && typeof value !== 'boolean') return undefined
    key += lineOf(name, value)
  }
  if (typeof input !== 'string') {
    for (const name of ofAnswer) key += `\n${input[name]}`
    if (input.integrity) key += lineOf(input.integrity)
  }
  const headers = init?.headers ?? (input as Partial<Request>).headers
  if (headers) {
    for (const [name, value] of headers instanceof Headers ? headers : new Headers(headers)) {
      // One id a call: it tells calls apart, never answers. No header has line breaks in it.
      if (name !== idHeaderOf(input) && name !== 'x-request-id' && name !== 'traceparent')
        key += `\n${name}: ${value}`
    }
  }
  return key !== method && personal.test(key) ? undefined : `${key}\n ${urlOf(input)}`
}

const lineOf = (...chosen: unknown[]): string => `\n${JSON.stringify(chosen)}`
