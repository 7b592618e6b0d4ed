import { bodyOf, isOpaque } from './body-kind.ts'
import { giveBack, lock, readerOf } from './body-reader.ts'
import { close, isOfBytes, streamFrom } from './byte-stream.ts'

/** Whoever answers for a body that is still arriving. */
export interface Holder {
  /** Set once the body was cut: by the caller's abort or by the deadline. */
  readonly cut: { reason: unknown } | undefined
  /** Whoever reads the body puts a function here, to be told of the cut in the same turn. */
  onCut: OnCut | undefined
  /** Copies of the body besides the first; kept here, set by nobody else. */
  copies?: number
  /** The body has arrived, or broke on its way; with no word, its reader has left it. */
  release(end?: BodyEnd): void
}

export type BodyEnd = 'success' | 'failure'

/** @returns true where somebody waited for more of the body just then */
export type OnCut = (reason: unknown) => unknown

const readers = ['text', 'json', 'arrayBuffer', 'blob', 'bytes', 'formData'] as const
const holderOf = Symbol('holdfast.holder')
const streamOf = Symbol('holdfast.stream')
const baseOf = Symbol('holdfast.base')

/** What the reading of a body failed with, where that was the platform's error. */
const broken = new WeakSet<object>()

/** True for the error of a body that broke; the same error of a caller's code is none. */
export const isBrokenBody = (error: unknown): boolean => broken.has(error as object)

type Body = ReadableStream<Uint8Array>
/** A response under the layer. */
type Held = Response & {
  [holderOf]: Holder
  [streamOf]: Body | undefined
  readonly [baseOf]: Response
}
type Reader = (this: Response) => Promise<unknown>

/**
 * Watches the body of a response until its end, without copying or replacing the response: it keeps
 * its identity, class, url and streams, and only its prototype gets a layer that tells the holder.
 */
export function hold(response: Response, holder: Holder): ReturnType<typeof bodyOf> {
  const kind = bodyOf(response)
  if (kind === 'empty') return kind
  const held = response as Held
  const isHeld = holderOf in response
  held[holderOf] = isHeld ? both(held[holderOf], holder) : holder
  if (isOpaque(response)) return kind
  held[streamOf] = undefined
  if (!isHeld) {
    Object.setPrototypeOf(response, layerOver(Object.getPrototypeOf(response) as Response))
  }
  return kind
}

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
  release(end) {
    inner.release(end)
    outer.release(end)
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
function whenCut(holder: Holder, tell: OnCut): void {
  const others = holder.onCut
  holder.onCut = others
    ? (reason) => {
        const isAwaited = others(reason)
        return tell(reason) || isAwaited
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
      whenCut(holder, (reason) => {
        reject(reason)
        return true
      })
      asSeen(this, read).then(
        (result) => {
          holder.release('success')
          resolve(result)
        },
        (error: unknown) => {
          const end = endBy(error, holder)
          // A form that is none fails with the same error.
          holder.release(read.name === 'formData' ? 'success' : end)
          reject(error)
        },
      )
    })
  }

/** What an error says of the body: what nobody cut has broken, in Firefox with an `AbortError`. */
function endBy(error: unknown, { cut }: Holder): BodyEnd {
  const isPlatforms = error instanceof TypeError || (error as Error | null)?.name === 'AbortError'
  // Whoever cannot parse it has had all of it.
  if (cut || !isPlatforms) return 'success'
  broken.add(error as object)
  return 'failure'
}

/** The member below our layer: the platform's, or that of another copy of this library. */
const below = <T>(response: Held, name: string): T =>
  Reflect.get(response[baseOf], name, response) as T

/** Has the platform refuse what it would refuse if the stream that somebody holds were its own. */
function asSeen<T>(response: Held, use: (this: Response) => T): T {
  giveBack(response[streamOf])
  const inner = response[streamOf]?.locked && below<Body>(response, 'body')
  const own = inner && !inner.locked && inner.getReader()
  try {
    return use.call(response)
  } finally {
    if (own) own.releaseLock()
  }
}

function clone(this: Held): Response {
  const copy = asSeen(this, below<() => Response>(this, 'clone'))
  const holder = this[holderOf]
  if (Object.hasOwn(this, 'url')) resemble(copy, this)
  holder.copies = (holder.copies ?? 0) + 1
  hold(copy, holder)
  // The platform, too, has a new stream now, and the old one is taken.
  if (this[streamOf]) lock(this[streamOf])
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
  let isAsking = false
  let ended = (): unknown => undefined
  const reader = readerOf(inner, () => ended())
  const fail = (controller: ReadableByteStreamController, error: unknown) => {
    controller.error(error)
    reader.cancel(error).catch(() => undefined)
  }
  const source = {
    start(controller: ReadableByteStreamController) {
      ended = () => source.pull(controller)
      whenCut(holder, (reason) => {
        // Seen but not yet read, it may still be read by the answer's own methods.
        if (stream.locked) fail(controller, reason)
        return isAsking
      })
    },
    async pull(controller: ReadableByteStreamController) {
      let end: BodyEnd = 'success'
      isAsking = true
      try {
        if (holder.cut) throw holder.cut.reason
        const { done, value } = await reader.read()
        isAsking = false
        if (!done) return controller.enqueue(value as Uint8Array<ArrayBuffer>)
        close(controller)
      } catch (error) {
        end = endBy(error, holder)
        fail(controller, error)
      }
      holder.release(end)
    },
    cancel(reason: unknown) {
      const cancelled = reader.cancel(reason)
      if (holder.copies) holder.copies -= 1
      else holder.release()
      return cancelled
    },
  }
  // The platform's bodies can be read into a buffer of the reader's own; those of others may not.
  const stream = streamFrom(source, isOfBytes(inner))
  return reader.front(stream)
}
