import { close, isOfBytes, streamFrom } from './byte-stream.ts'

/** Whoever answers for a body that is still arriving. */
export interface Holder {
  /** Set once the body was cut: by the caller's abort or by the deadline. */
  readonly cut: { reason: unknown } | undefined
  /** Whoever reads the body puts a function here, to be told of the cut in the same turn. */
  onCut: ((reason: unknown) => void) | undefined
  /** Copies of the body besides the first; kept here, set by nobody else. */
  copies?: number
  /** The body has ended, one way or the other. */
  release(): void
}

const readers = ['text', 'json', 'arrayBuffer', 'blob', 'bytes', 'formData'] as const
const holderOf = Symbol('holdfast.holder')
const streamOf = Symbol('holdfast.stream')
const baseOf = Symbol('holdfast.base')

/** What the reading of a body failed with, where that was the platform's error. */
const broken = new WeakSet<TypeError>()

/** True for the error of a body that broke; the same error of a caller's code is none. */
export const isBrokenBody = (error: unknown): boolean =>
  error instanceof TypeError && broken.has(error)

type Body = ReadableStream<Uint8Array>
/** A response under the layer. */
type Held = Response & {
  [holderOf]: Holder
  [streamOf]: Body | undefined
  readonly [baseOf]: Response
}
type Reader = (this: Response) => Promise<unknown>

/** Statuses of answers without a body. */
export const noBody: readonly number[] = [101, 103, 204, 205, 304]
const openEnded =
  /^(?:text\/event-stream|application\/(?:(?:x-)?(?:ndjson|jsonl)|json-seq|stream\+json)|multipart\/x-mixed-replace)/

/**
 * Watches the body of a response until its end, without copying or replacing the response: it keeps
 * its identity, class, url and streams, and only its prototype gets a layer that tells the holder.
 *
 * @returns `empty` where there is no body to wait for, `stream` where it may stay open for ever
 */
export function hold(response: Response, holder: Holder): 'body' | 'stream' | 'empty' {
  const isOver = noBody.includes(response.status) || !response.body || response.bodyUsed
  // A frozen one is handed out as it is, and its body left alone.
  if (isOver || !Object.isExtensible(response)) return 'empty'
  const held = response as Held
  const isHeld = holderOf in response
  held[holderOf] = isHeld ? both(held[holderOf], holder) : holder
  held[streamOf] = undefined
  if (!isHeld) {
    Object.setPrototypeOf(response, layerOver(Object.getPrototypeOf(response) as Response))
  }
  return isOpenEnded(response) ? 'stream' : 'body'
}

/** True where the body may stay open for ever. */
export const isOpenEnded = ({ headers }: Response): boolean =>
  openEnded.test(headers.get('content-type') ?? '')

/** Gives a response that was made here what only the platform can give: the facts of the other. */
export function resemble(copy: Response, { url, type, redirected, headers }: Response): Response {
  // What comes from the network has headers that nobody can change, so that all may share them.
  const facts = { url, type, redirected, ...(type !== 'default' && { headers }) }
  for (const [name, value] of Object.entries(facts)) Object.defineProperty(copy, name, { value })
  return copy
}

/** Where one fetch stands on another, the body answers to both. */
const both = (inner: Holder, outer: Holder): Holder => ({
  get cut() {
    return outer.cut ?? inner.cut
  },
  get onCut() {
    return outer.onCut
  },
  set onCut(told: Holder['onCut']) {
    inner.onCut = outer.onCut = told
  },
  release() {
    inner.release()
    outer.release()
  },
})

/** One layer for each class of response: the platform's, and those of custom fetches. */
const layers = new WeakMap<object, object>()

function layerOver(base: Response): object {
  const known = layers.get(base)
  if (known) return known
  const layer = Object.create(base, {
    [baseOf]: { value: base },
    body: { get: body },
    clone: { writable: true, value: clone },
  }) as object
  for (const name of readers) {
    const read = Reflect.get(base, name) as Reader | undefined
    if (read) Object.defineProperty(layer, name, { writable: true, value: watched(read) })
  }
  layers.set(base, layer)
  return layer
}

