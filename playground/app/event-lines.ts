import type { HoldfastEvent } from 'holdfast'
import { describe, type LogEntry } from './log-entry.ts'

const MOST_LINES = 30

/** The last lines of the event log, newest first. */
export class EventLines {
  #lines: readonly LogEntry[] = []
  #ids = 0

  add(event: HoldfastEvent): void {
    const said = describe(event)
    if (!said) return
    const [newest, ...older] = this.#lines
    if (newest && isSame(newest, said)) {
      this.#lines = [{ ...newest, at: said.at, times: newest.times + 1 }, ...older]
    } else {
      const line = { ...said, id: ++this.#ids, times: 1 }
      this.#lines = [line, ...this.#lines.slice(0, MOST_LINES - 1)]
    }
  }

  get recent(): readonly LogEntry[] {
    return this.#lines
  }
}

const isSame = (a: LogEntry, b: Omit<LogEntry, 'id' | 'times'>): boolean =>
  a.type === b.type && a.route === b.route && a.outcome === b.outcome
