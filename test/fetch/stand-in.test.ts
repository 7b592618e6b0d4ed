import { expect, test } from 'vitest'
import { StandIn } from '../../src/fetch/stand-in.ts'
import { silent, stalling, status } from '../../src/testing/index.ts'
import { collected, collectGarbage } from '../garbage.ts'
import { bench, countingSignal, outcomeOf, url } from '../harness.ts'

test('without a deadline, an answer that is dropped unread leaves nothing behind', async () => {
  const { fetch, clock } = bench({ timeout: false }, status(200, {}, 'unread'))
  const { controller, listeners } = countingSignal()
  const drop = async () => new WeakRef(await fetch(url, { signal: controller.signal }))
  const answer = await drop()
  // Until then its body may still say something of the backend.
  await clock.advance(1000)
  expect(listeners()).toBe(1)
  expect(await collected(() => answer.deref() === undefined)).toBe(true)
  expect(await collected(() => listeners() === 0)).toBe(true)
})

test('what is held or read still hears of the abort and of the closing', async () => {
  const { fetch } = bench({ timeout: false, dedupe: false }, stalling())
  const caller = new AbortController()
  const aborted = await fetch(url, { signal: caller.signal })
  const inReading = outcomeOf((await fetch(url)).text())
  collectGarbage()
  caller.abort('left')
  expect(await outcomeOf(aborted.text())).toEqual({ error: 'left' })
  fetch.close()
  expect((await inReading).error).toMatchObject({ code: 'ABORTED' })
})

test('an opaque answer can be cut while somebody has it, and dropped leaves nothing behind', async () => {
  const opaque = () =>
    Object.defineProperties(new Response(), { type: { value: 'opaque' }, status: { value: 0 } })
  const { fetch, wire, clock } = bench({ dedupe: false }, opaque)
  const { controller, listeners } = countingSignal()
  const { signal } = controller
  const kept = await fetch(url, { signal })
  const drop = async () => new WeakRef(await fetch(url, { signal }))
  const dropped = await drop()
  expect([listeners(), clock.pending]).toEqual([2, 0])
  expect(await collected(() => dropped.deref() === undefined)).toBe(true)
  expect(await collected(() => listeners() === 1)).toBe(true)
  controller.abort('left')
  expect(wire.calls.map(({ init }) => init?.signal?.reason as unknown)).toEqual(['left', undefined])
  expect(kept.type).toBe('opaque')
})

test('one that was read to its end is no longer stood in for', async () => {
  const { fetch } = bench({ timeout: false }, status(200, {}, 'read'))
  const { controller, listeners } = countingSignal()
  const answer = await fetch(url, { signal: controller.signal })
  await answer.text()
  expect(listeners()).toBe(0)
})

test('passes on what it hears, until it is released', () => {
  const heard: string[] = []
  const call = { handleEvent: () => heard.push('abort'), close: () => heard.push('close') }
  const live = new Set<typeof call>()
  const caller = new AbortController()
  const standIn = new StandIn(call, caller.signal, live)
  for (const one of live) one.close()
  standIn.release()
  caller.abort()
  expect([heard, live.size]).toEqual([['close'], 0])
})

test.each<[string, unknown, object | null | string]>([
  ['none', undefined, { name: 'AbortError', constructor: DOMException }],
  ['null', null, null],
  ['its own', 'left', 'left'],
])(
  'a signal whose reason is %s aborts with what the platform gives',
  async (_what, reason, expected) => {
    const signal = Object.assign(new EventTarget(), { aborted: false, reason })
    const given = { signal: signal as unknown as AbortSignal }
    const { fetch } = bench({}, silent)
    const answer = outcomeOf(fetch(url, given))
    signal.aborted = true
    signal.dispatchEvent(new Event('abort'))
    const errors = [(await answer).error, (await outcomeOf(fetch(url, given))).error]
    for (const error of errors) {
      if (expected && typeof expected === 'object') expect(error).toMatchObject(expected)
      else expect(error).toBe(expected)
    }
  },
)
