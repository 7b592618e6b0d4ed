import type { ActiveRule } from './chaos-desk.ts'
import { hold } from './hold.ts'

/**
 * The same answer, of which half the body arrives and then nothing, until the rule is cleared: then the rest.
 */
export async function stalled(response: Response, active: ActiveRule): Promise<Response> {
  const body = new Uint8Array(await response.arrayBuffer())
  const half = Math.floor(body.byteLength / 2)
  const gone = new AbortController()
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      if (half > 0) controller.enqueue(body.subarray(0, half))
    },
    async pull(controller) {
      await hold(active, Infinity, gone.signal)
      if (gone.signal.aborted) return
      controller.enqueue(body.subarray(half))
      controller.close()
    },
    cancel: () => gone.abort(),
  })
  const stalledResponse = new Response(stream, response)
  stalledResponse.headers.set('Content-Length', String(body.byteLength))
  return stalledResponse
}
