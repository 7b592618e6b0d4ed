import { type CallRequest, urlOf } from './request.ts'
import { idHeaderOf } from './request-id.ts'

/** Members that do not change the answer, or are looked at on their own. */
const passed = ['method', 'headers', 'signal', 'priority', 'holdfast']

/** Members of a Request that may change the answer, or its refusal. */
const members = [
  ...(['credentials', 'mode', 'cache', 'redirect', 'integrity'] as const),
  ...(['referrer', 'referrerPolicy'] as const),
]

/**
 * Names the answer: two calls of the same name may share one request.
 *
 * @returns `undefined` for what must not be shared: writes, bodies, ranges, conditional requests,
 *   event streams, and requests with members that cannot be compared
 */
export function sharingKey({ input, init, method }: CallRequest): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined
  let key = `${method} ${urlOf(input)}`
  for (const name in init) {
    if (passed.includes(name)) continue
    const value = (init as Record<string, unknown>)[name]
    if (value === undefined) continue
    if (typeof value !== 'string' && typeof value !== 'boolean') return undefined
    key += `\n${name} ${String(value)}`
  }
  if (init?.holdfast) key += `\n${JSON.stringify(init.holdfast)}`
  const request = input instanceof Request ? input : undefined
  if (request) for (const name of members) key += `\n${request[name]}`
  const headers = init?.headers ?? request?.headers
  return headers ? withHeaders(key, headers, idHeaderOf(input)) : key
}

const personal = /^(?:range|if-.*)$/

function withHeaders(
  key: string,
  headers: HeadersInit,
  idName: string | undefined,
): string | undefined {
  let named = key
  const entries = headers instanceof Headers ? headers : new Headers(headers)
  for (const [name, value] of entries) {
    if (personal.test(name) || value.includes('text/event-stream')) return undefined
    // One id a call: it tells calls apart, never answers.
    if (name !== idName && name !== 'x-request-id' && name !== 'traceparent')
      named += `\n${name}: ${value}`
  }
  return named
}
