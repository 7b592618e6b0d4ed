/** What ends a call from outside: its caller's signal, and the closing of the client. */
export interface Endable {
  handleEvent(): void
  close(): void
}

/** Why it aborted. The signals of old polyfills have no reason: then what the platform gives. */
export const reasonOf = ({ reason }: Partial<AbortSignal>): unknown =>
  reason === undefined ? new DOMException('The operation was aborted', 'AbortError') : reason

const collected = new FinalizationRegistry<StandIn>((standIn) => standIn.release())

/**
 * Stands for a call in what outlives it, and does not keep it alive. Where no deadline will come, a
 * caller who drops an answer unread thus leaves nothing behind.
 */
export class StandIn implements Endable {
  readonly #call: WeakRef<Endable>
  readonly #signal: AbortSignal | undefined
  readonly #live: Set<Endable>

  constructor(call: Endable, signal: AbortSignal | undefined, live: Set<Endable>) {
    this.#call = new WeakRef(call)
    this.#signal = signal
    this.#live = live
    signal?.addEventListener('abort', this)
    live.add(this)
    collected.register(call, this)
  }

  handleEvent(): void {
    this.#call.deref()?.handleEvent()
  }

  close(): void {
    this.#call.deref()?.close()
  }

  release(): void {
    this.#signal?.removeEventListener('abort', this)
    this.#live.delete(this)
  }
}
