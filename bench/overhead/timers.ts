import { seededRandom } from 'holdfast/testing'
import { installVirtualGlobals } from '../storm/virtual-globals.ts'
import { VirtualTime } from '../storm/virtual-time.ts'
import { contenders, unlimited } from './contenders.ts'

const minuteMs = 60_000
const calls = 10_000
const answerMs = 200

/** The most timers of the platform that are set at one time, in a minute of 10,000 calls. */
export async function measureTimers(): Promise<Map<string, number>> {
  const most = new Map<string, number>()
  for (const { name, open } of contenders) {
    const time = new VirtualTime()
    const undo = installVirtualGlobals(time, seededRandom(1))
    try {
      const count = countTimers()
      const wire: typeof fetch = () =>
        new Promise((answer) => time.after(answerMs, () => answer(new Response('{}'))))
      const call = open(wire, unlimited)
      for (let index = 0; index < calls; index++) {
        time.at((index * minuteMs) / calls, () => void call())
      }
      await time.run(minuteMs)
      most.set(name, count())
    } finally {
      undo()
    }
  }
  return most
}

/** Counts on top of the virtual globals, which are put back by whoever installed them. */
function countTimers(): () => number {
  const live = new Set<unknown>()
  let most = 0
  const { setTimeout: set, clearTimeout: clear } = globalThis
  const { timeout } = AbortSignal
  const added = (timer: unknown) => {
    live.add(timer)
    most = Math.max(most, live.size)
  }
  const counting = (callback: () => void, ms?: number) => {
    const timer = set(() => {
      live.delete(timer)
      callback()
    }, ms)
    added(timer)
    return timer
  }
  const clearing = (timer: Parameters<typeof clear>[0]) => {
    live.delete(timer)
    clear(timer)
  }
  Object.assign(globalThis, { setTimeout: counting, clearTimeout: clearing })
  Object.assign(AbortSignal, {
    timeout(ms: number) {
      const signal = timeout.call(AbortSignal, ms)
      added(signal)
      signal.addEventListener('abort', () => live.delete(signal))
      return signal
    },
  })
  return () => most
}
