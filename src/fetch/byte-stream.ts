import { works } from './works.ts'

let hasBytes: boolean | undefined

/** Safari before 26.4 refuses to make a stream of bytes: there an ordinary one does, found at first use. */
const canBeOfBytes = (): boolean =>
  (hasBytes ??= works(() => new ReadableStream({ type: 'bytes' })))

/**
 * A stream in front of a body. Nothing is read ahead, so that the answer's own methods still work
 * until somebody reads the stream.
 *
 * @param ofBytes  true where it can be read into a buffer of the reader's own, if the engine can
 */
export function streamFrom(
  source: Omit<UnderlyingByteSource, 'type'>,
  ofBytes = true,
): ReadableStream<Uint8Array> {
  const type = ofBytes && canBeOfBytes() ? 'bytes' : undefined
  return new ReadableStream<Uint8Array>({ ...source, type } as UnderlyingSource, {
    highWaterMark: 0,
  })
}

/** Ends a stream of bytes, also for one who reads into a buffer of its own. */
export function close(controller: ReadableByteStreamController): void {
  controller.close()
  controller.byobRequest?.respond(0)
}

/** True where somebody may read it into a buffer of his own. */
export const isOfBytes = (stream: ReadableStream): boolean =>
  works(() => stream.getReader({ mode: 'byob' }).releaseLock())
