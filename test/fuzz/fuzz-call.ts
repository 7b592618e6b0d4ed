import type { CallSettings } from '../../src/fetch/options.ts'

/** One caller and what may be expected of its call. */
export type FuzzCall = {
  readonly id: number
  readonly url: string
  readonly method: string
  readonly gate: string
  readonly own: CallSettings | undefined
  readonly startedAt: number
  /** When the answer and its body must be there, `Infinity` for never. */
  readonly deadlineAt: number
  readonly mostAttempts: number
  readonly cost: number
  /** What it may cost at most. */
  readonly mostCost: number
  readonly rateKey: string
  readonly signal: CallerSignal | undefined
  /** The number under which events speak of it. */
  number: number | undefined
  state: 'waiting' | 'answered' | 'rejected' | 'done'
}

/** A caller's signal that counts the listeners it still has. */
export type CallerSignal = {
  readonly controller: AbortController
  /** Calls that were given this signal and still go on. */
  users: number
  listeners: number
}

export function callerSignal(): CallerSignal {
  const controller = new AbortController()
  const counted: CallerSignal = { controller, users: 0, listeners: 0 }
  const { signal } = controller
  const added = signal.addEventListener.bind(signal)
  const removed = signal.removeEventListener.bind(signal)
  const listeners = new Set<unknown>()
  signal.addEventListener = (type: string, listener: never, options?: never) => {
    listeners.add(listener)
    counted.listeners = listeners.size
    added(type as 'abort', listener, options)
  }
  signal.removeEventListener = (type: string, listener: never, options?: never) => {
    listeners.delete(listener)
    counted.listeners = listeners.size
    removed(type as 'abort', listener, options)
  }
  return counted
}
