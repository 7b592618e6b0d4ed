import type { HoldfastEvent } from 'holdfast'

/** How far a call has come, while it is under way. */
export type Progress = Readonly<{
  call: number
  /** The attempt on the wire, or the one that comes next. Counts from 1. */
  attempt: number
  /** Known once the transport has planned a retry. */
  mostAttempts: number | undefined
  /** Milliseconds since the epoch at which the next attempt goes; absent while one is on the wire. */
  nextAt: number | undefined
}>

/** Follows the calls under way, the latest one for each method and path. */
export class Calls {
  #calls: ReadonlyMap<string, Progress> = new Map()

  add(event: HoldfastEvent): void {
    if (!('call' in event)) return
    const name = callName(event.method, pathOf(event.route))
    const { call } = event
    const known = this.#calls.get(name)
    if (event.type === 'call-settled') {
      if (known?.call === call) this.#change((calls) => calls.delete(name))
    } else if (event.type === 'attempt-started') {
      const mostAttempts = known?.call === call ? known.mostAttempts : undefined
      const progress = { call, attempt: event.attempt, mostAttempts, nextAt: undefined }
      this.#change((calls) => calls.set(name, progress))
    } else if (event.type === 'retry-scheduled') {
      const { attempt, mostAttempts } = event
      const progress = { call, attempt, mostAttempts, nextAt: event.at + event.delayMs }
      this.#change((calls) => calls.set(name, progress))
    }
  }

  get underWay(): ReadonlyMap<string, Progress> {
    return this.#calls
  }

  #change(by: (calls: Map<string, Progress>) => void): void {
    const calls = new Map(this.#calls)
    by(calls)
    this.#calls = calls
  }
}

export const callName = (method: string, path: string): string => `${method} ${path}`

/** A route of an event without its host. */
export const pathOf = (route: string): string => route.slice(Math.max(0, route.indexOf('/')))
