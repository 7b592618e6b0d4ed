import type { Options } from 'ky'
import type { Clock } from '../clock.ts'
import { parseJson as parse } from './parse-json.ts'

/** What the body of an error may take, from when it is read: enough for what explains it. */
const longestMs = 3000
const mostBytes = 1_000_000

/** To ky a 304 is no success, to whoever asked for it the answer. */
const isRefusal = (status: number): boolean => status !== 304

type Given = Pick<Options, 'throwHttpErrors' | 'parseJson'>
type Body = ReadableStream<Uint8Array>

/**
 * ky reads the body of an error before it tells of the error: here it gets what comes in time, as
 * text where that is not whole. What a hook or the caller reads is theirs, whatever it takes.
 */
export function briefBody(
  clock: Clock,
  { throwHttpErrors = isRefusal, parseJson = parse }: Given,
): { reading: Given; brief: (response: Response) => Response } {
  let isThrown = false
  let isCut = false
  /** As much of a stream as ky uses; it ends where its time or its bytes are over, or where it breaks. */
  const inBounds = (body: Body): Pick<Body, 'getReader'> => {
    const reader = body.getReader()
    let leftBytes = mostBytes
    const stop = () => {
      isCut = true
      reader.cancel().catch(() => undefined)
    }
    const timer = clock.setTimer(stop, longestMs)
    const read = async () => {
      const { value } = (await reader.read().catch(stop)) ?? {}
      if (!value) {
        clock.clearTimer(timer)
        return { done: true }
      }
      const kept = value.subarray(0, leftBytes)
      leftBytes -= value.length
      if (leftBytes < 0) stop()
      return { value: kept }
    }
    return { getReader: () => ({ read }) as never }
  }
  const brief = (response: Response): Response => {
    if (response.ok || !(response instanceof Response && Object.isExtensible(response))) {
      return response
    }
    const layer = Object.getPrototypeOf(response) as Response
    return Object.defineProperties(response, {
      body: {
        get() {
          const body = Reflect.get(layer, 'body', response)
          if (!isThrown || !body) return body
          // From now on others look.
          isThrown = false
          return inBounds(body)
        },
      },
      // Hooks get clones, and may answer with them.
      clone: { value: () => brief(layer.clone.call(response)) },
    })
  }
  const reading: Given = {
    // Asked just before an error's body is read.
    throwHttpErrors: (status) =>
      (isThrown =
        typeof throwHttpErrors === 'function' ? throwHttpErrors(status) : throwHttpErrors),
    async parseJson(text, about) {
      try {
        return await parseJson(text, about)
      } catch (error) {
        if (isCut) return text
        throw error
      }
    },
  }
  return { reading, brief }
}
