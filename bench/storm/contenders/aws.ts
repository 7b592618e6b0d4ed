import { AdaptiveRetryStrategy, StandardRetryStrategy } from '@smithy/util-retry'
import { type Contender, read, StatusError } from './contender.ts'
import { bounded, intent } from './intent.ts'

type Strategy = StandardRetryStrategy | AdaptiveRetryStrategy
type Token = Awaited<ReturnType<Strategy['acquireInitialRetryToken']>>
type ErrorInfo = Parameters<Strategy['refreshRetryTokenForRetry']>[1]

const attempts = intent.retries + 1
const options = { maxAttempts: attempts, baseDelay: intent.baseMs }

export const awsStandard: Contender = {
  name: 'AWS standard',
  hasTimeout: true,
  open: (wire) => tab(wire, new StandardRetryStrategy(options)),
}

export const awsAdaptive: Contender = {
  name: 'AWS adaptive',
  hasTimeout: true,
  open: (wire) => tab(wire, new AdaptiveRetryStrategy(attempts, options)),
}

/** The loop of the SDK's own retry middleware, its race against the caller's signal included. */
function tab(wire: typeof fetch, strategy: Strategy) {
  return {
    get: (url: string, caller: AbortSignal): Promise<unknown> => {
      const signal = bounded(caller)
      return raced(send(wire, strategy, url, signal), signal)
    },
  }
}

async function send(wire: typeof fetch, strategy: Strategy, url: string, signal: AbortSignal) {
  let token: Token = await strategy.acquireInitialRetryToken('')
  for (;;) {
    try {
      const body = await read(await wire(url, { signal }))
      strategy.recordSuccess(token as never)
      return body
    } catch (error) {
      signal.throwIfAborted()
      token = await refreshed(strategy, token, error)
      signal.throwIfAborted()
    }
  }
}

/** @throws the error itself where there is no token for another attempt */
async function refreshed(strategy: Strategy, token: Token, error: unknown): Promise<Token> {
  try {
    return await strategy.refreshRetryTokenForRetry(token as never, infoOf(error))
  } catch {
    throw error
  }
}

function infoOf(error: unknown): ErrorInfo {
  const about = { error: error as NonNullable<ErrorInfo['error']> }
  if (!(error instanceof StatusError)) return { ...about, errorType: 'TRANSIENT' }
  const { status, retryAfter } = error
  const seconds = Number(retryAfter ?? 0)
  return {
    ...about,
    errorType: status === 429 ? 'THROTTLING' : status >= 500 ? 'TRANSIENT' : 'CLIENT_ERROR',
    ...(seconds > 0 && { retryAfterHint: new Date(Date.now() + seconds * 1000) }),
  }
}

function raced<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
