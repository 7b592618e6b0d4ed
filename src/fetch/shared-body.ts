import { close, streamFrom } from './byte-stream.ts'
import { isOpenEnded, noBody } from './body-kind.ts'
import { resemble } from './held-response.ts'

const finite = /^(?:text\/|image\/|application\/(?:[\w.+-]*(?:json|xml)|javascript))/

/** What may lie here for the slowest reader: every body that is shared by its length fits. */
const mostBytes = 16_000_000

/** True where several callers may read one body: it ends, and it is the answer to all of them. */
export function isShareable(response: Response): boolean {
  const { headers, body, status } = response
  // What a stub or another maker gives has no clone that could be trusted.
  if (!(response instanceof Response)) return false
  if (!body) return true
  // What the platform would not let us make again.
  if (status > 599) return false
  // A wire may give one answer twice: whoever comes second is refused by the platform, not by us.
  if (response.bodyUsed || body.locked) return false
  if (isOpenEnded(response) || headers.get('vary')?.includes('*')) return false
  const length = headers.get('content-length')
  // A compressed answer has no usable length; of these types it still ends.
  return length === null
    ? finite.test(headers.get('content-type') ?? '')
    : Number(length) <= mostBytes
}

/** An answer for one of several callers. */
export type Copy = Readonly<{
  response: Response
  /** Ends its body alone, read or not. */
  cut?: (reason: unknown) => void
}>

/** Makes one answer many, or leaves it for one; of many, the one given is not to be used any more. */
export function copiesOf(response: Response, count: number): Copy[] {
  if (count < 2) return [{ response }]
  const { body, status, statusText, headers } = response
  const each = Array.from({ length: count })
  if (!body || noBody.includes(status)) {
    return each.map((_, index) => ({ response: index === 0 ? response : response.clone() }))
  }
  const shared = new SharedBody(body)
  return each.map(() => {
    const { stream, cut } = shared.branch()
    const copy = new Response(stream, { status, statusText, headers })
    return { response: resemble(copy, response), cut }
  })
}

/** One reader: what it has not taken yet, and whether it asks. */
type Branch = {
  readonly chunks: Uint8Array[]
  bytes: number
  controller?: ReadableByteStreamController
  /** Set while it asks for a chunk that has not come. */
  wake?: (() => void) | undefined
}

/**
 * One body for several readers. The wire is read once, when the fastest asks, and a chunk is kept
 * until the slowest has taken it or has gone. Past `limitBytes` the others wait for the slowest.
 */
export class SharedBody {
  readonly #wire: ReadableStreamDefaultReader<Uint8Array>
  readonly #limitBytes: number
  /** Those who still read. */
  readonly #branches = new Set<Branch>()
  #reading = false
  #end: ((controller: ReadableByteStreamController) => void) | undefined

  constructor(body: ReadableStream<Uint8Array>, limitBytes: number = mostBytes) {
    this.#wire = body.getReader()
    this.#limitBytes = limitBytes
  }

  /** What is kept just now: what the slowest has not taken. */
  get heldBytes(): number {
    return Math.max(0, ...[...this.#branches].map(({ bytes }) => bytes))
  }

  /** One more reader, from the first chunk; all are made before the first one reads. */
  branch(): { stream: ReadableStream<Uint8Array>; cut: (reason: unknown) => void } {
    const branch: Branch = { chunks: [], bytes: 0 }
    this.#branches.add(branch)
    return {
      stream: streamFrom({
        start: (controller) => void (branch.controller = controller),
        pull: () =>
          new Promise((resolve) => {
            branch.wake = resolve
            this.#serve()
          }),
        cancel: (reason) => this.#leave(branch, reason),
      }),
      cut: (reason) => {
        // Nothing happens to one that has ended.
        branch.controller?.error(reason)
        this.#leave(branch, reason)?.catch(() => undefined)
      },
    }
  }

  /** Gives everyone who asks what there is, and reads on for those who have had all of it. */
  #serve(): void {
    let isWanted = false
    for (const branch of this.#branches) {
      const { wake, chunks, controller } = branch
      if (!wake || !controller) continue
      const chunk = chunks.shift()
      if (chunk) {
        branch.bytes -= chunk.length
        // Each may write into what it reads, or send it away.
        controller.enqueue(chunk.slice())
      } else if (this.#end) this.#end(controller)
      else {
        isWanted = true
        continue
      }
      branch.wake = undefined
      wake()
    }
    if (isWanted && !this.#reading && this.heldBytes < this.#limitBytes) void this.#read()
  }

  async #read(): Promise<void> {
    this.#reading = true
    try {
      const { done, value } = await this.#wire.read()
      if (done) this.#end = close
      else if (!ArrayBuffer.isView(value)) throw new TypeError('A chunk of the body is not bytes')
      else if (value.length > 0) {
        for (const branch of this.#branches) {
          branch.chunks.push(value)
          branch.bytes += value.length
        }
      }
    } catch (error) {
      this.#end = (controller) => controller.error(error)
      this.#wire.cancel(error).catch(() => undefined)
    }
    this.#reading = false
    this.#serve()
  }

  /** @returns when the wire has been let go, for the last one */
  #leave(branch: Branch, reason: unknown): Promise<void> | undefined {
    if (!this.#branches.delete(branch)) return undefined
    if (this.#branches.size === 0) return this.#wire.cancel(reason)
    this.#serve()
    return undefined
  }
}
