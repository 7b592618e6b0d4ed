import { createFetch, type FetchOptions } from 'holdfast'
import { describe, expect, inject, test } from 'vitest'
import { outcomeOf } from '../harness.ts'
import { engine } from '../which-engine.ts'
import { asRead, butIn, type Observation } from './drop-in-engines.ts'
import { axes, callOf, type Case, combinations } from './drop-in-matrix.ts'
import { dropInEdges } from './drop-in-edges.ts'
import { comparable, observe } from './drop-in-observation.ts'

type Fetch = typeof globalThis.fetch

const off: FetchOptions = {
  timeout: false,
  retry: false,
  circuit: false,
  rateLimit: false,
  concurrency: false,
  dedupe: false,
}
/** Every policy as it comes, but for the length of the waits. */
const on: FetchOptions = { retry: { limit: 1, baseMs: 1 } }

/** How `createFetch` compares with the platform's `fetch`; run in Node and in real browsers. */
export function dropIn(): void {
  const origin = inject('serverOrigin')
  const cases = combinations(450)
  let serial = 0

  const seen = async (fetch: Fetch, one: Case, isAlone = true) => {
    const key = `drop-in-${engine}-${++serial}-`
    return comparable(await observe(fetch, one, origin, key, isAlone), key)
  }

  test.each(axes.abort)(
    'is a fetch in every combination, abort %s',
    { timeout: 120_000 },
    async (abort) => {
      const different: string[] = []
      for (const one of cases.filter((each) => each.abort === abort)) {
        const sharing = sharedFetch(one)
        const [native, without, within, second] = await Promise.all([
          seen(globalThis.fetch, one),
          seen(createFetch(off), one),
          seen(createFetch(on), one),
          seen(sharing.fetch, one, false),
        ])
        sharing.end()
        const said = butFor(native)
        const retried = withRetry(asRead(one), said)
        const shared = { ...retried, ...butShared(second) }
        different.push(
          ...differences('no policy', one, said, without),
          ...differences('every policy', one, retried, within),
          ...differences('shared', one, shared, second),
        )
      }
      expect(different).toEqual([])
    },
  )

  describe('with no policy', () => dropInEdges(off))
  describe('with every policy', () => dropInEdges(on))
}

/** Every policy, and another caller of the same URL, who was first. */
function sharedFetch(one: Case): { fetch: Fetch; end: () => void } {
  const other = new AbortController()
  const held = createFetch(on)
  const fetch: Fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    const first = held(...callOf({ ...one, abort: 'never' }, url, other.signal))
    void outcomeOf(first.then((response) => response.text()))
    return held(input, init)
  }
  const isFinite = one.type === 'application/json' || one.type === 'text/plain'
  const isShared = isFinite && ['GET', 'HEAD'].includes(one.method) && one.abort !== 'before'
  return { fetch: isShared ? fetch : held, end: () => other.abort() }
}

/** What no policy need say: Chromium ends a body with an `AbortError` of its own where the caller gave a reason. */
function butFor(native: Observation): Observation {
  const isAbort = (value: unknown) => (value as { name?: unknown } | null)?.name === 'AbortError'
  const told = Object.entries(native).map(([name, value]) => [
    name,
    isAbort(value) ? 'the reason' : value,
  ])
  return Object.fromEntries(told) as Observation
}

/**
 * Whether there was one request or two is told by the tests of sharing. The answer itself is not aborted,
 * as there is another who reads it, so platforms differ in what they see of it after the abort.
 */
function butShared(second: Observation): Observation {
  const { body, requests, closed, used, locked, again, copyAgain } = second
  return { requests, closed, ...(body === 'the reason' && { used, locked, again, copyAgain }) }
}

/** What a retry adds: a second request, and a copy of a Request that could be sent a second time. */
function withRetry(one: Case, native: Observation): Observation {
  const inRequest = one.input.startsWith('Request')
  const replayable = inRequest
    ? ['none', 'text', 'params'].includes(one.body)
    : one.body !== 'stream'
  if (!replayable || one.method === 'POST' || one.method === 'PATCH') return native
  const { status, error, requests, requestUsed } = native
  // What the platform may have refused by itself is not sent again.
  const isRefused =
    one.redirect === 'error' || (one.keepalive === 'true' && !/^(?:get|head)$/i.test(one.method))
  const isLost = error !== undefined && error !== 'the reason' && !isRefused
  const isFailure = status === 500 || isLost
  if (isFailure) return { ...native, requests: Number(requests) * 2 }
  const isCopied = inRequest && one.input !== 'Request as init' && one.body !== 'none'
  if (one.abort === 'before' || 'unbuilt' in native) return native
  return { ...native, requestUsed: isCopied ? false : requestUsed }
}

function differences(what: string, one: Case, native: Observation, ours: Observation): string[] {
  const names = [...new Set([...Object.keys(native), ...Object.keys(ours)])]
  const expected = butIn(native, ours)
  return names.flatMap((name) => {
    const [theirs, own] = [expected[name], ours[name]].map((value) => JSON.stringify(value))
    if (theirs === own) return []
    return `${what}, ${Object.values(one).join(' ')}: ${name} is ${own}, not ${theirs}`
  })
}
