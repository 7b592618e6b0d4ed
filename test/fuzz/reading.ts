import { isHoldfastError } from '../../src/errors.ts'
import type { Dice } from './dice.ts'
import { fallbackText } from './random-options.ts'
import type { Watch } from './rules.ts'

/** What one caller does with the body it was given. */
export class Reading {
  readonly isOpenEnded: boolean
  readonly #response: Response
  readonly #dice: Dice
  readonly #watch: Watch
  readonly #cause: () => { reason: unknown } | undefined
  /** What else may cut it by now. */
  readonly #codes: () => string[]
  readonly #end: (wrong?: string) => void
  readonly #error: unknown
  readonly #text: string | undefined
  /** Reads that have begun and not ended. */
  #reads = 0
  #over = false
  /** Read to see that it was cut. */
  #isProving = false

  constructor(
    response: Response,
    dice: Dice,
    watch: Watch,
    cause: () => { reason: unknown } | undefined,
    codes: () => string[],
    end: (wrong?: string) => void,
  ) {
    const body = watch.requests[Number(response.statusText)]?.body
    this.isOpenEnded = body?.type === 'text/event-stream'
    this.#response = response
    this.#dice = dice
    this.#watch = watch
    this.#cause = cause
    this.#codes = codes
    this.#end = end
    this.#error = body?.error
    this.#text = response.statusText === fallbackText ? fallbackText : body?.text
  }

  get isUnderWay(): boolean {
    return this.#reads > 0 && !this.#isProving
  }

  begin(): void {
    const dice = this.#dice
    const kinds = {
      read: 10,
      later: 2,
      stream: 3,
      part: 1,
      cancel: 1,
      never: 1,
      clone: 1,
      split: 1,
    }
    const kind = dice.weighted(kinds)
    this.#watch.tell?.(`answer ${this.#response.statusText}: ${kind}, ${String(this.#text)}`)
    if (this.#response.body === null || this.#response.status === 204) return this.#done()
    if (kind === 'never') return
    if (kind === 'later') {
      const start = () => void (this.#reads === 0 && !this.#over && this.#read(this.#response))
      return this.#watch.time.in(dice.pick(0, 10, 1000), start)
    }
    if (kind === 'read') return this.#read(this.#response)
    if (kind === 'stream') return this.#follow(all(this.#response.body), this.#text)
    if (kind === 'part') return this.#follow(part(this.#response.body), undefined)
    if (kind === 'cancel') return this.letGo()
    const copy = this.#response.clone()
    this.#read(copy)
    if (kind === 'clone') this.#read(this.#response)
    // Resolves when both are over, as the platform has it.
    else this.#response.body.cancel().catch(() => undefined)
  }

  /** Nobody is going to read it. */
  letGo(): void {
    if (this.#reads > 0 || this.#over) return
    this.#response.body?.cancel().catch(() => undefined)
    this.#reads += 1
    this.#done()
  }

  /** Unread and cut: a read must fail now. */
  mustBeCut(): void {
    if (this.#over || this.#reads > 0) return
    this.#isProving = true
    this.#reads += 1
    this.#response.text().then(
      () => this.#done('was read after its end'),
      (error: unknown) => this.#done(this.#whyWrong(error)),
    )
  }

  #read(response: Response): void {
    const asBytes = this.#dice.chance(0.3)
    const decoded = (bytes: ArrayBuffer) => new TextDecoder().decode(bytes)
    this.#follow(asBytes ? response.arrayBuffer().then(decoded) : response.text(), this.#text)
  }

  #follow(reading: Promise<unknown>, text: string | undefined): void {
    this.#reads += 1
    const isAll = text !== undefined
    reading.then(
      (value) => this.#done(isAll && value !== text ? `read ${String(value)}` : undefined),
      (error: unknown) => this.#done(this.#whyWrong(error)),
    )
  }

  #done(wrong?: string): void {
    this.#reads -= 1
    if (wrong !== undefined) return this.#end(wrong)
    if (this.#reads > 0) return
    this.#over = true
    this.#end()
  }

  #whyWrong(error: unknown): string | undefined {
    const cause = this.#cause()
    if (cause && error === cause.reason) return undefined
    if (error === this.#error) return undefined
    if (isHoldfastError(error) && this.#codes().includes(error.code)) return undefined
    return `rejects with ${String(error)}`
  }
}

async function all(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  const reader = body.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    text += decoder.decode(read.value, { stream: true })
  }
  return text
}

async function part(body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader()
  await reader.read()
  await reader.cancel()
}
