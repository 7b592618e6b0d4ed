import CircuitBreaker from 'opossum'
import PQueue from 'p-queue'
import pThrottle from 'p-throttle'
import { breakerOptions } from './axios-opossum.ts'
import { type Contender, read, StatusError } from './contender.ts'
import { backoffMs, bounded, intent, isTransient } from './intent.ts'

/**
 * What a careful team writes: a retry loop that can be aborted and honours `Retry-After`; in each
 * turn the line, the rate, the breaker and the wire.
 */
export const byHand: Contender = {
  name: 'p-queue + p-throttle + opossum',
  hasTimeout: true,
  open(wire) {
    const queue = new PQueue({ concurrency: intent.concurrent })
    const throttle = pThrottle({ limit: 100, interval: 60_000 })
    const breaker = new CircuitBreaker(
      async (url: string, signal: AbortSignal) => read(await wire(url, { signal })),
      {
        ...breakerOptions,
        timeout: false,
        capacity: Number.MAX_SAFE_INTEGER, // the queue has it already
        errorFilter: (error: unknown) => !isTransient(error),
      },
    )
    const throttled = throttle((url: string, signal: AbortSignal) => breaker.fire(url, signal))
    const send = (url: string, signal: AbortSignal) =>
      queue.add(() => throttled(url, signal), { signal })
    return {
      get(url, caller) {
        const signal = bounded(caller)
        return retried(() => send(url, signal), signal)
      },
      close: () => breaker.shutdown(),
    }
  },
}

async function retried<T>(send: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let retry = 1; ; retry++) {
    try {
      return await send()
    } catch (error) {
      signal.throwIfAborted()
      if (
        retry > intent.retries ||
        !isTransient(error) ||
        CircuitBreaker.isOurError(error as Error)
      )
        throw error
      await sleep(Math.max(backoffMs(retry), serverMs(error)), signal)
    }
  }
}

const serverMs = (error: unknown): number =>
  error instanceof StatusError ? Number(error.retryAfter ?? 0) * 1000 : 0

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave)
      resolve()
    }, ms)
    signal.addEventListener('abort', leave)
  })
}
