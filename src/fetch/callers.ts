import { discard } from './outcome.ts'
import { copiesOf, isShareable } from './shared-body.ts'

/** One who waits. */
export interface Recipient {
  /** Its deadline. */
  readonly ringAt: number
  /** @param cut  ends the body where others read the same one */
  deliver(response: Response, cut?: (reason: unknown) => void): void
  fail(error: unknown): void
}

/** Those who wait for one answer, or still read it. */
export class Callers<T extends Recipient> {
  #calls: T[] = []

  get count(): number {
    return this.#calls.length
  }

  /** The instant after which none of them waits any more. */
  get deadlineAt(): number {
    return this.#calls.reduce((latest, { ringAt }) => Math.max(latest, ringAt), 0)
  }

  has(call: T): boolean {
    return this.#calls.includes(call)
  }

  join(call: T): void {
    // Most have one: a literal has room for just that, where a push makes room for many.
    if (this.#calls.length === 0) this.#calls = [call]
    else this.#calls.push(call)
  }

  /** @returns true where the last one has gone */
  leave(call: T): boolean {
    const index = this.#calls.indexOf(call)
    if (index >= 0) this.#calls.splice(index, 1)
    return index >= 0 && this.#calls.length === 0
  }

  each(tell: (call: T) => void): void {
    for (const call of [...this.#calls]) tell(call)
  }

  /**
   * Gives everyone a body of their own; `startOver` takes those who cannot share this answer. What
   * throws on the way ends those who have got nothing: nobody may hang on it.
   */
  deliver(response: Response, startOver: (call: T) => void): void {
    try {
      this.#share(response, startOver)
    } catch (error) {
      this.fail(error)
      discard(response)
    }
  }

  #share(response: Response, startOver: (call: T) => void): void {
    const [first] = this.#calls
    if (first && this.count === 1) return first.deliver(response)
    const calls = [...this.#calls]
    // A listener may make any of them leave while another one is served.
    const others = calls.length > 1 && !isShareable(response) ? calls.splice(1) : []
    for (const call of others) {
      if (!this.has(call)) continue
      this.leave(call)
      startOver(call)
    }
    // All copies are made before anyone reads.
    for (const [index, { response: copy, cut }] of copiesOf(response, calls.length).entries()) {
      const call = calls[index]
      if (call && this.has(call)) call.deliver(copy, cut)
      else discard(copy)
    }
  }

  fail(error: unknown): void {
    for (const call of [...this.#calls]) if (this.has(call)) call.fail(error)
  }
}
