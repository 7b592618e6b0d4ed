type Body = ReadableStream<Uint8Array>

/** Reads a body for the stream in front of it. */
export type BodyReader = Readonly<{
  read: () => Promise<ReadableStreamReadResult<Uint8Array>>
  cancel: (reason: unknown) => Promise<void>
}>

/** Gives back the body behind a stream, by that stream, as long as nothing of it was read. */
const givers = new WeakMap<Body, () => void>()

/** @param look  called when the body has ended or broken: its next reading tells which */
export function readerOf(
  body: Body,
  look: () => void,
): BodyReader & { front: (stream: Body) => Body } {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  let isRead = false
  const take = () => {
    if (reader) return reader
    const own = (reader = body.getReader())
    const told = () => {
      if (own === reader) look()
    }
    own.closed.then(told, told)
    return own
  }
  /** Without its reader the end of the body is nobody's. */
  const leave = () => {
    const own = reader
    reader = undefined
    return own
  }
  return {
    read() {
      isRead = true
      return take().read()
    },
    cancel: (reason) => (leave() ?? body).cancel(reason),
    /** Whoever takes this stream hears of the end, also while asking for nothing. */
    front(stream) {
      givers.set(stream, () => {
        if (!isRead) leave()?.releaseLock()
      })
      const getReader = (...how: []) => {
        const own = lock(stream, ...how)
        take()
        return own
      }
      return Object.defineProperty(stream, 'getReader', { value: getReader })
    },
  }
}

/** Takes a stream, and no body behind it. */
export const lock = (stream: Body, ...how: []): unknown =>
  ReadableStream.prototype.getReader.apply(stream, how)

/** Somebody may have taken the stream, read nothing, and let go again. */
export function giveBack(stream: Body | undefined): void {
  if (stream && !stream.locked) givers.get(stream)?.()
}
