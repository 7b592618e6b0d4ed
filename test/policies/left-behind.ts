import { afterEach, expect } from 'vitest'
import { type FakeClock, fakeClock } from '../../src/testing/fake-clock.ts'

const clocks: FakeClock[] = []
const callers: Caller[] = []

/** A caller that may leave. */
export type Caller = Readonly<{
  signal: AbortSignal
  leave: (reason?: unknown) => void
  /** Listeners that its signal still has. */
  listeners: () => number
}>

/** A clock on which no timer may be left at the end of the test. */
export function clockOfTest(): FakeClock {
  const clock = fakeClock()
  clocks.push(clock)
  return clock
}

/** A caller on whose signal no listener may be left at the end of the test. */
export function caller(): Caller {
  const controller = new AbortController()
  const { signal } = controller
  const listeners = new Set<unknown>()
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (type: string, listener: never, options?: AddEventListenerOptions) => {
    listeners.add(listener)
    add(type as 'abort', listener, options)
    if (options?.once) add('abort', () => listeners.delete(listener), { once: true })
  }
  signal.removeEventListener = (type: string, listener: never, options?: never) => {
    listeners.delete(listener)
    remove(type as 'abort', listener, options)
  }
  const made = {
    signal,
    leave: (reason?: unknown) => controller.abort(reason),
    listeners: () => listeners.size,
  }
  callers.push(made)
  return made
}

afterEach(async () => {
  for (const clock of clocks.splice(0)) {
    await clock.advance(0)
    expect(clock.pending, 'timers left behind').toBe(0)
  }
  for (const { listeners } of callers.splice(0)) {
    expect(listeners(), 'listeners left behind').toBe(0)
  }
})

/** A function under the test's control: each call stays open until the test settles it. */
export function manual<T = string>() {
  const calls: {
    resolve: (value: T) => void
    reject: (error: unknown) => void
    signal: AbortSignal
  }[] = []
  const fn = ({ signal }: Readonly<{ signal: AbortSignal }>): Promise<T> =>
    new Promise((resolve, reject) => calls.push({ resolve, reject, signal }))
  const call = (index: number) => {
    const one = calls.at(index)
    if (!one) throw new Error(`call ${index} was not made`)
    return one
  }
  return { fn, calls, call }
}

/** How a promise stands, read after the microtasks of this turn and no later. */
export async function standing(promise: Promise<unknown>): Promise<unknown> {
  let stand: unknown = 'pending'
  promise.then(
    (value) => (stand = { value }),
    (error: unknown) => (stand = { error }),
  )
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  return stand
}
