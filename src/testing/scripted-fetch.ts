/** What the wire does with one request. */
export type Step = (request: Request) => Response | Promise<Response>

/** A request as the wire saw it. */
export type SentRequest = Readonly<{ input: string | URL | Request; init: RequestInit | undefined }>

/** A wire that follows a script. */
export interface ScriptedFetch {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>
  /** Every request so far, oldest first. */
  readonly calls: readonly SentRequest[]
  /** Requests that have neither been answered nor aborted. */
  readonly open: number
}

/**
 * Answers the first request with the first step and so on; the last step serves all that follow.
 * Rejects with the signal's reason in the turn of the abort, as the platform does.
 */
export function scriptedFetch(...steps: readonly Step[]): ScriptedFetch {
  const calls: SentRequest[] = []
  let open = 0
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const step = steps[Math.min(calls.length, steps.length - 1)]
    if (!step) throw new Error('scriptedFetch was given no step')
    calls.push({ input, init })
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    open += 1
    let leave = (): void => undefined
    try {
      return await Promise.race([
        step(request),
        new Promise<never>((_resolve, reject) => {
          leave = () => reject(request.signal.reason)
          request.signal.addEventListener('abort', leave)
        }),
      ])
    } finally {
      open -= 1
      request.signal.removeEventListener('abort', leave)
    }
  }
  return Object.defineProperties(fetch, {
    calls: { value: calls },
    open: { get: () => open },
  }) as ScriptedFetch
}

/** An answer with this status and these headers. A new one each time. */
export const status =
  (code: number, headers: ResponseInit['headers'] = {}, body: RequestInit['body'] = null): Step =>
  () =>
    new Response(body, { status: code, headers })

/** A JSON answer. */
export const json =
  (value: unknown, code = 200, headers: Record<string, string> = {}): Step =>
  () =>
    new Response(JSON.stringify(value), {
      status: code,
      headers: { 'content-type': 'application/json', ...headers },
    })

/** No answer: the connection fails. */
export const broken: Step = () => Promise.reject(new TypeError('fetch failed'))

/** No answer, ever. */
export const silent: Step = () => new Promise(() => undefined)

/** Headers at once, then `start` of the body, then nothing more. */
export const stalling =
  (start = 'half a '): Step =>
  (request) =>
    new Response(
      new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(start))
          request.signal.addEventListener('abort', () => controller.error(request.signal.reason))
        },
      }),
      { headers: { 'content-type': 'application/json' } },
    )
