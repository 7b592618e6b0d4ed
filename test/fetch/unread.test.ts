import { expect, test, vi } from 'vitest'
import { warnUnread } from '../../src/fetch/unread.ts'
import { status } from '../../src/testing/index.ts'
import { bench } from '../harness.ts'

const answer = status(200, {}, 'text')
const warnings = () => vi.spyOn(console, 'warn').mockReturnValue()

test('an answer that nobody has read by its deadline is named in development, once for its endpoint', async () => {
  const warn = warnings()
  const { fetch, clock } = bench({ dedupe: false }, answer, answer, answer)
  const unread = [
    await fetch('https://api.test/unread/1?token=secret'),
    await fetch('https://api.test/unread/2'),
  ]
  const read = await fetch('https://api.test/read')
  expect(await read.text()).toBe('text')
  expect(warn).not.toHaveBeenCalled()
  await clock.advance(30_000)
  expect(warn.mock.calls).toEqual([
    [expect.stringContaining('nobody read the answer of GET api.test/unread/:id.')],
  ])
  expect(unread.map(({ bodyUsed }) => bodyUsed)).toEqual([false, false])
})

test('nothing is said of one that was cancelled, that is being read, or that has no body', async () => {
  const warn = warnings()
  const { fetch, clock } = bench({ dedupe: false }, answer, answer, status(204))
  await (await fetch('https://api.test/cancelled')).body?.cancel()
  const { body } = await fetch('https://api.test/reading')
  body?.getReader()
  await fetch('https://api.test/empty')
  await clock.advance(60_000)
  expect(warn).not.toHaveBeenCalled()
})

test('nothing is said in production, nor where a page does not say what it is', async () => {
  const warn = warnings()
  vi.stubEnv('NODE_ENV', 'production')
  const { fetch, clock } = bench({}, answer)
  await fetch('https://api.test/production')
  await clock.advance(30_000)
  vi.stubGlobal('process', undefined)
  warnUnread({ method: 'GET', route: 'api.test/no-bundler' })
  vi.unstubAllGlobals()
  expect(warn).not.toHaveBeenCalled()
})
