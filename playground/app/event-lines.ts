import type { HoldfastEvent } from 'holdfast'
import { describe, type LogEntry } from './log-entry.ts'

const MOST_LINES = 30
/** A burst makes a few kinds of lines by turns: so far back one is counted, not repeated. */
const LOOK_BACK = 3
/** What happened longer ago is history and stays as it is. */
const SAME_MS = 2_000

/** The last lines of the event log, newest first. */
export class EventLines {
  #lines: readonly LogEntry[] = []
  #ids = 0

  add(event: HoldfastEvent): void {
    const said = describe(event)
    if (!said) return
    const same = this.#lines.slice(0, LOOK_BACK).find((line) => isSame(line, said))
    const others = this.#lines.filter((line) => line !== same)
    const line = { ...said, id: same?.id ?? ++this.#ids, times: (same?.times ?? 0) + 1 }
    this.#lines = [line, ...others.slice(0, MOST_LINES - 1)]
  }

  get recent(): readonly LogEntry[] {
    return this.#lines
  }
}

const isSame = (a: LogEntry, b: Omit<LogEntry, 'id' | 'times'>): boolean =>
  b.at - a.at < SAME_MS && a.type === b.type && a.route === b.route && a.outcome === b.outcome
