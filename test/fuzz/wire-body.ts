import type { Dice } from './dice.ts'
import type { VirtualTime } from './virtual-time.ts'

/** A body under way, as the server sees it. */
export type WireBody = {
  readonly init: BodyInit | null
  readonly type: string
  /** What a reader gets in the end; `undefined` where it never does. */
  readonly text: string | undefined
  /** What breaks it. */
  readonly error: unknown
  /** False once the server is done with it: sent, broken or let go. */
  readonly open: boolean
  /** The request's signal fired: the platform breaks the body. */
  abort(reason: unknown): void
}

const quiet = { error: undefined, open: false, abort: () => undefined } as const

export function randomBody(dice: Dice, time: VirtualTime, status: number): WireBody {
  if (status === 204 || status === 304) return { ...quiet, init: null, type: '', text: '' }
  const kind = dice.weighted({
    none: 2,
    empty: 1,
    short: 12,
    stream: 3,
    stall: 1,
    break: 1,
    sse: 1,
  })
  if (kind === 'none') return { ...quiet, init: null, type: '', text: '' }
  if (kind === 'empty') return { ...quiet, init: '', type: 'text/plain', text: '' }
  if (kind === 'short') {
    return { ...quiet, init: 'an answer', type: dice.pick('text/plain', ''), text: 'an answer' }
  }
  return new StreamedBody(dice, time, kind)
}

const bytes = new TextEncoder().encode('chunk ')

/** Sends a chunk now and then; ends, breaks, or falls silent. */
class StreamedBody implements WireBody {
  readonly init: ReadableStream<Uint8Array>
  readonly type: string
  readonly text: string | undefined
  readonly error: TypeError = new TypeError('terminated')
  open = true
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined

  constructor(dice: Dice, time: VirtualTime, kind: 'stream' | 'stall' | 'break' | 'sse') {
    const chunks = dice.int(0, 4)
    const ends = kind === 'stream' || (kind === 'sse' && dice.chance(0.5))
    this.type = kind === 'sse' ? 'text/event-stream' : dice.pick('text/plain', 'application/json')
    this.text = ends ? 'chunk '.repeat(chunks) : undefined
    this.init = new ReadableStream({
      start: (controller) => void (this.#controller = controller),
      cancel: () => void (this.open = false),
    })
    const gapMs = dice.pick(0, 1, 50, 3000)
    for (let chunk = 0; chunk < chunks; chunk++) {
      this.#later(time, gapMs * chunk, (controller) => controller.enqueue(bytes))
    }
    if (ends) this.#later(time, gapMs * chunks, (controller) => this.#end(controller))
    if (kind === 'break') this.#later(time, gapMs * chunks, () => this.abort(this.error))
  }

  abort(reason: unknown): void {
    if (!this.open) return
    this.open = false
    this.#controller?.error(reason)
  }

  #later(
    time: VirtualTime,
    ms: number,
    send: (controller: ReadableStreamDefaultController<Uint8Array>) => void,
  ): void {
    const act = () => {
      if (this.open && this.#controller) send(this.#controller)
    }
    if (ms === 0) act()
    else time.in(ms, act)
  }

  #end(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.open = false
    controller.close()
  }
}

/** A wait in every form that servers write it. */
export function randomHeaders(
  dice: Dice,
  status: number,
  wallMs: number,
): { headers: Record<string, string>; retryAfter: number | undefined } {
  const headers: Record<string, string> = {}
  if (status < 400 || dice.chance(0.6)) return { headers, retryAfter: undefined }
  const date = (offset: number) => new Date(wallMs + offset).toUTCString()
  const field = dice.pick(
    ...['0', '1', '3', '30', '7200', '99999999999', '-1', 'soon', '1.5', ''],
    ...[date(2000), date(-5000), date(86_400_000)],
  )
  headers['retry-after'] = field
  if (dice.chance(0.3)) headers['date'] = date(dice.pick(0, -3_600_000, 60_000))
  return { headers, retryAfter: /^\d+$/.test(field) ? Number(field) : undefined }
}