/** Tells one more of the cut: an answer and its clones may be read at the same time. */
function whenCut(holder: Holder, tell: (reason: unknown) => void): void {
  const others = holder.onCut
  holder.onCut = others
    ? (reason) => {
        others(reason)
        tell(reason)
      }
    : tell
}

const watched = (read: Reader) =>
  function (this: Held): Promise<unknown> {
    const holder = this[holderOf]
    // Read a second time, it is refused; the first reading goes on.
    if (this.bodyUsed || (this[streamOf] ?? below<Body>(this, 'body')).locked)
      return asSeen(this, read)
    return new Promise((resolve, reject) => {
      if (holder.cut) reject(holder.cut.reason)
      whenCut(holder, reject)
      asSeen(this, read).then(
        (result) => {
          holder.release()
          resolve(result)
        },
        (error: unknown) => {
          holder.release()
          breaking(reject)(error)
        },
      )
    })
  }

const breaking = (reject: (error: unknown) => void) => (error: unknown) => {
  if (error instanceof TypeError) broken.add(error)
  reject(error)
}

/** The member below our layer: the platform's, or that of another copy of this library. */
const below = <T>(response: Held, name: string): T =>
  Reflect.get(response[baseOf], name, response) as T

/** Has the platform refuse what it would refuse if the stream that somebody holds were its own. */
function asSeen<T>(response: Held, use: (this: Response) => T): T {
  const inner = response[streamOf]?.locked && below<Body>(response, 'body')
  const lock = inner && !inner.locked && inner.getReader()
  try {
    return use.call(response)
  } finally {
    if (lock) lock.releaseLock()
  }
}

function clone(this: Held): Response {
  const copy = asSeen(this, below<() => Response>(this, 'clone'))
  const holder = this[holderOf]
  if (Object.hasOwn(this, 'url')) resemble(copy, this)
  holder.copies = (holder.copies ?? 0) + 1
  hold(copy, holder)
  // The platform, too, has a new stream now, and the old one is taken.
  this[streamOf]?.getReader()
  this[streamOf] = undefined
  return copy
}

/** The body, read through a stream that tells the holder of its end. Untouched until it is read. */
function body(this: Held): Body | null {
  const inner = below<Body | null>(this, 'body')
  const holder = this[holderOf]
  // A stream of Node's stays one.
  if (!inner?.getReader || (inner.locked && !this[streamOf])) return inner
  this[streamOf] ??= watchedStream(inner, holder)
  return this[streamOf]
}

function watchedStream(inner: Body, holder: Holder): Body {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  const cancel = (reason: unknown) => (reader ?? inner).cancel(reason)
  const fail = (controller: ReadableByteStreamController, error: unknown) => {
    controller.error(error)
    cancel(error).catch(() => undefined)
  }
  const source = {
    start(controller: ReadableByteStreamController) {
      whenCut(holder, (reason) => {
        // Seen but not yet read, it may still be read by the answer's own methods.
        if (stream.locked) fail(controller, reason)
      })
    },
    async pull(controller: ReadableByteStreamController) {
      try {
        reader ??= inner.getReader()
        if (holder.cut) throw holder.cut.reason
        const { done, value } = await reader.read()
        if (!done) return controller.enqueue(value as Uint8Array<ArrayBuffer>)
        close(controller)
      } catch (error) {
        breaking((reason) => fail(controller, reason))(error)
      }
      holder.release()
    },
    cancel(reason: unknown) {
      if (holder.copies) holder.copies -= 1
      else holder.release()
      return cancel(reason)
    },
  }
  // The platform's bodies can be read into a buffer of the reader's own; those of others may not.
  const stream = streamFrom(source, isOfBytes(inner))
  return stream
}
