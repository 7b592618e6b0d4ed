import { besideAnother, type CallRequest, isNavigation } from './request.ts'

/** Sends one attempt of a request over the wire; what the wire throws is what the promise rejects with. */
export function send(
  request: CallRequest,
  wire: typeof globalThis.fetch,
  how: Readonly<{ signal: AbortSignal; isCopied: boolean; isHedge: boolean }>,
): Promise<Response> {
  const { input } = request
  const copied = how.isCopied && input instanceof Request
  const init: RequestInit & { holdfast?: unknown } = { ...request.init }
  if (!isNavigation(input)) init.signal = how.signal
  delete init.holdfast
  if (how.isHedge) init.cache = besideAnother(request)
  try {
    // What a stub returns may be no promise.
    return Promise.resolve(wire(copied ? input.clone() : input, init))
  } catch (error) {
    return Promise.reject(error)
  }
}
