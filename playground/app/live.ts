import type { Client, Stats } from 'holdfast'
import { useSyncExternalStore } from 'react'
import { client } from './api.ts'
import { callName, Calls, type Progress } from './calls.ts'
import { EventLines } from './event-lines.ts'
import type { LogEntry } from './log-entry.ts'
import { Phases, type Span } from './phases.ts'
import { type Second, Tally } from './tally.ts'

/** What the page shows of the client, a picture taken four times a second. */
export type Picture = Readonly<{
  /** Milliseconds since the epoch. */
  now: number
  stats: Stats
  seconds: readonly Second[]
  spans: readonly Span[]
  lines: readonly LogEntry[]
  underWay: ReadonlyMap<string, Progress>
}>

const FRAME_MS = 250

/** Listens to a client from the first request on; takes pictures only while somebody looks. */
class Live {
  readonly #client: Client
  readonly #tally = new Tally()
  readonly #phases = new Phases()
  readonly #lines = new EventLines()
  readonly #calls = new Calls()
  readonly #lookers = new Set<() => void>()
  #timer: ReturnType<typeof setInterval> | undefined
  #picture: Picture

  constructor(of: Client) {
    this.#client = of
    this.#picture = this.#take()
    of.on((event) => {
      for (const part of [this.#tally, this.#phases, this.#lines, this.#calls]) part.add(event)
    })
  }

  readonly picture = (): Picture => this.#picture

  readonly subscribe = (look: () => void): (() => void) => {
    this.#lookers.add(look)
    this.#timer ??= setInterval(() => this.#show(), FRAME_MS)
    return () => {
      this.#lookers.delete(look)
      if (this.#lookers.size > 0) return
      clearInterval(this.#timer)
      this.#timer = undefined
    }
  }

  #show(): void {
    this.#picture = this.#take()
    for (const look of this.#lookers) look()
  }

  #take(): Picture {
    const now = Date.now()
    return {
      now,
      stats: this.#client.stats(),
      seconds: this.#tally.recent(now),
      spans: this.#phases.recent(now),
      lines: this.#lines.recent,
      underWay: this.#calls.underWay,
    }
  }
}

const live = new Live(client)

/** Renders again with each new picture. */
export const usePicture = (): Picture => useSyncExternalStore(live.subscribe, live.picture)

/** For drawing without rendering: at once, and with each new picture. */
export function onPicture(draw: (picture: Picture) => void): () => void {
  draw(live.picture())
  return live.subscribe(() => draw(live.picture()))
}

/** How far the latest call to that path has come; `undefined` while there is none. */
export function useProgress(method: string, path: string): Progress | undefined {
  const name = callName(method, path)
  const read = () => live.picture().underWay.get(name)
  return useSyncExternalStore(live.subscribe, read)
}

/** The time of the last picture, for ages and countdowns. */
export const useNow = (everyMs = FRAME_MS): number =>
  useSyncExternalStore(live.subscribe, () => Math.floor(live.picture().now / everyMs) * everyMs)
