import type { HoldfastEvent } from '../../src/events.ts'
import type { WireRequest } from './hostile-wire.ts'
import type { Rule, Watch } from './rules.ts'

/** Tells what happens, for the replay of one episode. */
export class Trace implements Rule {
  readonly #watch: Watch
  readonly #tell: (line: string) => void

  constructor(watch: Watch, tell: (line: string) => void) {
    this.#watch = watch
    this.#tell = tell
  }

  departed({ id, call }: WireRequest): void {
    this.#say(`request ${id} departs for caller ${call.id} at ${call.gate}`)
  }

  closed({ id, status, aborted, retryAfter, honours }: WireRequest): void {
    this.#say(
      `request ${id} ${honours ? '' : '(deaf) '}${aborted ? 'aborted' : (status ?? 'failed')} ${retryAfter ?? ''}`,
    )
  }

  event({ at: _at, client: _client, ...event }: HoldfastEvent): void {
    this.#say(JSON.stringify(event))
  }

  #say(text: string): void {
    this.#tell(`${this.#watch.time.nowMs} ${text}`)
  }
}
