import { randomId } from '../../src/clock.ts'
import { afterEach, expect, test, vi } from 'vitest'
import {
  fakeClock,
  json,
  scriptedFetch,
  silent,
  status,
  type Step,
} from '../../src/testing/index.ts'
import { countingSignal, outcomeOf, url } from '../harness.ts'

type Owner = Record<PropertyKey, unknown>

/** What some engine in use has not, or has in some places only; and what is newer than the oldest of them. */
const optional: readonly [name: string, owner: () => object | undefined, member: string][] = [
  ['Request.prototype.body', () => Request.prototype, 'body'],
  ['Request.prototype.keepalive', () => Request.prototype, 'keepalive'],
  ['Request.prototype.duplex', () => Request.prototype, 'duplex'],
  ['Response.prototype.bytes', () => Response.prototype, 'bytes'],
  ['Response.json', () => Response, 'json'],
  ['crypto.randomUUID', () => Object.getPrototypeOf(crypto) as object, 'randomUUID'],
  ['navigator', () => globalThis, 'navigator'],
  ['AbortSignal.any', () => AbortSignal, 'any'],
  ['AbortSignal.timeout', () => AbortSignal, 'timeout'],
  ['Promise.withResolvers', () => Promise, 'withResolvers'],
  ['Promise.try', () => Promise, 'try'],
  ['Array.fromAsync', () => Array, 'fromAsync'],
  ['Object.groupBy', () => Object, 'groupBy'],
  ['Map.groupBy', () => Map, 'groupBy'],
  ['Set.prototype.union', () => Set.prototype, 'union'],
  ['Iterator', () => globalThis, 'Iterator'],
  ['URL.parse', () => URL, 'parse'],
  ['structuredClone', () => globalThis, 'structuredClone'],
  ['requestIdleCallback', () => globalThis, 'requestIdleCallback'],
  ['scheduler', () => globalThis, 'scheduler'],
  ['Error.captureStackTrace', () => Error, 'captureStackTrace'],
]

let putBack = (): void => undefined
afterEach(() => {
  putBack()
  vi.resetModules()
})

function takeAway(owner: object, member: string): void {
  const own = Object.getOwnPropertyDescriptor(owner, member)
  if (!own) return
  expect(Reflect.deleteProperty(owner, member)).toBe(true)
  putBack = () => void Object.defineProperty(owner, member, own)
}

test.each(optional)('the core works without %s', async (_name, owner, member) => {
  takeAway(owner() ?? {}, member)
  expect((owner() as Owner | undefined)?.[member]).toBe(undefined)
  // What is asked once, when a module is loaded, is asked now.
  vi.resetModules()
  const { createFetch } = await import('../../src/fetch/create-fetch.ts')
  const clock = fakeClock()
  const fetchOver = (...steps: Step[]) => {
    const wire = scriptedFetch(...steps)
    return { wire, fetch: createFetch({ fetch: wire, clock, random: () => 0.5 }) }
  }
  const echo = async (request: Request) => new Response(await request.text())

  const get = fetchOver(status(503), status(503), json('read'))
  const [first, second] = [get.fetch(url), get.fetch(url)]
  await clock.advance(1_000)
  expect([await (await first).json(), await (await second).json()]).toEqual(['read', 'read'])
  expect(get.wire.calls).toHaveLength(3)

  const put = fetchOver(status(503), echo)
  const body = { method: 'PUT', body: 'written', headers: { 'x-id': randomId() } }
  const written = put.fetch(new Request(url, body))
  await clock.advance(1_000)
  expect(await (await written).text()).toBe('written')

  const post = fetchOver(status(503), echo)
  expect(await post.fetch(new Request(url, { ...body, method: 'POST' }))).toHaveProperty(
    'status',
    503,
  )

  const { controller, listeners } = countingSignal()
  const left = outcomeOf(fetchOver(silent).fetch(url, { signal: controller.signal }))
  await clock.advance(0)
  controller.abort('left')
  expect([await left, listeners()]).toEqual([{ error: 'left' }, 0])

  const late = outcomeOf(fetchOver(silent).fetch(url, { holdfast: { timeoutMs: 100 } }))
  await clock.advance(100)
  expect((await late).error).toMatchObject({ code: 'TIMEOUT' })
  expect(clock.pending).toBe(0)
})
